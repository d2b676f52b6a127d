using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.SubjectRequests;

/// <summary>A tenant's register of automated decisions, and what a reviewer answers.</summary>
static class Register
{
    public const string Reviewer = "Head of customer care";

    public static JsonObject Entry(Action<JsonObject>? change = null)
    {
        var entry = new JsonObject
        {
            ["name"] = "Score of the call",
            ["decides"] = "Whether an offer is made on better terms.",
            ["logic"] = "Words and pauses are weighed against earlier calls that ended in a contract.",
            ["significance"] = "The terms may be better or worse.",
            ["consequences"] = "A low score means the usual terms.",
            ["ground"] = "22(2)(a)",
            ["reviewers"] = new JsonArray(Reviewer),
            ["since"] = "2026-01-01T00:00:00Z",
        };
        change?.Invoke(entry);
        return entry;
    }

    public static JsonObject Review(string id, string outcome = "changed", string reviewer = Reviewer) => new()
    {
        ["automatedDecisionId"] = id,
        ["reviewer"] = reviewer,
        ["outcome"] = outcome,
        ["reasons"] = "A pause was taken for a doubt",
    };

    public static Task<Answer> PutAsync(Api api, string tenant, string id, JsonObject entry, string? tag = null) =>
        api.As(tenant, "Tenant.Admin").SendAsync(
            HttpMethod.Put, $"/automatedDecisions/{id}", entry, tag is null ? [] : [("If-Match", tag)]);

    /// <summary>An entry that no other test changes.</summary>
    public static async Task<string> MadeAsync(Api api, string tenant)
    {
        var id = $"score-{Guid.NewGuid().ToString("N").Where(char.IsAsciiLetter).Aggregate("", (text, x) => text + x)}";
        (await PutAsync(api, tenant, id, Entry())).Expect(HttpStatusCode.Created);
        return id;
    }
}
