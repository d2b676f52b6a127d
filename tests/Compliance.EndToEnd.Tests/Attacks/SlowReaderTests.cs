using System.Net;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.Functions.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.EndToEnd.Tests.Attacks;

/// <summary>Many downloads that are not read: each would keep a decrypted region of 4 MiB in memory for as long as it likes.</summary>
public sealed class SlowReaderTests
{
    const int Places = 4;
    const int PlacesOfOne = 2;

    [Fact]
    public async Task Slow_readers_get_a_bounded_number_of_places_and_lose_them()
    {
        await using var app = await AppHost.StartAsync(Api.Cancellation, services: services => services.PostConfigure<DownloadOptions>(x =>
        {
            x.MostOpen = Places;
            x.MostOpenPerPrincipal = PlacesOfOne;

            // 256 KiB are sent at a time: 16 seconds for each.
            x.SlowestBytesPerSecond = 16 * 1024;
        }));
        var lines = string.Concat(Enumerable.Repeat("the caller asked for a copy of the bill\n", 200_000));
        var call = await app.Api.As("acme", "Recordings.Upload").SealAsync(Sample.Note(lines).Ticket, Sample.Note(lines).Files);
        var path = $"/api/tenants/acme/recordings/{call.Id}/files/note.txt";
        var readers = new List<SlowReader>();
        try
        {
            foreach (var person in Enumerable.Range(0, 3))
            {
                var token = await app.Api.TokenAsync("acme", ["Recordings.Read"], ["*"], subject: $"reader-{person}");
                for (var i = 0; i < 3; i++)
                {
                    readers.Add(await SlowReader.OpenAsync(app.Api.Address, path, token, Api.Cancellation));
                }
            }

            Assert.Equal([200, 200, 429, 200, 200, 429, 429, 429, 429], readers.Select(x => x.Status));
            Assert.All(readers.Where(x => x.Status == 429), x => Assert.Contains("Retry-After: 5", x.Head, StringComparison.Ordinal));
            await RefusedAsync(app, call.Id);

            // Nobody has read on or closed: the host ends them.
            var reader = app.Api.As("acme", "Recordings.Read");
            await Api.EventuallyAsync(
                async () => (await reader.FileAsync(call.Id, "note.txt")).Status == HttpStatusCode.OK, "the places are free again");
        }
        finally
        {
            readers.ForEach(x => x.Dispose());
        }
    }

    /// <summary>While all places are taken: the other operations that send files, and what needs no place.</summary>
    static async Task RefusedAsync(AppHost app, string id)
    {
        var file = $"/recordings/{id}/files/note.txt";
        var head = await app.Api.As("acme", "Recordings.Read").SendAsync(HttpMethod.Head, file, null, (Session.Purpose, "quality"));
        Assert.Equal(HttpStatusCode.TooManyRequests, head.Status);
        var package = await app.Api.As("acme", "Privacy.Handler")
            .SendAsync(HttpMethod.Get, "/requests/0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee/package");
        package.ExpectProblem(HttpStatusCode.TooManyRequests);
        (await app.Api.As("acme", "Recordings.Read").ViewAsync(id)).Expect(HttpStatusCode.OK);
    }
}
