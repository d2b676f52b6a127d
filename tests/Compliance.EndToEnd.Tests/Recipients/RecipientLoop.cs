using System.Net;
using System.Text.Json.Nodes;
using Azure.Messaging.ServiceBus;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.Identities;
using Compliance.Local.Hosting;
using Compliance.Local.Recipients;
using Compliance.Local.Tokens;
using Compliance.Model;
using Compliance.Settings;
using Compliance.SubjectRequests;
using Compliance.Tenancy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Compliance.EndToEnd.Tests.Recipients;

/// <summary>The sample recipients of one tenant, on a host that runs already, and requests for them to be told of.</summary>
sealed class RecipientLoop : IAsyncDisposable
{
    readonly CancellationTokenSource stopping = new();
    readonly SampleRecipientHost samples;
    readonly Task running;
    readonly TenantScope scope;

    RecipientLoop(AppHost app, string tenant)
    {
        App = app;
        scope = new TenantScope(TenantId.Parse(tenant), TenantId.Parse(tenant));
        var bus = Get<ServiceBusClient>();
        Team = bus.CreateReceiver($"{tenant}/privacy-events", "privacy-team");
        Table = new SampleCustomerTable(app.DataFolder, scope.Resource);
        samples = SampleRecipientHost.Subscribe(app.Host.BaseAddress, app.DataFolder, [scope.Resource], bus, Get<LocalTokens>());
        running = Task.WhenAll(samples.Listeners.Select(x => x.KeepRunningAsync(NullLogger.Instance, stopping.Token)));
    }

    public AppHost App { get; }

    public TenantStore Store => Get<TenantStoreFactory>().Open(scope);

    public SampleCustomerTable Table { get; }

    /// <summary>A subscription without a filter, as the privacy team's.</summary>
    public ServiceBusReceiver Team { get; }

    public static async Task<RecipientLoop> StartAsync(AppHost app, string tenant)
    {
        var loop = new RecipientLoop(app, tenant);
        var recipients = new JsonArray(
            new JsonObject { ["name"] = "crm", ["identities"] = Api.Array(["accountId", "phone", "email"]), ["callIds"] = true },
            new JsonObject { ["name"] = "warehouse", ["identities"] = Api.Array(["accountId"]) });
        var settings = new JsonObject { ["recipients"] = recipients };
        var replaced = await app.Api.As(tenant, "Tenant.Admin").SendAsync(HttpMethod.Put, "/settings", settings, ("If-Match", "*"));
        replaced.Expect(HttpStatusCode.OK);
        return loop;
    }

    /// <summary>A request whose recordings were erased: what the register and the erasure leave for recipients.</summary>
    public async Task<SubjectRequestId> EraseAsync(SampleCustomer person)
    {
        var request = SubjectRequestId.New(TimeProvider.System);
        (await Get<SubjectRequestKeys>().CreateAsync(Store, request, Api.Cancellation)).Dispose();
        SubjectRequestIdentity[] identities =
            [new(IdentityType.Phone, person.Phone.Replace("+44", "0", StringComparison.Ordinal)), new(
                IdentityType.AccountId, person.AccountId)];
        await Get<SubjectRequestTexts>().PutAsync(
            Store, request, SubjectRequestPerson.Name, new SubjectRequestPerson(identities, null, null, []), Api.Cancellation);
        foreach (var callId in person.Calls)
        {
            var id = RecordingId.New(TimeProvider.System);
            var entry = new LedgerEntry(id.ToString(), callId, null, [], [], TimeProvider.System.GetUtcNow(), null);
            await Get<SubjectRequestTexts>().PutAsync(Store, request, LedgerEntry.NameOf(id), entry, Api.Cancellation);
        }

        var settings = (await Get<TenantSettingsStore>().ReadAsync(scope, Api.Cancellation)).Settings;
        await Get<RecipientNotifier>().PostAsync(Store, request, RecipientAction.Erased, settings, Api.Cancellation);
        return request;
    }

    /// <summary>Waits until the status says this: <c>crm Acknowledged, warehouse Notified</c>.</summary>
    public async Task ExpectAsync(SubjectRequestId request, string status)
    {
        var last = "";
        await Api.EventuallyAsync(
            async () => (last = string.Join(", ", (await Get<RecipientNotifier>().ListAsync(Store, request, Api.Cancellation))
                .Select(x => $"{x.Name} {x.State}"))) == status,
            $"{status}; it is {last}");
    }

    /// <summary>Events of a request that everybody subscribed to, in order.</summary>
    public async Task<IReadOnlyList<JsonNode>> EventsAsync(SubjectRequestId request)
    {
        var found = await Team.ReceiveMessagesAsync(50, TimeSpan.FromMilliseconds(300), Api.Cancellation);
        return [.. found.Select(x => JsonNode.Parse(x.Body.ToString())!).Where(
            x => x["subject"]!.GetValue<string>() == $"requests/{request}")];
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        samples.Dispose();
        stopping.Dispose();
    }

    T Get<T>()
        where T : notnull =>
        App.Host.Services.GetRequiredService<T>();
}
