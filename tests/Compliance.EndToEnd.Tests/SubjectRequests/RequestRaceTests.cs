using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.SubjectRequests;

/// <summary>Two people move one request at once, each on a host of their own: one of them wins, and what is done is what that one
/// said.</summary>
public sealed class RequestRaceTests(TwoHosts hosts) : IClassFixture<TwoHosts>
{
    const int Rounds = 8;

    readonly Session uploader = hosts.One.Api.As("acme", "Recordings.Upload");
    readonly PrivacyTeam one = new(hosts.One.Api, "acme");
    readonly PrivacyTeam two = new(hosts.Two.Api, "acme");

    [Fact]
    public async Task Of_two_different_decisions_one_is_carried_out_and_the_other_is_a_conflict()
    {
        await EachRoundAsync(async round =>
        {
            var person = new Person();
            var (first, second) = (await AnnounceAsync(person), await AnnounceAsync(person));
            var id = await FileAsync(person);
            var preview = await one.PreviewAsync(id);
            var all = new JsonObject { ["outcome"] = "approve", ["preview"] = preview };
            var some = new JsonObject
            {
                ["outcome"] = "partial", ["preview"] = preview, ["exclude"] = new JsonArray(
                    new JsonObject { ["recordingId"] = second, ["reason"] = "a colleague's own call" }),
            };
            var none = new JsonObject { ["outcome"] = "refuse", ["reason"] = "asked for the third time this week" };
            JsonObject[] said = round % 2 == 0 ? [all, none] : [all, some];

            var answers = await Task.WhenAll(one.MoveAsync(id, "decision", said[0]), two.MoveAsync(id, "decision", said[1]));

            var winner = WinnerOf(answers);
            (await (winner == 0 ? two : one).MoveAsync(id, "decision", said[winner])).Expect(answers[winner].Status);
            var view = await one.WaitForAsync(id, "awaitingAnswer", "refused");
            Assert.Equal(
                (winner, round % 2) switch
                {
                    (0, _) => ("awaitingAnswer", "erased", "erased"),
                    (_, 0) => ("refused", "awaitingUpload", "awaitingUpload"),
                    _ => ("awaitingAnswer", "erased", "awaitingUpload"),
                },
                (view["state"]!.GetValue<string>(), await StateAsync(first), await StateAsync(second)));
            await DecidedOnceAsync(id);
        });
    }

    [Fact]
    public async Task A_hold_against_an_erasure_keeps_the_recording_or_comes_too_late()
    {
        var (held, late) = (0, 0);
        await EachRoundAsync(async round =>
        {
            var person = new Person();
            var recording = await AnnounceAsync(person);
            var id = await FileAsync(person);

            var decided = one.MoveAsync(id, "decision", PrivacyTeam.Approval);
            await (round % 2 == 0 ? Task.Delay(round * 40, Api.Cancellation) : BegunAsync(recording));
            var hold = await hosts.Two.Api.As("acme", "Legal.Holds").SendAsync(
                HttpMethod.Put, $"/recordings/{recording}/holds/h-1", new JsonObject { ["matter"] = "claim-7" });
            var decision = await decided;
            if (decision.Status is HttpStatusCode.Conflict && hold.Status is HttpStatusCode.OK)
            {
                // The hold came between the preview and the decision, which must be made anew.
                Assert.Equal("awaitingUpload", await StateAsync(recording));
                Interlocked.Increment(ref held);
                return;
            }

            decision.Expect(HttpStatusCode.Accepted);
            var outcome = Assert.Single((await two.WaitForAsync(id, "awaitingAnswer"))["outcomes"]!.AsArray())!;
            if (hold.Status is HttpStatusCode.OK)
            {
                Assert.Equal(("retained", "17(3)(e)"), (outcome["outcome"]!.GetValue<string>(), outcome["basis"]!.GetValue<string>()));
                Assert.Equal("awaitingUpload", await StateAsync(recording));
                Interlocked.Increment(ref held);
            }
            else
            {
                Assert.True(hold.Status is HttpStatusCode.Conflict or HttpStatusCode.Gone, hold.Text);
                Assert.Equal("erased", outcome["outcome"]!.GetValue<string>());
                Assert.Equal("erased", await StateAsync(recording));
                Interlocked.Increment(ref late);
            }
        });
        Assert.True(held > 0 && late > 0, $"{held} held, {late} too late");
    }

