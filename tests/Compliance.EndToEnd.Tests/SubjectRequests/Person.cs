using System.Globalization;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.SubjectRequests;

/// <summary>A caller that no other test has.</summary>
public sealed class Person
{
    static int counter = Random.Shared.Next(100_000);

    readonly int number = Interlocked.Increment(ref counter) % 1_000_000;

    public string Phone => string.Create(CultureInfo.InvariantCulture, $"+4477{number + 10_000_000:D8}");

    public string Email => $"{Name.ToLowerInvariant().Replace(' ', '.')}@example.org";

    public string AccountId => $"ACC-{Letters()}";

    public string Name => $"Zora {Letters()}";

    public JsonObject Party => new()
    {
        ["role"] = "caller",
        ["name"] = Name,
        ["phone"] = Phone,
        ["email"] = Email,
        ["accountId"] = AccountId,
    };

    public JsonArray By(params string[] kinds) => [.. kinds.Select(x => (JsonNode)new JsonObject { ["type"] = x, ["value"] = Value(x) })];

    /// <summary>What must not be found anywhere after an erasure.</summary>
    public IReadOnlyList<string> Traces => [Phone[1..], Email, AccountId, Name];

    /// <summary>A short call of this person.</summary>
    public Sample Call(Action<JsonObject>? change = null, JsonObject? party = null) =>
        Sample.Note("the caller asked about a bill\n", ticket =>
    {
        ticket["parties"] = new JsonArray(new JsonObject { ["role"] = "agent", ["id"] = "agent-7" }, party ?? Party);
        change?.Invoke(ticket);
    });

    string Value(string kind) => kind switch
    {
        "phone" => Phone,
        "email" => Email,
        "accountId" => AccountId,
        "name" => Name,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    string Letters() => string.Concat(number.ToString("D6", CultureInfo.InvariantCulture).Select(x => (char)('k' + (x - '0'))));
}
