using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.EndToEnd.Tests.Purposes;
using Compliance.EndToEnd.Tests.SubjectRequests.Packages;

namespace Compliance.EndToEnd.Tests.SubjectRequests;

/// <summary>
/// One person, recorded by two tenants with the same purposes. What one of them answers is held against everything that can be asked of it,
/// and against the other, where nothing may have changed.
/// </summary>
sealed class RightsStory
{
    static readonly string[] Purposes = ["quality:consent", "marketing:legitimateInterests", "fraud:legitimateInterests"];

    readonly Api api;
    readonly string elsewhere;

    RightsStory(Api api, Person person, KeptCall call, string elsewhere)
    {
        (this.api, Person, Call, this.elsewhere) = (api, person, call, elsewhere);
        Desk = new RightsDesk(api, "acme");
    }

    public Person Person { get; }

    public KeptCall Call { get; }

    public RightsDesk Desk { get; }

    public static async Task<RightsStory> BeginAsync(Api api, params string[] purposes)
    {
        var person = new Person();
        string[] kept = purposes.Length > 0 ? purposes : Purposes;
        var call = await KeptCall.SealAsync(api, person, kept);
        var other = person.Call(ticket => ticket["purposes"] = new JsonArray([.. kept.Select(x => (JsonNode)new JsonObject
        {
            ["purpose"] = x.Split(':')[0], ["basis"] = x.Split(':')[1],
        })]));
        var second = (await api.As("globex", "Recordings.Upload").SealAsync(other.Ticket, other.Files)).Id;
        return new RightsStory(api, person, call, second);
    }

    public Task<string> FileAsync(string type, Action<JsonObject>? change = null) =>
        Desk.FileAsync(type, Person.By("accountId", "phone"), change);

    /// <summary>Waits until it is so in the view, in metadata, playback and search, which agree at every look.</summary>
    public async Task BecomesAsync(string states, bool restricted = false)
    {
        var limit = TimeProvider.System.GetUtcNow().AddSeconds(60);
        while (true)
        {
            var seen = await Call.TryStatesAsync();
            if (seen is not null && seen.Restricted == restricted && string.Join(' ', seen.States.Values) == states)
            {
                return;
            }

            Assert.True(TimeProvider.System.GetUtcNow() < limit, $"Not {states} in time: {seen}");
            await Task.Delay(100, Api.Cancellation);
        }
    }

    /// <summary>Identity, decision, letter, answer: the request's whole way.</summary>
    /// <returns>The letter as it was sent.</returns>
    public async Task<string> FinishAsync(string id, string outcome = "approve", Action<JsonObject>? change = null)
    {
        await Desk.IdentifyAsync(id);
        await Desk.DecideAsync(id, outcome, change);
        return await TellAsync(id);
    }

    public async Task<string> TellAsync(string id)
    {
        var letter = await LetterAsync(id);
        await Desk.TellAsync(id);
        var sent = await LetterAsync(id);
        Assert.Equal(letter, sent);
        return sent;
    }

    public async Task<string> LetterAsync(string id, string letter = "answer") => (await Desk.Approver.SendAsync(
        HttpMethod.Get, $"/requests/{id}/letters/{letter}", null, ("Accept", "text/plain"))).Expect(HttpStatusCode.OK)
        .Text.Replace('\n', ' ');

    /// <summary>A fresh access request's package: what it has of the recording says the same as the recording does.</summary>
    /// <returns>The recording in the package; null if it is not in it.</returns>
    public async Task<(UnpackedPackage Package, JsonNode? Recording)> PackageAsync()
    {
        var id = await FileAsync("access");
        await Desk.IdentifyAsync(id);
        await Desk.DecideAsync(id);
        var package = await PackageOfAsync(id);
        var recording = package.Data["recordings"]!.AsArray().SingleOrDefault(x => $"{x!["recordingId"]}" == Call.Id);
        if (recording is not null)
        {
            var states = (await Call.StatesAsync()).Select(x => $"{x.Key} {x.Value}");
            Assert.Equal(states, recording["purposes"]!.AsArray().Select(x => $"{x!["purpose"]} {x["state"]}"));
        }

        return (package, recording);
    }

    public async Task<UnpackedPackage> PackageOfAsync(string id) => new(
        (await Desk.Approver.SendAsync(HttpMethod.Get, $"/requests/{id}/package")).Expect(HttpStatusCode.OK).Body);

    /// <summary>Ids of the recordings that a search for the person finds at a tenant.</summary>
    public async Task<IReadOnlyList<string>> SearchAsync(string tenant = "acme")
    {
        var found = (await api.As(tenant, "Privacy.Officer").SendAsync(
            HttpMethod.Post, "/subjects/search", new JsonObject { ["identities"] = Person.By("accountId") })).Expect(HttpStatusCode.OK).Json;
        Assert.True(found["secondSource"]!["complete"]!.GetValue<bool>());
        Assert.Equal(0, found["secondSource"]!["notInIndex"]!.GetValue<int>());
        return [.. found["recordings"]!.AsArray().Select(x => $"{x!["recordingId"]}")];
    }

    public async Task<JsonNode> CertificateAsync(string id)
    {
        var signed = (await Desk.Approver.SendAsync(HttpMethod.Get, $"/requests/{id}/certificate")).Expect(HttpStatusCode.OK).Json;
        return JsonNode.Parse(
            Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(signed["payload"]!.GetValue<string>())))!;
    }

    /// <summary>The other tenant knows nothing of the request, and uses its own recording as before.</summary>
    public async Task StaysElsewhereAsync(string id)
    {
        (await api.As("globex", "Privacy.Officer").SendAsync(HttpMethod.Get, $"/requests/{id}")).ExpectProblem(HttpStatusCode.NotFound);
        (await api.As("globex", "Privacy.Officer").On("acme").SendAsync(HttpMethod.Get, $"/requests/{id}"))
            .ExpectProblem(HttpStatusCode.Forbidden);
        Assert.Equal([elsewhere], await SearchAsync("globex"));
        var reader = api.As("globex", "Recordings.Read");
        var view = (await reader.ViewAsync(elsewhere)).Expect(HttpStatusCode.OK).Json;
        Assert.Null(view["restriction"]);
        Assert.Equal("allowed", $"{view["automatedDecisions"]!["state"]}");
        foreach (var purpose in view["purposes"]!.AsArray())
        {
            Assert.Equal("active", $"{purpose!["state"]}");
            (await reader.SendAsync(HttpMethod.Get, $"/recordings/{elsewhere}/files/note.txt", null, (Session.Purpose, $"{purpose["purpose"]}")))
                .Expect(HttpStatusCode.OK);
        }
    }
}
