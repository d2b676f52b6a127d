using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.SubjectRequests;

/// <summary>Two people who work requests: one files and verifies, the other decides on the preview.</summary>
public sealed class RightsDesk(Api api, string tenant)
{
    readonly PrivacyTeam team = new(api, tenant);

    public Session Clerk { get; } = Person(api, tenant, "desk-clerk", "Privacy.Intake", "Privacy.Handler");

    public Session Approver { get; } = Person(api, tenant, "desk-approver", "Privacy.Approver");

    public static Session Person(Api api, string tenant, string subject, params string[] roles) =>
        new(api, tenant, () => api.TokenAsync(
            tenant, roles, roles.Contains("Recordings.Read", StringComparer.Ordinal) ? ["*"] : null, subject));

    /// <returns>The request's id.</returns>
    public async Task<string> FileAsync(string type, JsonArray identities, Action<JsonObject>? change = null)
    {
        var form = PrivacyTeam.Erasure(identities);
        form["type"] = type;
        change?.Invoke(form);
        return (await Clerk.SendAsync(HttpMethod.Post, "/requests", form)).Filed().RequestId;
    }

    public async Task IdentifyAsync(string id, string outcome = "verified") =>
        (await MoveAsync(Clerk, id, "identity", new JsonObject { ["outcome"] = outcome, ["method"] = "callback" }))
            .Expect(HttpStatusCode.OK);

    /// <summary>Decides on the current preview, and waits until the person can be told.</summary>
    public async Task<JsonNode> DecideAsync(string id, string outcome = "approve", Action<JsonObject>? change = null)
    {
        var decision = new JsonObject { ["outcome"] = outcome };
        if (outcome == "refuse")
        {
            decision["reason"] = "We looked at each recording.";
            decision["compellingGrounds"] = "They show how a fraud went on.";
        }
        else
        {
            decision["preview"] = (await ViewAsync(id, "/preview"))["preview"]!.GetValue<string>();
        }

        change?.Invoke(decision);
        var decided = await MoveAsync(Approver, id, "decision", decision);
        Assert.True(decided.Status is HttpStatusCode.OK or HttpStatusCode.Accepted, decided.Text);
        return await team.WaitForAsync(id, "awaitingAnswer", "refused");
    }

    public async Task TellAsync(string id) =>
        (await MoveAsync(Clerk, id, "answer", new JsonObject { ["channel"] = "email" })).Expect(HttpStatusCode.OK);

    public static Task<Answer> MoveAsync(Session who, string id, string move, JsonNode? body = null) =>
        who.SendAsync(HttpMethod.Post, $"/requests/{id}/{move}", body);

    public async Task<JsonNode> ViewAsync(string id, string part = "") =>
        (await Approver.SendAsync(HttpMethod.Get, $"/requests/{id}{part}")).Expect(HttpStatusCode.OK).Json;
}
