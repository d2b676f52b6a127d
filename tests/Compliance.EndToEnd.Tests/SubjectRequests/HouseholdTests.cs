using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.SubjectRequests;

/// <summary>Identities that several people share: nobody else's recording is touched unless a person says that it is the same
/// one.</summary>
public sealed class HouseholdTests(SharedHost host)
{
    static int counter = Random.Shared.Next(10_000);

    readonly Session uploader = host.Api.As("acme", "Recordings.Upload");
    readonly PrivacyTeam team = new(host.Api, "acme");
    readonly string number = string.Create(
        CultureInfo.InvariantCulture, $"+4478{(Interlocked.Increment(ref counter) % 1_000_000) + 20_000_000:D8}");
    readonly string account = Erasing.NewAccount();
    readonly string another = Erasing.NewAccount();

    [Fact]
    public async Task Of_a_household_on_one_number_one_is_erased()
    {
        var mine = await CallAsync(("phone", number), ("name", "Amelia Okafor"), ("accountId", account));
        var partners = await CallAsync(("phone", number), ("name", "Ben Okafor"), ("accountId", another));
        var nameless = await CallAsync(("phone", number));

        (string, string)[] asked = [("phone", "0" + number[3..]), ("name", "amelia  OKAFOR")];
        await FindsAsync(asked, (mine, "strong phone name"), (partners, "contradicted phone"), (nameless, "weak phone"));
        await ErasesAsync(asked, [mine], [partners, nameless]);
    }

    [Fact]
    public async Task Behind_a_switchboard_nobody_is_found_for_certain_by_its_number()
    {
        var calls = new List<string>();
        foreach (var name in (string[])["Carla Mendes", "Derek Huang", "Elif Demir"])
        {
            calls.Add(await CallAsync(("phone", number), ("name", name)));
        }

        await FindsAsync([("phone", number)], [.. calls.Select(x => (x, "weak phone"))]);
        await ErasesAsync([("phone", number)], [], calls);
        await FindsAsync([("phone", number), ("name", "Derek Huang")], (calls[0], "contradicted phone"), (calls[1], "strong phone name"), (
            calls[2], "contradicted phone"));
        await ErasesAsync([("phone", number), ("name", "Derek Huang")], [calls[1]], [calls[0], calls[2]]);
    }

    [Fact]
    public async Task A_recycled_number_does_not_reach_whoever_had_it_before()
    {
        var before = await CallAsync(("phone", number), ("accountId", another), ("email", $"{another}@example.org"));
        var after = await CallAsync(("phone", number), ("accountId", account), ("email", $"{account}@example.org"));

        (string, string)[] asked = [("phone", number), ("accountId", account.ToLowerInvariant())];
        await FindsAsync(asked, (before, "contradicted phone"), (after, "strong phone accountId"));
        await ErasesAsync(asked, [after], [before]);
    }

    [Fact]
    public async Task An_account_s_holder_who_is_not_the_caller_does_not_reach_the_caller_s_recording()
    {
        var holder = await CallAsync(("accountId", account), ("name", "Amelia Okafor"));
        var daughter = await CallAsync(("accountId", account), ("name", "Ifeoma Okafor"), ("phone", number));

        (string, string)[] asked = [("accountId", account), ("name", "Amelia Okafor"), ("phone", number)];
        await FindsAsync(asked, (holder, "strong accountId name"), (daughter, "contradicted phone accountId"));
        await ErasesAsync(asked, [holder], [daughter]);
    }

    [Fact]
    public async Task What_a_person_includes_is_erased_and_nothing_beside_it()
    {
        var mine = await CallAsync(("phone", number), ("accountId", account));
        var included = await CallAsync(("phone", number));
        var left = await CallAsync(("phone", number));
        var form = PrivacyTeam.Erasure(Identities([("phone", number), ("accountId", account)]));
        form["identity"] = PrivacyTeam.Verified;
        var id = (await team.FileAsync(form)).Filed().RequestId;
        var decision = new JsonObject { ["outcome"] = "approve", ["include"] = new JsonArray(included) };
        (await team.MoveAsync(id, "decision", decision)).Expect(HttpStatusCode.Accepted);

        await team.WaitForAsync(id, "awaitingAnswer");

        Assert.Equal(["erased", "erased", "awaitingUpload"], await Task.WhenAll(((string[])[mine, included, left]).Select(StateAsync)));
    }

    async Task FindsAsync((string, string)[] identities, params (string Id, string Match)[] expected)
    {
        var body = new JsonObject { ["identities"] = Identities(identities) };
        var found = (await team.Session.SendAsync(HttpMethod.Post, "/subjects/search", body)).Expect(HttpStatusCode.OK).Json["recordings"]!;
        Assert.Equal(
            expected.OrderBy(x => x.Id, StringComparer.Ordinal),
            found.AsArray()
                .Where(x => x!["state"]!.GetValue<string>() != "erased")
                .Select(x => (x!["recordingId"]!.GetValue<string>(), string.Join(' ', x["matchedOn"]!.AsArray().Prepend(x["match"]))))
                .OrderBy(x => x.Item1, StringComparer.Ordinal));
    }

    /// <summary>Approved at once, nobody having looked: strong matches are erased, everything else is for a person to see.</summary>
    async Task ErasesAsync((string, string)[] identities, IReadOnlyList<string> erased, IReadOnlyList<string> kept)
    {
        var view = await team.ErasedAsync(Identities(identities));
        var outcomes = view.Outcomes.ToDictionary(x => x.RecordingId, x => x.Outcome);
        Assert.All(erased, x => Assert.Equal("erased", outcomes[x]));
        Assert.All(kept, x => Assert.Equal("needsReview", outcomes[x]));
        Assert.Equal(erased.Count + kept.Count, outcomes.Count);
        foreach (var id in erased)
        {
            Assert.Equal("erased", await StateAsync(id));
        }

        foreach (var id in kept)
        {
            Assert.Equal("awaitingUpload", await StateAsync(id));
            (await team.Session.MetadataAsync(id)).Expect(HttpStatusCode.OK);
        }
    }

    async Task<string> CallAsync(params (string Type, string Value)[] caller)
    {
        var party = new JsonObject();
        foreach (var (type, value) in caller)
        {
            party[type] = value;
        }

        return (await uploader.AnnounceAsync(Erasing.Call(party).Ticket)).Announced().RecordingId;
    }

    async Task<string> StateAsync(string id) => (await uploader.ViewAsync(id)).Recording().State;

    static JsonArray Identities((string Type, string Value)[] all) =>
        [.. all.Select(x => (JsonNode)new JsonObject { ["type"] = x.Type, ["value"] = x.Value })];
}
