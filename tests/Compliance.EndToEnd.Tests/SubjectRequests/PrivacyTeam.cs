using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.SubjectRequests;

/// <summary>
/// A privacy team with all its roles, calling the routes of requests; whoever decides is another person than whoever files and verifies.
/// </summary>
public sealed class PrivacyTeam(Api api, string tenant)
{
    static readonly TimeSpan TimerPause = TimeSpan.FromSeconds(20);

    readonly Session session = api.As(tenant, "Privacy.Intake", "Privacy.Handler", "Privacy.Approver");

    readonly Session approver = api.With(tenant, () => api.TokenAsync(tenant, ["Privacy.Approver"], subject: "controller"));

    public Session Session => session;

    public Session Approver => approver;

    public static JsonObject Verified => new() { ["outcome"] = "verified", ["method"] = "callback" };

    public static JsonObject Approval => new() { ["outcome"] = "approve" };

    public static JsonObject Erasure(JsonArray identities) => new()
    {
        ["type"] = "erasure",
        ["identities"] = identities,
        ["channel"] = "email",
        ["reference"] = $"case-{Guid.NewGuid()}",
    };

    /// <summary>What became of each of these recordings, from the view of a request.</summary>
    public static IEnumerable<string> Outcomes(JsonNode view, params string[] recordings) => recordings.Select(recording =>
        view["outcomes"]!.AsArray().Single(x => x!["recordingId"]!.GetValue<string>() == recording)!["outcome"]!.GetValue<string>());

    /// <summary>Files a request. The decision that comes with it, where it needs a preview, is made once the person is known.</summary>
    public async Task<Answer> FileAsync(JsonNode form)
    {
        var filed = await session.SendAsync(HttpMethod.Post, "/requests", form);
        return filed.Status is HttpStatusCode.OK or HttpStatusCode.Accepted
            && form["decision"] is { } decision
            && (filed.Json["state"]!.GetValue<string>(), filed.Json["decisionTaken"]!.GetValue<bool>()) == ("awaitingDecision", false)
            ? await DecideAsync(filed.Read<FiledRequest>().RequestId, decision)
            : filed;
    }

    public Task<Answer> MoveAsync(string id, string move, JsonNode? body = null) =>
        move is "decision" ? DecideAsync(id, body!) : session.SendAsync(HttpMethod.Post, $"/requests/{id}/{move}", body);

    /// <summary>The tag of what would happen now; null where there is no preview any more.</summary>
    public async Task<string?> PreviewAsync(string id) => (await GetAsync(id, "/preview")).Header("ETag");

    /// <summary>The controller's decision, on the preview of now unless it names one; looks again where a recording moved on in between.</summary>
    async Task<Answer> DecideAsync(string id, JsonNode decision)
    {
        var body = decision.DeepClone();
        var looks = body["outcome"]!.GetValue<string>() != "refuse" && body["preview"] is null;
        Answer answer;
        do
        {
            if (looks)
            {
                body["preview"] = await PreviewAsync(id);
            }

            answer = await approver.SendAsync(HttpMethod.Post, $"/requests/{id}/decision", body.DeepClone());
        }
        while (looks && answer.Status is HttpStatusCode.Conflict && body["preview"] is not null
            && await PreviewAsync(id) is { } now && now != body["preview"]!.GetValue<string>());

        return answer;
    }

    public Task<Answer> GetAsync(string id, string part = "", params (string Name, string Value)[] headers) =>
        session.SendAsync(HttpMethod.Get, $"/requests/{id}{part}", null, headers);

    /// <summary>Files an erasure that is decided at once, and waits until the person can be answered.</summary>
    public async Task<JsonNode> EraseAsync(JsonArray identities, Action<JsonObject>? change = null)
    {
        var form = Erasure(identities);
        form["identity"] = Verified;
        form["decision"] = Approval;
        change?.Invoke(form);
        var id = (await FileAsync(form)).Filed().RequestId;
        return await WaitForAsync(id, "awaitingAnswer");
    }

    /// <inheritdoc cref="EraseAsync"/>
    public async Task<RequestView> ErasedAsync(JsonArray identities) =>
        (await EraseAsync(identities)).Deserialize<RequestView>(JsonSerializerOptions.Web)!;

    public async Task<JsonNode> WaitForAsync(string id, params string[] states)
    {
        JsonNode view = new JsonObject();
        bool Is(params string[] any) => any.Contains(view["state"]!.GetValue<string>(), StringComparer.Ordinal);
        await UntilAsync(
            async () =>
            {
                view = (await GetAsync(id)).Expect(HttpStatusCode.OK).Json;
                Assert.True(Is(states) || !Is("failed"), $"It is not {string.Join(" or ", states)}: {view.ToJsonString()}");
                return Is(states);
            },
            $"the request is {string.Join(" or ", states)}");
        return view;
    }

    /// <summary>
    /// Waits for what a request comes to. A move that reaches an orchestration in the moment of its end is taken up by the timer, which in
    /// tests runs sooner than every five minutes.
    /// </summary>
    public Task UntilAsync(Func<Task<bool>> holds, string what) => UntilAsync(holds, () => what);

    /// <inheritdoc cref="UntilAsync(Func{Task{bool}}, string)"/>
    public async Task UntilAsync(Func<Task<bool>> holds, Func<string> what)
    {
        var next = TimeProvider.System.GetTimestamp();
        await Api.EventuallyAsync(
            async () =>
            {
                if (await holds())
                {
                    return true;
                }

                if (TimeProvider.System.GetElapsedTime(next) > TimerPause)
                {
                    next = TimeProvider.System.GetTimestamp();
                    await api.RunTimerAsync("ReconcileRequests");
                }

                return false;
            },
            what);
    }
}