    [Fact]
    public async Task A_request_is_cancelled_or_decided_never_both()
    {
        await EachRoundAsync(async round =>
        {
            var person = new Person();
            var recording = await AnnounceAsync(person);
            var id = await FileAsync(person);
            var (deciding, cancelling) = round % 2 == 0 ? (one, two) : (two, one);

            var answers = await Task.WhenAll(deciding.MoveAsync(id, "decision", PrivacyTeam.Approval), cancelling.MoveAsync(id, "cancel"));

            if (WinnerOf(answers) == 0)
            {
                await one.WaitForAsync(id, "awaitingAnswer");
                Assert.Equal("erased", await StateAsync(recording));
            }
            else
            {
                Assert.Equal("cancelled", (await two.GetAsync(id)).Request().State);
                (await one.MoveAsync(id, "decision", PrivacyTeam.Approval)).ExpectProblem(HttpStatusCode.Conflict);
                Assert.Equal("awaitingUpload", await StateAsync(recording));
            }
        });
    }

    [Fact]
    public async Task Of_two_different_extensions_the_one_that_stands_is_the_one_the_letter_tells()
    {
        await EachRoundAsync(async _ =>
        {
            var id = await FileAsync(new Person());
            var due = DateTimeOffset.Parse(
                (await one.GetAsync(id)).Json["dueAt"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture);
            JsonObject[] said =
            [
                .. new[] { (10, "many recordings in old formats"), (20, "the archive is being moved") }.Select(x => new JsonObject
                {
                    ["until"] = due.AddDays(x.Item1), ["reasons"] = x.Item2, ["toldAt"] = TimeProvider.System.GetUtcNow(),
                }),
            ];

            var answers = await Task.WhenAll(one.MoveAsync(id, "extension", said[0]), two.MoveAsync(id, "extension", said[1]));

            var winner = WinnerOf(answers);
            var letter = (await one.GetAsync(id, "/answer", ("Accept", "text/plain"))).Expect(HttpStatusCode.OK).Text;
            Assert.Contains(said[winner]["reasons"]!.GetValue<string>(), letter, StringComparison.Ordinal);
            Assert.DoesNotContain(said[1 - winner]["reasons"]!.GetValue<string>(), letter, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task The_same_request_filed_on_both_hosts_at_once_is_one()
    {
        await EachRoundAsync(async _ =>
        {
            var person = new Person();
            await AnnounceAsync(person);
            var form = PrivacyTeam.Erasure(person.By("accountId"));
            form["identity"] = PrivacyTeam.Verified;

            var answers = await Task.WhenAll(one.FileAsync(form.DeepClone()), two.FileAsync(form.DeepClone()));

            var id = Assert.Single(answers.Select(x => x.Filed().RequestId).Distinct());
            (await two.MoveAsync(id, "decision", PrivacyTeam.Approval)).Expect(HttpStatusCode.Accepted);
            Assert.Single((await two.WaitForAsync(id, "awaitingAnswer"))["outcomes"]!.AsArray());
            Assert.Equal((await one.GetAsync(id, "/certificate")).Text, (await two.GetAsync(id, "/certificate")).Text);
        });
    }

    /// <summary>Several at once, so that what two hosts do overlaps in many ways.</summary>
    static Task EachRoundAsync(Func<int, Task> round) => Parallel.ForEachAsync(
        Enumerable.Range(0, Rounds),
        new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Api.Cancellation },
        async (x, _) => await round(x));

    /// <returns>The index of the one that was accepted; the other was refused as a conflict.</returns>
    static int WinnerOf(IReadOnlyList<Answer> answers)
    {
        var won = answers.Index().Where(x => x.Item.Status is HttpStatusCode.OK or HttpStatusCode.Accepted).ToList();
        Assert.True(won.Count == 1, string.Join(" | ", answers.Select(x => $"{(int)x.Status} {x.Text}")));
        answers[1 - won[0].Index].ExpectProblem(HttpStatusCode.Conflict);
        return won[0].Index;
    }

    /// <summary>The log has one decision that was made, and every other that was begun as refused.</summary>
    async Task DecidedOnceAsync(string id)
    {
        var lines = (await AuditLines.ReadAsync(hosts.One, "acme"))
            .Where(
                x => x.Text("resource") == $"requests/{id}" && x.Text("event") == "request.decided").DistinctBy(x => x.Text("id")).ToList();
        Assert.Single(lines, x => x.Text("phase") == "done" && x.Text("outcome") == "success");
        Assert.Equal(lines.Count(x => x.Text("phase") == "intent"), lines.Count(x => x.Text("phase") == "done"));
    }

    async Task<string> FileAsync(Person person)
    {
        var form = PrivacyTeam.Erasure(person.By("accountId"));
        form["identity"] = PrivacyTeam.Verified;
        return (await one.FileAsync(form)).Filed().RequestId;
    }

    async Task<string> AnnounceAsync(Person person) =>
        (await uploader.AnnounceAsync(person.Call().Ticket)).Announced().RecordingId;

    Task BegunAsync(string recording) =>
        Api.EventuallyAsync(async () => await StateAsync(recording) != "awaitingUpload", "the erasure began");

    async Task<string> StateAsync(string recording) =>
        (await uploader.ViewAsync(recording)).Recording().State;
}
