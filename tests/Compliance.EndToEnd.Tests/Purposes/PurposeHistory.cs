using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.EndToEnd.Tests.SubjectRequests;

namespace Compliance.EndToEnd.Tests.Purposes;

/// <summary>One person's recordings and the requests about them, moved step by step.</summary>
sealed class PurposeHistory(Api api, RightsDesk desk, Person person, KeptCall kept, KeptCall erasable)
{
    public const string Matter = "claim-9";

    static readonly string[] Languages = ["en-GB", "en-IE", "en-AU", "en-NZ"];

    readonly List<string> log = [];

    int holds;
    int corrections;

    /// <summary>Corrections that a rectification carries, by request: the language that they give the kept call.</summary>
    readonly Dictionary<string, string> given = new(StringComparer.Ordinal);

    public RightsDesk Desk => desk;

    public Person Person => person;

    public KeptCall Kept => kept;

    public KeptCall Erasable => erasable;

    public List<string> Requests { get; } = [];

    /// <summary>What previews said that an approval ends, by request: recordings and purposes; filled when it was approved.</summary>
    public Dictionary<string, IReadOnlyList<(string Recording, string Purpose)>> Ended { get; } = new(StringComparer.Ordinal);

    public bool IsHeld { get; private set; }

    /// <summary>The language that the kept call was last corrected to.</summary>
    public string Language { get; private set; } = "";

    /// <summary>One recording is kept by a law whatever is asked, so that what it may be used for can be watched to the end.</summary>
    public static async Task<PurposeHistory> BeginAsync(Api api)
    {
        var person = new Person();
        var kept = await KeptCall.SealAsync(
            api, person, "quality:consent", "marketing:legitimateInterests", "fraud:legitimateInterests", "accounts:legalObligation");
        var erasable = await KeptCall.SealAsync(api, person, "quality:consent", "fraud:legitimateInterests");
        return new PurposeHistory(api, new RightsDesk(api, "acme"), person, kept, erasable);
    }

    /// <summary>Makes one step; what its request's state forbids is refused and changes nothing.</summary>
    /// <param name="of">Which of the requests, modulo their number.</param>
    public async Task StepAsync(string step, int of)
    {
        log.Add($"{step} {of}");
        if (step.Split(' ') is ["file", var type, var ground])
        {
            await FileAsync(type, ground == "-" ? null : ground);
        }
        else if (step is "erase")
        {
            var id = await FileAsync("erasure", ground: null);
            await desk.IdentifyAsync(id);
            await ApproveAsync(id);
        }
        else if (step is "hold" or "release")
        {
            await HoldAsync(step == "hold");
        }
        else if (Requests.Count > 0)
        {
            await MoveAsync(Requests[of % Requests.Count], step);
        }
    }

    /// <summary>Letters in English, whatever the call is corrected to.</summary>
    public async Task<string> FileAsync(string type, string? ground)
    {
        var id = await desk.FileAsync(type, person.By("accountId"), x => (x["ground"], x["language"]) = (ground, "en"));
        if (type is not "access")
        {
            Requests.Add(id);
        }

        return id;
    }

    async Task MoveAsync(string id, string step)
    {
        var view = await desk.ViewAsync(id);
        var state = $"{view["state"]}";
        switch (step)
        {
            case "verify" or "doubt" when state == "awaitingIdentity":
                await desk.IdentifyAsync(id, step == "verify" ? "verified" : "insufficient");
                break;
            case "approve" when state == "awaitingDecision":
                await ApproveAsync(id);
                break;
            case "refuse" when state == "awaitingDecision":
                await desk.DecideAsync(id, "refuse");
                break;
            case "tell" when state is "awaitingAnswer" or "refused":
                await desk.TellAsync(id);
                break;
            case "cancel" when state is "awaitingIdentity" or "awaitingDecision":
                (await RightsDesk.MoveAsync(desk.Clerk, id, "cancel")).Expect(HttpStatusCode.OK);
                break;
            case "lift" when state is "awaitingAnswer" or "completed":
                var lift = new JsonObject { ["toldAt"] = "2026-11-01T00:00:00Z", ["reason"] = "It was accurate." };
                (await RightsDesk.MoveAsync(desk.Approver, id, "lift", lift)).Expect(HttpStatusCode.OK);
                break;
            case "correct":
                await CorrectAsync(id, $"{view["type"]}", state);
                break;
        }
    }

    async Task ApproveAsync(string id)
    {
        Ended[id] = [.. (await PreviewAsync(id)).Where(x => x.Fate != "kept").Select(x => (x.Recording, x.Purpose))];
        var view = await desk.DecideAsync(id);
        if (given.TryGetValue(id, out var language) && view["outcomes"]!.AsArray().Any(
            x => ($"{x!["recordingId"]}", $"{x["outcome"]}") == (kept.Id, "corrected")))
        {
            Language = language;
        }
    }

    /// <summary>By the request that asks for it, while it can be given; else by hand.</summary>
    async Task CorrectAsync(string id, string type, string state)
    {
        var metadata = new JsonObject { ["language"] = Languages[corrections++ % Languages.Length] };
        var language = $"{metadata["language"]}";
        if (type is "rectification" && state is "awaitingIdentity" or "awaitingDecision")
        {
            var correction = new JsonObject { ["recordingId"] = kept.Id, ["metadata"] = metadata, ["statement"] = $"I said {corrections}." };
            var body = new JsonObject { ["reason"] = "The person said so.", ["recordings"] = new JsonArray(correction) };
            (await desk.Clerk.SendAsync(HttpMethod.Put, $"/requests/{id}/corrections", body)).Expect(HttpStatusCode.OK);
            given[id] = language;
            return;
        }

        metadata["reason"] = "A handler heard it.";
        (await desk.Clerk.CorrectAsync(kept.Id, metadata)).Expect(HttpStatusCode.OK);
        Language = language;
    }

    /// <summary>Fates of the purposes of each recording, as the preview has them.</summary>
    public async Task<IReadOnlyList<(string Recording, string Purpose, string Fate)>> PreviewAsync(string id) =>
    [
        .. (await desk.ViewAsync(id, "/preview"))["recordings"]!.AsArray().SelectMany(
            item => item!["purposes"]!.AsArray().Select(x => ($"{item["recordingId"]}", $"{x!["purpose"]}", $"{x["fate"]}"))),
    ];

    async Task HoldAsync(bool place)
    {
        if (place == IsHeld)
        {
            return;
        }

        holds += place ? 1 : 0;
        foreach (var call in (KeptCall[])[kept, erasable])
        {
            var answer = await api.As("acme", "Legal.Holds").SendAsync(
                place ? HttpMethod.Put : HttpMethod.Delete,
                $"/recordings/{call.Id}/holds/h-{holds}",
                place ? new JsonObject { ["matter"] = Matter } : null);
            if (call == kept || answer.Status is not HttpStatusCode.Gone)
            {
                answer.Expect(place ? HttpStatusCode.OK : HttpStatusCode.NoContent);
            }
        }

        IsHeld = place;
    }

    public override string ToString() => string.Join("; ", log);
}
