using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.EndToEnd.Tests.SubjectRequests;

namespace Compliance.EndToEnd.Tests.Purposes;

/// <summary>A sealed recording of one person with several purposes, and what each way of asking says of them.</summary>
public sealed class KeptCall(Api api, string id, string queue)
{
    public string Id => id;

    public static Task<KeptCall> SealAsync(Api api, Person person, params string[] purposes) =>
        SealAsync(api, person, purposes, onlyPhone: false);

    /// <param name="purposes">Names with their lawful bases: <c>quality:consent</c>.</param>
    /// <param name="onlyPhone">The call knows nothing but the person's number: a weak match.</param>
    public static async Task<KeptCall> SealAsync(Api api, Person person, string[] purposes, bool onlyPhone)
    {
        var party = onlyPhone ? new JsonObject { ["role"] = "caller", ["phone"] = person.Phone } : person.Party;
        var call = person.Call(ticket => ticket["purposes"] = new JsonArray([.. purposes.Select(x => (JsonNode)new JsonObject
        {
            ["purpose"] = x.Split(':')[0],
            ["basis"] = x.Split(':')[1],
            ["retainUntil"] = "2030-01-01T00:00:00Z",
        })]), party);
        var queue = Sample.NewCallId();
        call.Ticket["queue"] = queue;
        var done = await api.As("acme", "Recordings.Upload").SealAsync(call.Ticket, call.Files);
        return new KeptCall(api, done.Id, queue);
    }

    /// <summary>Plays it, and returns the status.</summary>
    public async Task<HttpStatusCode> PlayAsync(string purpose, string role = "Recordings.Read") =>
        (await AskAsync(purpose, role)).Status;

    public Task<Answer> AskAsync(string purpose, string role = "Recordings.Read") => api.As("acme", role).SendAsync(
        HttpMethod.Get, $"/recordings/{id}/files/note.txt", null, (Session.Purpose, Encoded(purpose)));

    /// <summary>States of its purposes by name; view, metadata, playback and search agree, or the test fails.</summary>
    public async Task<IReadOnlyDictionary<string, string>> StatesAsync()
    {
        var seen = await TryStatesAsync();
        Assert.NotNull(seen);
        return seen.States;
    }

    /// <returns>Null if the recording is changing, or changed between the looks.</returns>
    public async Task<SeenStates?> TryStatesAsync()
    {
        var before = await ViewAsync();
        if ($"{before["state"]}" is "erased")
        {
            return await GoneAsync();
        }

        if ($"{before["state"]}" is not "sealed")
        {
            return null;
        }

        var states = States(before);
        var metadata = (await api.As("acme", "Privacy.Handler").MetadataAsync(id)).Expect(HttpStatusCode.OK).Json;
        var restricted = before["restriction"] is not null;
        var agree = states.SequenceEqual(States(metadata));
        foreach (var (purpose, state) in states)
        {
            var open = state == "active" && !restricted;
            agree &= await PlayAsync(purpose) == (open ? HttpStatusCode.OK : HttpStatusCode.Forbidden);
            agree &= (await FindAsync(purpose)).SequenceEqual(open ? [id] : [], StringComparer.Ordinal);
        }

        if (!JsonNode.DeepEquals(before, await ViewAsync()))
        {
            return null;
        }

        Assert.True(agree, $"View, metadata, playback and search disagree: {before["purposes"]} {before["restriction"]}");
        return new SeenStates(states, restricted, $"{metadata["language"]}");
    }

    async Task<SeenStates> GoneAsync()
    {
        (await api.As("acme", "Privacy.Handler").MetadataAsync(id)).ExpectProblem(HttpStatusCode.Gone);
        Assert.Equal(HttpStatusCode.Gone, await PlayAsync("quality"));
        Assert.Empty(await FindAsync("quality"));
        return new SeenStates(new Dictionary<string, string>(StringComparer.Ordinal), Restricted: false);
    }

    async Task<JsonNode> ViewAsync() => (await api.As("acme", "Recordings.Read").ViewAsync(id)).Expect(HttpStatusCode.OK).Json;

    async Task<IReadOnlyList<string>> FindAsync(string purpose)
    {
        var query = new JsonObject { ["purpose"] = purpose, ["queue"] = queue };
        var found = (await api.As("acme", "Recordings.Read").SearchAsync(query)).Expect(HttpStatusCode.OK).Json["items"]!.AsArray();
        return [.. found.Select(x => x!["recordingId"]!.GetValue<string>())];
    }

    /// <summary>A header has no letters beyond ASCII.</summary>
    static string Encoded(string purpose) => Uri.EscapeDataString(purpose).Replace("%3A", ":", StringComparison.Ordinal);

    static Dictionary<string, string> States(JsonNode answer) => answer["purposes"]!.AsArray().ToDictionary(
        x => x!["purpose"]!.GetValue<string>(), x => x!["state"]!.GetValue<string>(), StringComparer.Ordinal);
}

/// <param name="States">By the purpose's name, in the ticket's order.</param>
/// <param name="Language">Of the call, as its metadata has it; null once it is erased.</param>
public sealed record SeenStates(IReadOnlyDictionary<string, string> States, bool Restricted, string? Language = null)
{
    public bool IsGone => Language is null;

    public bool Is(string purpose, string state) => States.TryGetValue(purpose, out var found) && found == state;


    public override string ToString() => $"{string.Join(", ", States)}{(Restricted ? ", restricted" : "")}";
}
