using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.EndToEnd.Tests.SubjectRequests;

namespace Compliance.EndToEnd.Tests.Purposes;

/// <summary>One person's recording, the requests about it, and whether everything that can be asked says the same of both.</summary>
sealed class PurposeHistory(Api api, RightsDesk desk, Person person, KeptCall call)
{
    const string Matter = "claim-9";

    readonly List<string> requests = [];

    /// <summary>What previews said that an approval ends, by request; filled when it was approved.</summary>
    readonly Dictionary<string, IReadOnlyList<string>> ended = new(StringComparer.Ordinal);

    readonly List<string> log = [];

    int holds;

    bool isHeld;

    /// <summary>A law keeps the recording whatever is asked, so that what it may be used for can be watched to the end.</summary>
    public static async Task<PurposeHistory> BeginAsync(Api api)
    {
        var person = new Person();
        var call = await KeptCall.SealAsync(
            api, person, "quality:consent", "marketing:legitimateInterests", "fraud:legitimateInterests", "accounts:legalObligation");
        return new PurposeHistory(api, new RightsDesk(api, "acme"), person, call);
    }

    /// <summary>Makes one step; what its request's state forbids is refused and changes nothing.</summary>
    /// <param name="of">Which of the requests, modulo their number.</param>
    public async Task StepAsync(string step, int of)
    {
        log.Add($"{step} {of}");
        if (step.Split(' ') is ["file", var type, var ground])
        {
            requests.Add(await desk.FileAsync(type, person.By("accountId"), x => x["ground"] = ground == "-" ? null : ground));
            return;
        }

        if (step is "hold" or "release")
        {
            await HoldAsync(step == "hold");
            return;
        }

        if (requests.Count > 0)
        {
            await MoveAsync(requests[of % requests.Count], step);
        }
    }

    async Task MoveAsync(string id, string step)
    {
        var state = (await desk.ViewAsync(id))["state"]!.GetValue<string>();
        switch (step)
        {
            case "verify" or "doubt" when state == "awaitingIdentity":
                await desk.IdentifyAsync(id, step == "verify" ? "verified" : "insufficient");
                break;
            case "approve" when state == "awaitingDecision":
                ended[id] = [.. (await PurposesAsync(id)).Where(x => x.Value != "kept").Select(x => x.Key)];
                await desk.DecideAsync(id);
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
        }
    }

    /// <summary>Within a minute everything agrees, and stays so.</summary>
    public async Task AgreesAsync()
    {
        var limit = TimeProvider.System.GetUtcNow().AddSeconds(60);
        while (await DisagreementAsync() is { } fault)
        {
            Assert.True(TimeProvider.System.GetUtcNow() < limit, $"{fault}, after: {string.Join("; ", log)}");
            await Task.Delay(100, Api.Cancellation);
        }
    }

    async Task<string?> DisagreementAsync()
    {
        if (await call.TryStatesAsync() is not { } seen)
        {
            return "The recording is changing";
        }

        var stops = await StopsAsync();
        var views = new List<JsonNode>();
        foreach (var id in requests)
        {
            views.Add(await desk.ViewAsync(id));
        }

        var inForce = views.Where(IsInForce).ToList();
        if (stops.Values.FirstOrDefault(x => !inForce.Any(v => v["requestId"]!.GetValue<string>() == x)) is { } idle)
        {
            return $"A purpose is stopped by {idle}, whose view says that it stops nothing";
        }

        if (seen.Restricted && !inForce.Any(Restricts))
        {
            return "Processing is restricted, and no request says so";
        }

        foreach (var view in views)
        {
            if (await DisagreementAsync(view, seen, stops) is { } fault)
            {
                return fault;
            }
        }

        var given = await call.PlayAsync($"hold:{Matter}") is HttpStatusCode.OK;
        return given == (isHeld && !seen.Restricted) ? null : $"For the hold it is {(given ? "" : "not ")}given";
    }

    async Task<string?> DisagreementAsync(JsonNode view, SeenStates seen, IReadOnlyDictionary<string, string> stops)
    {
        var (id, type, state) = (Text(view, "requestId"), Text(view, "type"), Text(view, "state"));
        var isActive = seen.States.Where(x => x.Value == "active").Select(x => x.Key).ToHashSet(StringComparer.Ordinal);
        if (ended.GetValueOrDefault(id)?.FirstOrDefault(isActive.Contains) is { } again && type is not ("restriction" or "rectification"))
        {
            return $"{again} was ended by {type} and is active";
        }

        if (state is "awaitingIdentity" or "awaitingDecision" && view["stopsAt"] is not null)
        {
            string[] absolute = type switch
            {
                "withdrawal" or "erasure" => ["quality"],
                "objection" => ["marketing"],
                _ => [],
            };
            if (absolute.FirstOrDefault(isActive.Contains) is { } used)
            {
                return $"{type} stops {used}, which is active";
            }

            if (type is "restriction" or "rectification" && !seen.Restricted)
            {
                return $"{type} restricts, and nothing is restricted";
            }
        }

        if (state is not ("awaitingIdentity" or "awaitingDecision") || type is not ("erasure" or "objection" or "withdrawal"))
        {
            return null;
        }

        var preview = await PurposesAsync(id);
        return preview.Keys.FirstOrDefault(x => preview[x] == "kept" && stops.TryGetValue(x, out var by) && by != id) is { } kept
            ? $"The preview of {type} keeps {kept}, which another request stopped"
            : null;
    }

    /// <summary>Its view says that it stops or restricts something, or it was approved.</summary>
    bool IsInForce(JsonNode view) => view["stopsAt"] is not null || ended.ContainsKey(Text(view, "requestId"));

    static bool Restricts(JsonNode view) => Text(view, "type") is "restriction" or "rectification"
        || (Text(view, "type") == "objection" && view["ground"]?.GetValue<string>() is null or "21(1)");

    async Task<IReadOnlyDictionary<string, string>> StopsAsync() =>
        (await api.As("acme", "Privacy.Handler").MetadataAsync(call.Id)).Expect(HttpStatusCode.OK).Json["purposes"]!.AsArray()
            .Where(x => x!["requestId"] is not null)
            .ToDictionary(x => Text(x!, "purpose"), x => Text(x!, "requestId"), StringComparer.Ordinal);

    /// <summary>Fates of the purposes by name, as the preview has them.</summary>
    async Task<IReadOnlyDictionary<string, string>> PurposesAsync(string id) =>
        (await desk.ViewAsync(id, "/preview"))["recordings"]![0]!["purposes"]!.AsArray()
            .ToDictionary(x => Text(x!, "purpose"), x => Text(x!, "fate"), StringComparer.Ordinal);

    async Task HoldAsync(bool place)
    {
        if (place == isHeld)
        {
            return;
        }

        holds += place ? 1 : 0;
        var answer = await api.As("acme", "Legal.Holds").SendAsync(
            place ? HttpMethod.Put : HttpMethod.Delete,
            $"/recordings/{call.Id}/holds/h-{holds}",
            place ? new JsonObject { ["matter"] = Matter } : null);
        answer.Expect(place ? HttpStatusCode.OK : HttpStatusCode.NoContent);
        isHeld = place;
    }

    static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();
}
