using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Azure.Messaging.ServiceBus;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.EndToEnd.Tests.Worker.Rpc;
using Compliance.Functions;
using Compliance.Local;
using Compliance.Local.Bus;
using Compliance.Local.Hosting;
using Compliance.Tenancy;

namespace Compliance.EndToEnd.Tests.Worker;

/// <summary>
/// The app as <c>func start</c> runs it: the worker's own process, spoken to as the Functions host does, on the local vault and bus of a
/// <c>Compliance__Local__…</c> section. What needs the host's Durable extension is not run here.
/// </summary>
public sealed class WorkerTests
{
    [Fact]
    public async Task Under_the_hosts_protocol_the_app_runs_on_one_machine()
    {
        var folder = Directory.CreateTempSubdirectory("compliance-worker-");
        try
        {
            await using var host = await HostDouble.StartAsync();
            await using var worker = WorkerProcess.Start(
                host.Address,
                ("AzureWebJobsStorage", "UseDevelopmentStorage=true"),
                ("WEBSITE_HOSTNAME", "localhost:7071"),
                ("Compliance__Local__DataFolder", folder.FullName),
                ("Compliance__Local__Tenants", "acme"));
            await host.LoadAsync(WorkerProcess.Folder, worker.FailAtEndAsync());

            await HasTheFunctionsThatTheLocalHostServesAsync(host);
            await AnswersForwardedRequestsAsync(host);
            await AnswersWhatNoFunctionTakesAsync(host);
            await RunsATimerAsync(host);
            await TakesMessagesOfTheLocalBusAsync(folder.FullName);

            host.Terminate();
            Assert.Equal(0, (await worker.EndAsync()).ExitCode);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Settings_for_one_machine_are_refused_where_something_says_that_it_is_Azure()
    {
        await using var worker = WorkerProcess.Start(
            new Uri("http://127.0.0.1:9"),
            ("Compliance__Local__DataFolder", "nowhere"),
            ("IDENTITY_ENDPOINT", "http://169.254.130.2:8081/msi/token"));

        var ran = await worker.EndAsync();

        Assert.NotEqual(0, ran.ExitCode);
        Assert.Contains(
            "Compliance:Local is for one machine, and IDENTITY_ENDPOINT says that this is Azure: "
            + "remove the settings that begin with Compliance__Local.",
            ran.Errors,
            StringComparison.Ordinal);
    }

    static async Task HasTheFunctionsThatTheLocalHostServesAsync(HostDouble host)
    {
        var local = await FunctionDescriptor.ReadAsync(new GeneratedFunctionMetadataProvider(), _ => true);
        Assert.Equal(
            local.Select(x => $"{x.Name} {string.Join(' ', x.Bindings)}"),
            host.Functions.Values.Select(x => $"{x.Name} {string.Join(' ', x.RawBindings)}").Order(StringComparer.OrdinalIgnoreCase));
    }

    static async Task AnswersForwardedRequestsAsync(HostDouble host)
    {
        using var refused = await host.SendAsync("ReadSettings", HttpMethod.Get, "/api/tenants/acme/settings", route: ("tenant", "acme"));
        await ExpectProblemAsync(refused, HttpStatusCode.Unauthorized);

        using var settings = await host.SendAsync(
            "ReadSettings", HttpMethod.Get, "/api/tenants/acme/settings", content: null, await TokenAsync(host), ("tenant", "acme"));
        Assert.Equal("GB", (string)(await ReadAsync(settings))["country"]!);

        using var keys = await host.SendAsync("ReadKeys", HttpMethod.Get, "/api/tenants/acme/keys", route: ("tenant", "acme"));
        Assert.NotEmpty((await ReadAsync(keys))["keys"]!.AsArray());
    }

    static async Task AnswersWhatNoFunctionTakesAsync(HostDouble host)
    {
        using var unknown = await host.SendAsync("UnknownAddress", HttpMethod.Get, "/api/nothing");
        await ExpectProblemAsync(unknown, HttpStatusCode.NotFound);

        using var method = await host.SendAsync("UnknownAddress", HttpMethod.Delete, "/api/tenants/acme/settings");
        await ExpectProblemAsync(method, HttpStatusCode.MethodNotAllowed);
        Assert.Equal(["GET", "PUT"], method.Content.Headers.Allow);

        // More than the server of the worker takes unless it is told.
        using var content = new ByteArrayContent(new byte[31 * 1024 * 1024]);
        content.Headers.ContentType = new("application/json");
        using var large = await host.SendAsync(
            "AnnounceRecording", HttpMethod.Post, "/api/tenants/acme/recordings", content,
            await TokenAsync(host, "Recordings.Upload"), ("tenant", "acme"));
        await ExpectProblemAsync(large, HttpStatusCode.RequestEntityTooLarge);
    }

    static async Task RunsATimerAsync(HostDouble host)
    {
        var ran = await host.RunAsync("SweepClaims", "timer", """{"isPastDue":false,"schedule":{"adjustForDST":true}}""");
        Assert.True(ran.Status == StatusResult.Types.Status.Success, ran.Exception?.Message);
    }

    /// <summary>A message without a valid token is dropped, which is success: it leaves the queue and does not become a dead
    /// letter.</summary>
    static async Task TakesMessagesOfTheLocalBusAsync(string folder)
    {
        using var database = new HostDatabase(Path.Combine(folder, "host.db"));
        using var presence = new HostPresence(folder);
        var topology = BusTopology.For([TenantId.Parse("acme")]);
        var store = new BusStore(database, presence, topology, NoCrashPoints.Instance, TimeProvider.System);
        await using var bus = new LocalServiceBusClient(store, TimeProvider.System);
        await using var sender = bus.CreateSender("privacy-acks");
        await using var receiver = bus.CreateReceiver("privacy-acks");
        await using var dead = bus.CreateReceiver("privacy-acks", new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });

        await sender.SendMessageAsync(new ServiceBusMessage("""{"ackToken":"nobody's","outcome":"erased"}"""), Api.Cancellation);
        while (await receiver.PeekMessageAsync(cancellationToken: Api.Cancellation) is not null)
        {
            await Task.Delay(20, Api.Cancellation);
        }

        Assert.Null(await dead.PeekMessageAsync(cancellationToken: Api.Cancellation));
    }

    static async Task<string> TokenAsync(HostDouble host, string role = "Tenant.Admin")
    {
        using var asked = JsonContent.Create(new { tenant = "acme", roles = new[] { role } });
        using var issued = await host.SendAsync("IssueLocalToken", HttpMethod.Post, "/api/local/tokens", asked);
        return (string)(await ReadAsync(issued))["token"]!;
    }

    static async Task ExpectProblemAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(
            HostDouble.OperationId, (string)JsonNode.Parse(await response.Content.ReadAsStringAsync(Api.Cancellation))!["traceId"]!);
    }

    static async Task<JsonObject> ReadAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync(Api.Cancellation);
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}: {body}");
        return JsonNode.Parse(body)!.AsObject();
    }
}
