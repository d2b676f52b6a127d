using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Compliance.Audit;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.Functions.SubjectRequests;
using Compliance.Model;
using Compliance.SubjectRequests;
using Compliance.Tenancy;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.EndToEnd.Tests.SubjectRequests;

/// <summary>What a request's orchestration does to one recording, and people that no other test has.</summary>
static class Erasing
{
    public static string NewPhone() =>
        "+4477009" + RandomNumberGenerator.GetInt32(100_000).ToString("D5", CultureInfo.InvariantCulture);

    /// <summary>Letters only: digits might make a telephone number.</summary>
    public static string NewAccount() => "AC-" + RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOP", 12);

    public static Sample Call(JsonObject caller) => Sample.Note(change: ticket => ticket["parties"]![1] = WithRole(caller));

    public static async Task<(RecordingOutcome Outcome, ErasureOrder Order)> EraseAsync(this AppHost app, string tenant, string id)
    {
        var services = app.Host.Services;
        var store = services.GetRequiredService<TenantStoreFactory>().Open(new TenantScope(TenantId.Parse(tenant), TenantId.Parse(tenant)));
        var request = SubjectRequestId.New(TimeProvider.System);
        using var key = await services.GetRequiredService<SubjectRequestKeys>().CreateAsync(store, request, Api.Cancellation);
        var order = new ErasureOrder(request, Actor.System("HandleRequest"), $"/api/tenants/{tenant}/requests/{request}/certificate");
        var outcome = await services.GetRequiredService<RecordingErasure>().EraseAsync(
            store, RecordingId.Parse(id), order, services.GetRequiredService<DurableTaskClient>().SealingRuns(), Api.Cancellation);
        return (outcome, order);
    }

    public static async Task<IReadOnlyList<string>> LookAgainAsync(this AppHost app, string tenant, string id, ErasureOrder order)
    {
        var services = app.Host.Services;
        var store = services.GetRequiredService<TenantStoreFactory>().Open(new TenantScope(TenantId.Parse(tenant), TenantId.Parse(tenant)));
        var entry = await services.GetRequiredService<ErasureLedger>().FindAsync(
            store, RecordingId.Parse(id), order.Request, Api.Cancellation);
        return await services.GetRequiredService<ErasureVerification>().LookAgainAsync(
            store, RecordingId.Parse(id), entry!, Api.Cancellation);
    }

    static JsonObject WithRole(JsonObject caller)
    {
        var party = caller.DeepClone().AsObject();
        party["role"] = "caller";
        return party;
    }
}
