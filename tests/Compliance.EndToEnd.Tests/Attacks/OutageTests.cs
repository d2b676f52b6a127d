using System.Diagnostics;
using System.Net;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.Local;

namespace Compliance.EndToEnd.Tests.Attacks;

/// <summary>Storage goes away, or its disk is full, while the host runs.</summary>
public sealed class OutageTests
{
    [Fact]
    public async Task A_full_disk_is_503_and_the_next_try_succeeds()
    {
        var disk = new FullDisk();
        await using var app = await AppHost.StartAsync(Api.Cancellation, points: disk);
        var (tenant, sample) = (app.Api.As("acme", "Recordings.Upload"), Sample.Note());

        disk.IsFull = true;
        var refused = await tenant.AnnounceAsync(sample.Ticket);
        disk.IsFull = false;

        refused.ExpectProblem(HttpStatusCode.ServiceUnavailable);
        Assert.Equal("60", refused.Header("Retry-After"));
        (await tenant.AnnounceAsync(sample.Ticket)).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task An_emulator_that_is_killed_comes_back_under_the_same_host()
    {
        await using var app = await AppHost.StartAsync(Api.Cancellation);
        var tenant = app.Api.As("acme", "Recordings.Upload");
        var call = await tenant.SealAsync(Sample.Note().Ticket, Sample.Note().Files);
        await Task.Delay(TimeSpan.FromSeconds(6), Api.Cancellation);
        var process = app.Azurite.ProcessId;

        using (var emulator = Process.GetProcessById(process))
        {
            emulator.Kill();
        }

        await Api.EventuallyAsync(async () => (await tenant.ViewAsync(call.Id)).Status == HttpStatusCode.OK, "storage is back");
        Assert.NotEqual(process, app.Azurite.ProcessId);
        await Api.EventuallyAsync(
            async () => (await app.Api.SendAsync(HttpMethod.Get, "/api/health")).Status == HttpStatusCode.OK, "health is good again");
    }

    sealed class FullDisk : ICrashPoints
    {
        public volatile bool IsFull;

        public void Reach(string name)
        {
            if (IsFull && name.StartsWith("storage.", StringComparison.Ordinal) && name.EndsWith(".before", StringComparison.Ordinal))
            {
                throw new IOException("No space left on device");
            }
        }
    }
}
