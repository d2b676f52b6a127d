using Compliance.Failures;
using Compliance.Forms;
using Compliance.Model;
using Compliance.Pci;

namespace Compliance.Recordings;

/// <summary>The body of <c>POST …/recordings/search</c>; absent fields do not narrow the search.</summary>
public sealed record RecordingSearch
{
    /// <summary>Calls that started at or after this time.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Calls that started before this time.</summary>
    public DateTimeOffset? To { get; init; }

    public string? Queue { get; init; }

    public string? Category { get; init; }

    public CallDirection? Direction { get; init; }

    public string? AgentId { get; init; }

    public CallId? CallId { get; init; }

    public RecordingState? State { get; init; }

    public PciOutcome? PciOutcome { get; init; }

    /// <summary>Recordings whose content may be used for it: the purpose is active, and processing is not restricted.</summary>
    public string? Purpose { get; init; }

    /// <summary>The names of the filters that are set.</summary>
    public IEnumerable<string> Filters()
    {
        (string Name, object? Value)[] all =
        [
            ("from", From),
            ("to", To),
            ("queue", Queue),
            ("category", Category),
            ("direction", Direction),
            ("agentId", AgentId),
            ("callId", CallId),
            ("state", State),
            ("pciOutcome", PciOutcome),
            ("purpose", Purpose),
        ];
        return all.Where(x => x.Value is not null).Select(x => x.Name);
    }

    public static Outcome<RecordingSearch> Parse(ReadOnlyMemory<byte> utf8) => CheckedBody.Parse<RecordingSearch>(utf8, Check);

    public override string ToString() => "RecordingSearch(redacted)";

    static void Check(RecordingSearch search, FieldErrors errors)
    {
        var rules = new FieldRules(errors);
        rules.Line("queue", search.Queue, FieldLimits.QueueCharacters);
        rules.Line("category", search.Category, FieldLimits.QueueCharacters);
        rules.Line("purpose", search.Purpose, FieldLimits.TextCharacters);
        rules.Line("agentId", search.AgentId, FieldLimits.TextCharacters);
        rules.Require(search.From is not { } from || search.To is not { } to || from < to, "to", "must be after from");
    }
}
