using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.EndToEnd.Tests.SubjectRequests;

namespace Compliance.EndToEnd.Tests.Purposes;

/// <summary>Whether everything that can be asked of a history's recordings says the same.</summary>
sealed class PurposeAgreement(Api api, PurposeHistory history)
{
    readonly PurposePackage package = new(api, history);
    readonly PrivacyTeam team = new(api, "acme");

    /// <summary>In the end everything agrees, and stays so; what is handed out then is what it is.</summary>
    public async Task AgreesAsync()
    {
        string? fault = null;
        await team.UntilAsync(async () => (fault = await DisagreementAsync()) is null, () => $"{fault}, after: {history}");
        var fresh = await package.DisagreementAsync();
        Assert.True(fresh is null, $"{fresh}, after: {history}");
    }

    async Task<string?> DisagreementAsync()
    {
        var seen = new Dictionary<string, SeenStates>(StringComparer.Ordinal);
        foreach (var call in (KeptCall[])[history.Kept, history.Erasable])
        {
            if (await call.TryStatesAsync() is not { } states)
            {
                return "A recording is changing";
            }

            seen[call.Id] = states;
        }

        var views = new List<JsonNode>();
        foreach (var id in history.Requests)
        {
            views.Add(await history.Desk.ViewAsync(id));
        }

        foreach (var call in (KeptCall[])[history.Kept, history.Erasable])
        {
            if (await DisagreementAsync(call, seen[call.Id], views) is { } fault)
            {
                return fault;
            }
        }

        foreach (var view in views.Where(x => $"{x["state"]}" is "awaitingAnswer" or "refused" or "completed"))
        {
            if (await LetterAsync($"{view["requestId"]}", "answer") is { } letter
                && PurposeLetters.Fault(letter, view, seen) is { } fault)
            {
                return $"The letter of {view["type"]} says that {fault}: {letter}";
            }

            if (await LetterAsync($"{view["requestId"]}", "lifted") is { } lifted && PurposeLetters.Lifted(lifted, view, seen) is { } still)
            {
                return $"The letter of {view["type"]} says that {still}: {lifted}";
            }
        }

        return seen[history.Kept.Id].Language == history.Language ? null : $"The language is not {history.Language}";
    }

    async Task<string?> DisagreementAsync(KeptCall call, SeenStates seen, IReadOnlyList<JsonNode> views)
    {
        var erased = views.Any(x => PurposeLetters.Outcome(x, call.Id) is "erased");
        if (seen.IsGone != erased)
        {
            return $"{call.Id} is {(seen.IsGone ? "" : "not ")}gone, which no outcome says";
        }

        if (seen.IsGone)
        {
            return null;
        }

        var stops = await StopsAsync(call);
        var inForce = views.Where(IsInForce).ToList();
        if (stops.Values.FirstOrDefault(x => !inForce.Any(v => $"{v["requestId"]}" == x)) is { } idle)
        {
            return $"A purpose is stopped by {idle}, whose view says that it stops nothing";
        }

        if (seen.Restricted && !inForce.Any(Restricts))
        {
            return "Processing is restricted, and no request says so";
        }

        foreach (var view in views)
        {
            if (await DisagreementAsync(view, call, seen, stops) is { } fault)
            {
                return fault;
            }
        }

        var given = await call.PlayAsync($"hold:{PurposeHistory.Matter}", "Privacy.Handler") is HttpStatusCode.OK;
        return given == (history.IsHeld && !seen.Restricted) ? null : $"For the hold it is {(given ? "" : "not ")}given";
    }

    async Task<string?> DisagreementAsync(
        JsonNode view, KeptCall call, SeenStates seen, IReadOnlyDictionary<string, string> stops)
    {
        var (id, type, state) = ($"{view["requestId"]}", $"{view["type"]}", $"{view["state"]}");
        bool IsActive(string purpose) => seen.Is(purpose, "active");
        var ended = history.Ended.GetValueOrDefault(id, []).FirstOrDefault(x => x.Recording == call.Id && IsActive(x.Purpose));
        if (ended.Purpose is { } again && type is not ("restriction" or "rectification"))
        {
            return $"{again} was ended by {type} and is active";
        }

        var open = state is "awaitingIdentity" or "awaitingDecision";
        if (open && view["stopsAt"] is not null)
        {
            string[] absolute = type switch
            {
                "withdrawal" or "erasure" => ["quality"],
                "objection" => ["marketing"],
                _ => [],
            };
            if (absolute.FirstOrDefault(IsActive) is { } used)
            {
                return $"{type} stops {used}, which is active";
            }

            if (type is "restriction" or "rectification" && !seen.Restricted)
            {
                return $"{type} restricts, and nothing is restricted";
            }
        }

        if (!open || type is not ("erasure" or "objection" or "withdrawal"))
        {
            return null;
        }

        var preview = await history.PreviewAsync(id);
        return preview.FirstOrDefault(x => (x.Recording, x.Fate) == (call.Id, "kept")
            && stops.TryGetValue(x.Purpose, out var by) && by != id) is { Purpose: { } kept }
            ? $"The preview of {type} keeps {kept}, which another request stopped"
            : null;
    }

    /// <summary>Its view says that it stops or restricts something, or it was approved.</summary>
    bool IsInForce(JsonNode view) => view["stopsAt"] is not null || history.Ended.ContainsKey($"{view["requestId"]}");

    static bool Restricts(JsonNode view) => $"{view["type"]}" is "restriction" or "rectification"
        || ($"{view["type"]}" is "objection" or "erasure" && $"{view["ground"]}" is "" or "21(1)" or "17(1)(c)");

    async Task<IReadOnlyDictionary<string, string>> StopsAsync(KeptCall call) =>
        (await api.As("acme", "Privacy.Handler").MetadataAsync(call.Id)).Expect(HttpStatusCode.OK).Json["purposes"]!.AsArray()
            .Where(x => x!["requestId"] is not null)
            .ToDictionary(x => $"{x!["purpose"]}", x => $"{x!["requestId"]}", StringComparer.Ordinal);

    /// <returns>In one line; null where what it would say is not the case.</returns>
    async Task<string?> LetterAsync(string id, string letter)
    {
        var answer = await history.Desk.Approver.SendAsync(
            HttpMethod.Get, $"/requests/{id}/letters/{letter}", null, ("Accept", "text/plain"));
        return answer.Status is HttpStatusCode.Conflict
            ? null
            : string.Join(' ', answer.Expect(HttpStatusCode.OK).Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
