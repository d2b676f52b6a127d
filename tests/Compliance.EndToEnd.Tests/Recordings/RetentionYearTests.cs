using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Recordings;

/// <summary>Four hundred days, night by night, with restarts: each recording ends once, on its day, and each quarter is reported.</summary>
public sealed class RetentionYearTests : IAsyncLifetime
{
    const int Days = 400;
    const int Recordings = 24;
    const int RestartEvery = 45;

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("compliance-year-");
    AppHost? app;

    Api Api => app!.Api;

    Session Officer => Api.As("acme", "Privacy.Officer");

    public async ValueTask InitializeAsync() => app = await AppHost.StartAsync(CancellationToken.None, folder: folder.FullName);

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Each_recording_ends_once_on_its_day()
    {
        var (now, ends) = (TimeProvider.System.GetUtcNow(), new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal));
        for (var i = 0; i < Recordings; i++)
        {
            var end = now.AddDays(2 + (i * Days / Recordings));
            ends[await SealAsync(now, end)] = end;
        }

        var gone = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        for (var day = 1; day <= Days; day++)
        {
            if (day % RestartEvery == 0)
            {
                await app!.DisposeAsync();
                app = await AppHost.StartAsync(CancellationToken.None, folder: folder.FullName);
            }

            now = await PassADayAsync();
            foreach (var id in ends.Keys.Except(gone.Keys).Where(x => ends[x] <= now.AddDays(1)))
            {
                var view = (await Officer.ViewAsync(id)).Expect(HttpStatusCode.OK).Json;
                if (view["state"]!.GetValue<string>() == "erased")
                {
                    gone[id] = now;
                }
            }
        }

        Assert.Equal(ends.Count, gone.Count);
        Assert.All(gone, x => Assert.InRange(x.Value - ends[x.Key], TimeSpan.Zero, TimeSpan.FromDays(1) + TimeSpan.FromMinutes(30)));
        await CertifiedOnceAsync(ends.Keys);
        await ReportedAsync(ends);
    }

    async Task CertifiedOnceAsync(IEnumerable<string> ids)
    {
        var destroyed = new List<string>();
        foreach (var run in (await RetentionAsync())["runs"]!.AsArray())
        {
            var path = run!["certificate"]!.GetValue<string>()["/api/tenants/acme".Length..];
            var statement = RetentionStory.StatementOf((await Officer.SendAsync(HttpMethod.Get, path)).Expect(HttpStatusCode.OK).Json);
            destroyed.AddRange(statement["destroyed"]!.AsArray().Select(x => x!["recordingId"]!.GetValue<string>()));
        }

        Assert.Equal(ids.Order(StringComparer.Ordinal), destroyed.Order(StringComparer.Ordinal));
    }

    async Task ReportedAsync(Dictionary<string, DateTimeOffset> ends)
    {
        var reports = (await Officer.SendAsync(HttpMethod.Get, "/retention/reports")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray();
        Assert.InRange(reports.Count, 5, 6);
        var reported = new List<string>();
        foreach (var report in reports)
        {
            Assert.Equal(0, report!["mismatches"]!.GetValue<int>());
            Assert.Equal(report["expected"]!.GetValue<int>(), report["deleted"]!.GetValue<int>() + report["kept"]!.GetValue<int>());
            var path = report["report"]!.GetValue<string>()["/api/tenants/acme".Length..];
            var statement = RetentionStory.StatementOf((await Officer.SendAsync(HttpMethod.Get, path)).Expect(HttpStatusCode.OK).Json);
            reported.AddRange(statement["recordings"]!.AsArray().Select(x => x!["recordingId"]!.GetValue<string>()));
        }

        // What ended in the quarter that is not over is in none yet.
        Assert.Equal(reported.Distinct(StringComparer.Ordinal).Count(), reported.Count);
        Assert.Subset(ends.Keys.ToHashSet(StringComparer.Ordinal), reported.ToHashSet(StringComparer.Ordinal));
        Assert.InRange(reported.Count, Recordings / 2, Recordings);
    }

    async Task<DateTimeOffset> PassADayAsync()
    {
        var moved = await Api.SendAsync(HttpMethod.Post, "/api/local/clock", new JsonObject { ["advance"] = "P1D" });
        var now = DateTimeOffset.Parse(moved.Expect(HttpStatusCode.OK).Json["now"]!.GetValue<string>(), CultureInfo.InvariantCulture);
        Api.ForgetTokens();
        await Api.RunTimerAsync("DeleteDueRecordings");
        await Api.EventuallyAsync(async () =>
        {
            var view = await RetentionAsync();
            return view["waiting"]!.GetValue<int>() == 0 && view["runs"]!.AsArray().All(x => x!["endedAt"] is not null);
        }, "the night has ended");
        return now;
    }

    async Task<JsonNode> RetentionAsync() => (await Officer.SendAsync(HttpMethod.Get, "/retention")).Expect(HttpStatusCode.OK).Json;

    async Task<string> SealAsync(DateTimeOffset now, DateTimeOffset end)
    {
        var sample = Sample.Note(change: x =>
        {
            x["startedAt"] = RetentionStory.Text(now.AddHours(-1));
            x["purposes"] = new JsonArray(new JsonObject
            {
                ["purpose"] = "quality", ["basis"] = "consent", ["retainUntil"] = RetentionStory.Text(end),
            });
        });
        return (await Api.As("acme", "Recordings.Upload").SealAsync(sample.Ticket, sample.Files)).Id;
    }
}
