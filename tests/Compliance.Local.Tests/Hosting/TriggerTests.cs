using Azure.Messaging.ServiceBus;
using Azure.Storage.Blobs;
using Compliance.Local.Hosting;
using Compliance.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.Local.Tests.Hosting;

[Collection(SampleHostsCollection.Name)]
public class TriggerTests(SampleHosts hosts)
{
    readonly SampleLog log = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_blob_fires_once_and_again_when_it_changes()
    {
        var tenant = hosts.NextTenant();
        await using var host = await hosts.StartAsync(log, tenant, Cancellation);
        var call = $"blob {tenant} r1 0 True";

        await UploadAsync(host, tenant, "r1/0", "first");
        await log.WaitForAsync(call, 1, Cancellation);
        await SomePollsAsync(host, tenant);
        Assert.Equal(1, log.Count(call));

        await UploadAsync(host, tenant, "r1/0", "second");
        Assert.Equal(2, await log.WaitForAsync(call, 2, Cancellation));
    }

    [Fact]
    public async Task A_blob_that_fails_is_tried_again_and_holds_up_no_other()
    {
        var tenant = hosts.NextTenant();
        await using var host = await hosts.StartAsync(log, tenant, Cancellation);
        log.Failures[$"blob {tenant} bad 0 True"] = 1;

        await UploadAsync(host, tenant, "bad/0", "x");
        await log.WaitForAsync($"blob {tenant} bad 0 True", 1, Cancellation);
        await UploadAsync(host, tenant, "good/0", "x");

        await log.WaitForAsync($"blob {tenant} good 0 True", 1, Cancellation);
        Assert.Equal(2, await log.WaitForAsync($"blob {tenant} bad 0 True", 2, Cancellation));
    }

    [Fact]
    public async Task A_restart_fires_what_was_missed_and_nothing_else()
    {
        var tenant = hosts.NextTenant();
        LocalStorageSnapshot storage;
        await using (var host = await hosts.StartAsync(log, tenant, Cancellation))
        {
            await UploadAsync(host, tenant, "before/0", "x");
            await log.WaitForAsync($"blob {tenant} before 0 True", 1, Cancellation);
            storage = LocalStorageSnapshot.Of(host, tenant);
        }

        await storage.Inbox.GetBlobClient($"{tenant}/missed/0").UploadAsync(BinaryData.FromString("x"), Cancellation);
        await using var again = await hosts.StartAsync(log, tenant, Cancellation);
        await log.WaitForAsync($"blob {tenant} missed 0 True", 1, Cancellation);
        await SomePollsAsync(again, tenant);

        Assert.Equal(1, log.Count($"blob {tenant} before 0 True"));
    }

    [Fact]
    public async Task Two_hosts_on_one_data_folder_fire_a_blob_once()
    {
        var tenant = hosts.NextTenant();
        await using var one = await hosts.StartAsync(log, tenant, Cancellation);
        await using var two = await hosts.StartAsync(log, tenant, Cancellation);

        for (var i = 0; i < 10; i++)
        {
            await UploadAsync(one, tenant, $"both/{i}", "x");
        }

        for (var i = 0; i < 10; i++)
        {
            await log.WaitForAsync($"blob {tenant} both {i} True", 1, Cancellation);
        }

        await SomePollsAsync(one, tenant);
        Assert.Equal(10, log.Calls.Count(x => x.StartsWith($"blob {tenant} both", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_message_is_completed_when_its_function_succeeded_and_comes_again_when_not()
    {
        var tenant = hosts.NextTenant();
        await using var host = await hosts.StartAsync(log, tenant, Cancellation);
        log.Failures["bus m1 hello greeting"] = 2;
        var bus = host.Services.GetRequiredService<ServiceBusClient>();

        await bus.CreateSender("privacy-acks").SendMessageAsync(
            new ServiceBusMessage("""{"text":"hello","number":1}""") { MessageId = "m1", Subject = "greeting" }, Cancellation);
        await log.WaitForAsync("bus m1 hello greeting", 3, Cancellation);
        await bus.CreateSender("privacy-acks").SendMessageAsync(
            new ServiceBusMessage("""{"text":"bye","number":2}""") { MessageId = "m2", Subject = "greeting" }, Cancellation);
        await log.WaitForAsync("bus m2 bye greeting", 1, Cancellation);

        Assert.Equal(3, log.Count("bus m1 hello greeting"));
        var left = bus.CreateReceiver("privacy-acks");
        await SampleLog.WaitForAsync(async () => await left.PeekMessageAsync(fromSequenceNumber: 0, Cancellation) is null, Cancellation);
    }

    [Fact]
    public async Task A_timer_that_runs_at_start_runs_once_a_start()
    {
        var tenant = hosts.NextTenant();
        await using var one = await hosts.StartAsync(log, tenant, Cancellation);
        await log.WaitForAsync("Started True", 1, Cancellation);

        await using var two = await hosts.StartAsync(log, tenant, Cancellation);
        await log.WaitForAsync("Started True", 2, Cancellation);
        await SomePollsAsync(two, tenant);

        Assert.Equal(2, log.Count("Started True"));
    }

    /// <summary>Two blobs, the second when the first has fired: by then the host has looked at everything that was there before.</summary>
    async Task SomePollsAsync(LocalHost host, TenantId tenant)
    {
        foreach (var probe in (string[])["probe-1", "probe-2"])
        {
            await UploadAsync(host, tenant, $"{probe}/0", "x");
            await log.WaitForAsync($"blob {tenant} {probe} 0 True", 1, Cancellation);
        }
    }

    static async Task UploadAsync(LocalHost host, TenantId tenant, string name, string content) =>
        await LocalStorageSnapshot.Of(host, tenant).Inbox.GetBlobClient($"{tenant}/{name}")
            .UploadAsync(BinaryData.FromString(content), overwrite: true, Cancellation);

    /// <summary>Reaches a tenant's inbox also after its host has ended.</summary>
    sealed record LocalStorageSnapshot(BlobContainerClient Inbox)
    {
        public static LocalStorageSnapshot Of(LocalHost host, TenantId tenant) =>
            new(host.Services.GetRequiredService<StorageAccess>().Landing(tenant).GetBlobContainerClient(ContainerNames.Inbox));
    }
}
