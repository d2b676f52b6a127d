using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.Keys;
using Compliance.Retention;
using Compliance.SubjectRequests;

namespace Compliance.EndToEnd.Tests.Recordings;

/// <summary>Time passes on a host of its own, and recordings end on their day, unless something keeps them.</summary>
public sealed class RetentionTests : RetentionStory
{
    [Fact]
    public async Task A_recording_goes_on_its_day_and_what_must_stay_stays_until_it_need_not()
    {
        var (ending, held) = (await SealAsync(days: 10), await SealAsync(days: 10));
        var (duty, longer) = (await SealAsync(days: 10, atLeast: 50), await SealAsync(days: 90));
        await HoldAsync(HttpMethod.Put, held);

        await PassAsync("P9D");
        Assert.Empty(await GoneOfAsync(ending, held, duty, longer));

        await PassAsync("P2D");
        await GoneAsync(ending);
        Assert.Empty(await GoneOfAsync(held, duty, longer));
        var view = await RetentionAsync();
        Assert.Equal((1, 1), (view["overdue"]!["held"]!.GetValue<int>(), view["overdue"]!.AsObject().Count));

        await HoldAsync(HttpMethod.Delete, held);
        await PassAsync("P1D");
        await GoneAsync(held);

        await PassAsync("P45D");
        await GoneAsync(duty);
        Assert.Empty(await GoneOfAsync(longer));
        var runs = (await RetentionAsync())["runs"]!.AsArray();
        Assert.Equal([1, 1, 1], runs.Select(x => x!["deleted"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Each_deletion_is_certified_leaves_nothing_and_is_told_to_whoever_asks()
    {
        var sealedOne = await SealAsync(days: 5);

        await PassAsync("P6D");
        await GoneAsync(sealedOne);

        var run = (await RetentionAsync())["runs"]![0]!;
        var path = run["certificate"]!.GetValue<string>()["/api/tenants/acme".Length..];
        var certificate = (await Officer.SendAsync(HttpMethod.Get, path)).Expect(HttpStatusCode.OK).Json;
        var statement = StatementOf(certificate);
        Assert.Equal(sealedOne, Assert.Single(statement["destroyed"]!.AsArray())!["recordingId"]!.GetValue<string>());
        Assert.Equal("5(1)(e)", statement["destroyed"]![0]!["ground"]!.GetValue<string>());
        Assert.Null(statement["requestType"]);
        var gone = (await Api.As("acme", "Privacy.Handler").FileAsync(sealedOne, "note.txt")).Expect(HttpStatusCode.Gone).Json;
        Assert.EndsWith(path, gone["certificate"]!.GetValue<string>(), StringComparison.Ordinal);
        (await Api.As("acme", "Privacy.Intake").SendAsync(HttpMethod.Get, path)).Expect(HttpStatusCode.NotFound);
        (await Api.As("globex", "Privacy.Officer").SendAsync(HttpMethod.Get, path)).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_recording_that_is_past_its_day_already_is_taken_with_a_warning_and_stays_a_night()
    {
        var late = Ticketed(days: -3);
        var answer = (await Uploader.AnnounceAsync(late.Ticket)).Expect(HttpStatusCode.Created).Json;
        Assert.Equal("retentionPassed", Assert.Single(answer["warnings"]!.AsArray())!.GetValue<string>());
        await Api.UploadAsync(answer, late.Files);
        var id = answer["recordingId"]!.GetValue<string>();
        await Uploader.WaitForAsync(id, "sealed");

        await PassAsync("PT20H");
        Assert.Equal(1, (await RetentionAsync())["overdue"]!["justSealed"]!.GetValue<int>());

        await PassAsync("PT5H");
        await GoneAsync(id);
    }

    [Fact]
    public async Task A_correction_moves_the_day()
    {
        var (id, sample) = (await SealAsync(days: 5), Purposes(Now.AddDays(40), null));
        var correction = new JsonObject { ["reason"] = "the contract runs on", ["purposes"] = sample };
        (await Api.As("acme", "Privacy.Handler").CorrectAsync(id, correction)).Expect(HttpStatusCode.OK);

        await PassAsync("P10D");
        Assert.Empty(await GoneOfAsync(id));

        await PassAsync("P31D");
        await GoneAsync(id);
    }

    [Fact]
    public async Task A_quarter_is_reported_recording_by_recording_and_verifies_with_the_published_keys()
    {
        var (ending, held) = (await SealAsync(days: 5), await SealAsync(days: 5));
        await HoldAsync(HttpMethod.Put, held);
        await PassAsync("P6D");
        await GoneAsync(ending);
        await PassAsync("P95D");
        JsonNode? view = null;
        await Api.EventuallyAsync(
            async () =>
            {
                await Api.RunTimerAsync("DeleteDueRecordings");
                var items = (await Officer.SendAsync(HttpMethod.Get, "/retention/reports")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray();
                view = items.FirstOrDefault(x => x!["report"] is not null && x["deleted"]!.GetValue<int>() > 0);
                return view is not null;
            },
            "the quarter of the deletion is reported");

        var signed = (await Officer.SendAsync(HttpMethod.Get, view!["report"]!.GetValue<string>()["/api/tenants/acme".Length..]))
            .Expect(HttpStatusCode.OK).Body;
        var keys = JwksReader.SigningKeys((await Api.SendAsync(HttpMethod.Get, "/api/tenants/acme/keys")).Expect(HttpStatusCode.OK).Body);
        var others = JwksReader.SigningKeys((await Api.SendAsync(HttpMethod.Get, "/api/tenants/globex/keys")).Expect(HttpStatusCode.OK).Body);
        Assert.True(Opens(keys, out var payload));
        Assert.False(Opens(others, out _));
        var statement = JsonNode.Parse(payload)!;
        Assert.Equal(
            new[] { $"{ending} deleted ", $"{held} kept held" }.Order(),
            statement["recordings"]!.AsArray().Select(x => $"{x!["recordingId"]} {x["outcome"]} {x["because"]}").Order());
        Assert.Equal((2, 0), (statement["expected"]!.GetValue<int>(), statement["mismatches"]!.GetValue<int>()));

        bool Opens(IReadOnlyDictionary<string, ECParameters> set, [NotNullWhen(true)] out byte[]? content) => SignedStatement.TryOpen(
            signed, kid => set.TryGetValue(kid, out var key) ? key : null, QuarterStatement.Type, out content, out _);
    }

    Sample Ticketed(int days, int? atLeast = null) => Sample.Note(change: x =>
    {
        x["startedAt"] = Text(Now.AddDays(Math.Min(days, 0) - 1));
        x["purposes"] = Purposes(Now.AddDays(days), atLeast is { } duty ? Now.AddDays(duty) : null);
    });

    static JsonArray Purposes(DateTimeOffset until, DateTimeOffset? atLeast)
    {
        var purpose = new JsonObject { ["purpose"] = "quality", ["basis"] = "consent", ["retainUntil"] = Text(until) };
        return atLeast is not { } duty ? [purpose] :
        [
            purpose,
            new JsonObject
            {
                ["purpose"] = "records", ["basis"] = "legalObligation", ["retainAtLeastUntil"] = Text(duty), ["retainUntil"] = Text(duty),
            },
        ];
    }

    async Task<string> SealAsync(int days, int? atLeast = null)
    {
        var sample = Ticketed(days, atLeast);
        return (await Uploader.SealAsync(sample.Ticket, sample.Files)).Id;
    }
}
