using Compliance.Failures;
using Compliance.Forms;
using Compliance.Model;
using Compliance.Pci;

namespace Compliance.Recordings;

/// <summary>What <c>POST …/recordings/search</c> asks for; what is absent does not narrow.</summary>
public sealed record RecordingSearch
{
    /// <summary>Calls that started then or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Calls that started before.</summary>
    public DateTimeOffset? To { get; init; }

    public string? Queue { get; init; }

    public CallDirection? Direction { get; init; }

    public string? AgentId { get; init; }

    public CallId? CallId { get; init; }

    public RecordingState? State { get; init; }

    public PciOutcome? PciOutcome { get; init; }

    public static Outcome<RecordingSearch> Parse(ReadOnlyMemory<byte> utf8) => CheckedBody.Parse<RecordingSearch>(utf8, Check);

    public override string ToString() => "RecordingSearch(redacted)";

    static void Check(RecordingSearch search, FieldErrors errors)
    {
        var rules = new FieldRules(errors);
        rules.Line("queue", search.Queue, FieldLimits.QueueCharacters);
        rules.Line("agentId", search.AgentId, FieldLimits.TextCharacters);
        rules.Require(search.From is not { } from || search.To is not { } to || from < to, "to", "must be after from");
    }
}
