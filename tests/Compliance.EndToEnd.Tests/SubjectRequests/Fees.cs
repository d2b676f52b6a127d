using System.Text.Json.Nodes;

namespace Compliance.EndToEnd.Tests.SubjectRequests;

/// <summary>Decisions on requests that are excessive (GDPR Art. 12(5)).</summary>
static class Fees
{
    public static JsonObject Demand(Action<JsonObject>? change = null)
    {
        var decision = new JsonObject
        {
            ["outcome"] = "fee",
            ["ground"] = "excessive",
            ["reason"] = "Nothing was recorded since the last answer",
            ["fee"] = new JsonObject { ["amount"] = 12.5, ["currency"] = "EUR" },
        };
        change?.Invoke(decision);
        return decision;
    }

    public static JsonObject Refusal(string ground = "excessive") => new()
    {
        ["outcome"] = "refuse",
        ["ground"] = ground,
        ["reason"] = "Nothing was recorded since the last answer",
    };
}
