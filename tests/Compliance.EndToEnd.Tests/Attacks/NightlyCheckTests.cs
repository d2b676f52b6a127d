using System.Net;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Attacks;

/// <summary>The checks of <c>fsck</c> in the app: health names what was written raw, and the host stays in service.</summary>
public sealed class NightlyCheckTests
{
    [Fact]
    public async Task What_the_night_finds_is_named_by_health()
    {
        await using var app = await AppHost.StartAsync(Api.Cancellation);
        var note = Sample.Note();
        await app.Api.As("acme", "Recordings.Upload").SealAsync(note.Ticket, note.Files);
        var index = app.Account("acme").GetBlobContainerClient("index");
        var hidden = await index.GetBlobsAsync(cancellationToken: Api.Cancellation).FirstAsync(Api.Cancellation);
        await index.DeleteBlobAsync(hidden.Name, cancellationToken: Api.Cancellation);

        string? seen = null;
        await Api.EventuallyAsync(
            async () =>
            {
                await app.Api.RunTimerAsync("CheckAllStores");
                var health = (await app.Api.SendAsync(HttpMethod.Get, "/api/health")).Json;
                var stores = health["checks"]!.AsArray().Single(x => x!["name"]!.GetValue<string>() == "stores")!;
                seen = stores["detail"]?.GetValue<string>();
                return seen?.Contains($"index: {hidden.Name}", StringComparison.Ordinal) is true;
            },
            () => $"the missing entry {hidden.Name} is named, in: {seen}");
        await Api.EventuallyAsync(
            async () => (await app.Api.SendAsync(HttpMethod.Get, "/api/health")).Status is HttpStatusCode.OK, "a fault in the data takes no host away");

        await app.Api.As("acme", "Recordings.Upload").SealAsync(Sample.Note().Ticket, note.Files);
    }
}
