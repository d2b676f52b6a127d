using System.Diagnostics;
using Azure.Storage;
using Azure.Storage.Blobs;
using Compliance.Local.Azurite;
using Compliance.Local.Hosting;
using Compliance.Tenancy;

namespace Compliance.Local.Tests.Hosting;

[UsesStorage]
public sealed class AzuriteProcessTests : IDisposable
{
    static readonly TenantId Acme = TenantId.Parse("acme");
    static readonly TenantId Globex = TenantId.Parse("globex");

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    readonly TemporaryFolder folder = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Hosts_of_one_folder_share_an_emulator_and_the_last_one_ends_it()
    {
        var one = await StartAsync(Acme);
        var two = await StartAsync(Acme);
        Assert.Equal(one.ProcessId, two.ProcessId);

        await one.DisposeAsync();
        Assert.True(await AnswersAsync(two));
        await two.DisposeAsync();

        Assert.False(IsAlive(two.ProcessId));
        await using var later = await StartAsync(Acme);
        Assert.Equal(one.Accounts.KeyOf("acme"), later.Accounts.KeyOf("acme"));
    }

    [Fact]
    public async Task An_emulator_left_by_a_killed_host_is_taken_over()
    {
        var left = await LeaveAsync(Acme);

        await using var next = await StartAsync(Acme);

        Assert.Equal((left.ProcessId, left.Port), (next.ProcessId, next.Port));
    }

    [Fact]
    public async Task An_emulator_that_died_is_replaced_and_its_data_stays()
    {
        var left = await LeaveAsync(Acme);
        await Client(left, "acme").CreateBlobContainerAsync("kept", cancellationToken: Cancellation);
        await End(left.ProcessId);

        await using var next = await StartAsync(Acme);

        Assert.NotEqual(left.ProcessId, next.ProcessId);
        Assert.True((await Client(next, "acme").GetBlobContainerClient("kept").ExistsAsync(Cancellation)).Value);
    }

    [Fact]
    public async Task An_emulator_that_died_under_its_host_is_started_again_on_its_port()
    {
        await using var azurite = await StartAsync(Acme);
        var (process, port) = (azurite.ProcessId, azurite.Port);
        Assert.False(await azurite.ReviveAsync(Patience, Cancellation));
        await End(process);

        Assert.True(await azurite.ReviveAsync(Patience, Cancellation));

        Assert.NotEqual(process, azurite.ProcessId);
        Assert.Equal(port, azurite.Port);
        Assert.True(await AnswersAsync(azurite));
    }

    [Fact]
    public async Task An_emulator_that_hangs_is_replaced_when_patience_is_over()
    {
        await using var azurite = await StartAsync(Acme);
        var process = azurite.ProcessId;
        using (var stop = Process.Start("kill", ["-STOP", $"{process}"]))
        {
            await stop.WaitForExitAsync(Cancellation);
        }

        Assert.False(await azurite.ReviveAsync(Patience, Cancellation));
        while (!await azurite.ReviveAsync(TimeSpan.FromSeconds(1), Cancellation))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), Cancellation);
        }

        Assert.NotEqual(process, azurite.ProcessId);
        Assert.False(IsAlive(process));
        Assert.True(await AnswersAsync(azurite));
    }

    [Fact]
    public async Task Another_tenant_later_gets_accounts_and_the_first_keeps_its_data()
    {
        var left = await LeaveAsync(Acme);
        await Client(left, "acme").CreateBlobContainerAsync("kept", cancellationToken: Cancellation);

        await using var next = await StartAsync(Acme, Globex);

        Assert.True((await Client(next, "acme").GetBlobContainerClient("kept").ExistsAsync(Cancellation)).Value);
        Assert.True(await AnswersAsync(next, "globexkeys"));
        Assert.Equal(left.Port, next.Port);
    }

    [Fact]
    public async Task A_process_of_that_number_which_is_no_emulator_is_left_alone()
    {
        using var stranger = Process.Start("sleep", "60");
        Directory.CreateDirectory(folder.In("azurite"));
        await File.WriteAllTextAsync(
            folder.In("azurite/process.json"),
            $$"""{"processId":{{stranger.Id}},"port":{{LoopbackPort.Free()}},"startedAt":0,"accounts":""}""",
            Cancellation);

        await using var started = await StartAsync(Acme);

        Assert.False(stranger.HasExited);
        Assert.True(await AnswersAsync(started));
        stranger.Kill();
    }

    [Fact]
    public async Task Keys_are_readable_by_their_owner_only()
    {
        await using var azurite = await StartAsync(Acme);
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("file modes are a matter of Unix");
            return;
        }

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.In("azurite/accounts.json")));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.In("azurite")));
    }

    Task<AzuriteProcess> StartAsync(params TenantId[] tenants) =>
        AzuriteProcess.StartAsync(folder.In("azurite"), tenants, progress: null, Cancellation);

    // What kill -9 does to a host: its lock is gone, its emulator is not.
    async Task<AzuriteProcess> LeaveAsync(params TenantId[] tenants)
    {
        var azurite = await StartAsync(tenants);
        azurite.Abandon();
        return azurite;
    }

    static async Task End(int process)
    {
        using var running = Process.GetProcessById(process);
        Process.Start("kill", $"-TERM {process}").Dispose();
        await running.WaitForExitAsync(Cancellation);
    }

    static async Task<bool> AnswersAsync(AzuriteProcess azurite, string account = "acme")
    {
        await Client(azurite, account).GetPropertiesAsync(Cancellation);
        return true;
    }

    static BlobServiceClient Client(AzuriteProcess azurite, string account) =>
        new(azurite.Endpoint(account), new StorageSharedKeyCredential(account, azurite.Accounts.KeyOf(account)));

    static bool IsAlive(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return !found.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
