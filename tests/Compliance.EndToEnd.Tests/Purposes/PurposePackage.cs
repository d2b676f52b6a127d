using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.EndToEnd.Tests.SubjectRequests.Packages;

namespace Compliance.EndToEnd.Tests.Purposes;

/// <summary>What the person is handed on request: a fresh access request's package, and what a search for the person finds.</summary>
sealed class PurposePackage(Api api, PurposeHistory history)
{
    /// <returns>Where it differs from the recordings; null where it does not.</returns>
    public async Task<string?> DisagreementAsync()
    {
        var id = await history.FileAsync("access", ground: null);
        await history.Desk.IdentifyAsync(id);
        await history.Desk.DecideAsync(id);
        var package = new UnpackedPackage(
            (await history.Desk.Approver.SendAsync(HttpMethod.Get, $"/requests/{id}/package")).Expect(HttpStatusCode.OK).Body);
        await history.Desk.TellAsync(id);
        var recordings = package.Data["recordings"]!.AsArray().ToDictionary(x => $"{x!["recordingId"]}", x => x!, StringComparer.Ordinal);
        var found = await FoundAsync();
        foreach (var call in (KeptCall[])[history.Kept, history.Erasable])
        {
            if (await call.TryStatesAsync() is not { } seen)
            {
                return "A recording changes by itself";
            }

            var given = recordings.GetValueOrDefault(call.Id);
            if (seen.IsGone != (given is null) || seen.IsGone == found.Contains(call.Id))
            {
                return $"{call.Id} is {(seen.IsGone ? "gone" : "there")}, not so in the package or for a search";
            }

            if (given is not null && Fault(seen, given, package) is { } fault)
            {
                return $"The package has {fault} of a recording that is {seen}";
            }
        }

        return null;
    }

    static string? Fault(SeenStates seen, JsonNode given, UnpackedPackage package)
    {
        var states = given["purposes"]!.AsArray().ToDictionary(x => $"{x!["purpose"]}", x => $"{x!["state"]}", StringComparer.Ordinal);
        if (!states.SequenceEqual(seen.States) || $"{given["language"]}" != seen.Language)
        {
            return $"{string.Join(", ", states)}, {given["language"]}";
        }

        var signed = JsonNode.Parse(package.Text($"vcon/{given["recordingId"]}.vcon"))!;
        var vcon = JsonNode.Parse(Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars($"{signed["payload"]}")))!;
        var grants = vcon["attachments"]!.AsArray().Where(x => $"{x!["purpose"]}" == "lawful_basis")
            .SelectMany(x => x!["body"]!["purpose_grants"]!.AsArray()).ToDictionary(x => $"{x!["purpose"]}", x => (bool)x!["granted"]!);
        return seen.States.All(x => grants[x.Key] == (x.Value == "active")) ? null : $"vCon grants {string.Join(", ", grants)}";
    }

    async Task<HashSet<string>> FoundAsync()
    {
        var found = (await api.As("acme", "Privacy.Officer").SendAsync(
            HttpMethod.Post, "/subjects/search", new JsonObject { ["identities"] = history.Person.By("accountId") }))
            .Expect(HttpStatusCode.OK).Json;
        Assert.Equal(0, found["secondSource"]!["notInIndex"]!.GetValue<int>());
        return [.. found["recordings"]!.AsArray().Select(x => $"{x!["recordingId"]}")];
    }
}
