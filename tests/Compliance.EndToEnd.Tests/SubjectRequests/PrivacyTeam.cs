using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.SubjectRequests;

/// <summary>A privacy team with all its roles, calling the routes of requests.</summary>
public sealed class PrivacyTeam(Api api, string tenant)
{
    readonly Session session = api.As(tenant, "Privacy.Intake", "Privacy.Handler", "Privacy.Approver");

    public Session Session => session;

    public static JsonObject Verified => new() { ["outcome"] = "verified", ["method"] = "callback" };

    public static JsonObject Approval => new() { ["outcome"] = "approve" };

    public static JsonObject Erasure(JsonArray identities) => new()
    {
        ["type"] = "erasure",
        ["identities"] = identities,
        ["channel"] = "email",
        ["reference"] = $"case-{Guid.NewGuid()}",
    };

    public Task<Answer> FileAsync(JsonNode form) => session.SendAsync(HttpMethod.Post, "/requests", form);

    public Task<Answer> MoveAsync(string id, string move, JsonNode? body = null) =>
        session.SendAsync(HttpMethod.Post, $"/requests/{id}/{move}", body);

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
        var limit = TimeProvider.System.GetUtcNow() + Api.WaitLimit;
        bool Is(params string[] any) => any.Contains(view["state"]!.GetValue<string>(), StringComparer.Ordinal);
        do
        {
            view = (await GetAsync(id)).Expect(HttpStatusCode.OK).Json;
            Assert.True(
                Is(states) || (!Is("failed") && TimeProvider.System.GetUtcNow() < limit),
                $"It is not {string.Join(" or ", states)}: {view.ToJsonString()}");
            await Task.Delay(Is(states) ? 0 : 50, Api.Cancellation);
        }
        while (!Is(states));

        return view;
    }
}
