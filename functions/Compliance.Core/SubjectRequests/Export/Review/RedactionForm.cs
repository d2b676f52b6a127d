using Compliance.Failures;
using Compliance.Forms;
using Compliance.Model;
using Compliance.Pci;
using Compliance.Recordings;

namespace Compliance.SubjectRequests;

/// <summary>The body of <c>PUT …/package/redactions</c>: replaces the whole set.</summary>
public sealed record RedactionForm
{
    const int MostRecordings = 2000;
    const int MostStretches = 500;
    const int MostTurns = 5000;

    /// <summary>The reviewed revision; may be given in <c>If-Match</c> instead.</summary>
    public int? Revision { get; init; }

    public required IReadOnlyList<RedactionItem> Redactions { get; init; }

    public static Outcome<RedactionForm> Parse(ReadOnlyMemory<byte> utf8) => CheckedBody.Parse<RedactionForm>(utf8, Check);

    /// <summary>The stored form: sorted, without duplicates, and with card data removed from the reasons.</summary>
    public IReadOnlyList<RecordingRedaction> Items() =>
    [
        .. Redactions.OrderBy(x => x.RecordingId.Value).Select(x => new RecordingRedaction(
            x.RecordingId,
            [.. x.Stretches.Distinct().OrderBy(s => s.Start).ThenBy(s => s.End).ThenBy(s => s.Channel)],
            [.. x.Turns.Distinct().Order()],
            [.. x.Files.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            [.. x.Custom.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            x.LeaveOut,
            PciText.Redact(x.Reason).Redacted)),
    ];

    static void Check(RedactionForm form, FieldErrors errors)
    {
        var rules = new FieldRules(errors);
        rules.Require(form.Revision is null or > 0, "revision", "must be a whole number from 1");
        if (!rules.Counts("redactions", form.Redactions, 0, MostRecordings))
        {
            return;
        }

        var seen = new HashSet<RecordingId>();
        foreach (var (i, item) in form.Redactions.Index())
        {
            if (item is not null)
            {
                Check($"redactions[{i}]", item, rules);
                rules.Require(seen.Add(item.RecordingId), $"redactions[{i}].recordingId", "must be unique");
            }
        }
    }

    static void Check(string at, RedactionItem item, FieldRules rules)
    {
        rules.Note($"{at}.reason", item.Reason);
        var counted = rules.Counts($"{at}.stretches", item.Stretches, 0, MostStretches)
            & rules.Counts($"{at}.turns", item.Turns, 0, MostTurns)
            & rules.Counts($"{at}.files", item.Files, 0, FieldLimits.Files)
            & rules.Counts($"{at}.custom", item.Custom, 0, FieldLimits.CustomPairs);
        if (!counted)
        {
            return;
        }

        var some = item.Stretches!.Count + item.Turns!.Count + item.Files!.Count + item.Custom!.Count > 0;
        rules.Require(some != item.LeaveOut, at, "must list stretches, turns, files or custom keys, or set leaveOut to true");
        foreach (var (i, stretch) in item.Stretches.Index())
        {
            if (stretch is not null)
            {
                rules.Require(
                    double.IsFinite(stretch.Start) && stretch.Start >= 0 && stretch.Start < stretch.End
                        && stretch.End <= FieldLimits.DurationSeconds,
                    $"{at}.stretches[{i}]",
                    "must start at 0 or later and end after it starts, in seconds");
                rules.Require(
                    stretch.Channel is null or (>= 0 and < FieldLimits.Channels), $"{at}.stretches[{i}].channel", "must be a channel number, counted from 0");
            }
        }
    }
}

/// <summary>One recording of a <see cref="RedactionForm"/>.</summary>
public sealed record RedactionItem
{
    public required RecordingId RecordingId { get; init; }

    public IReadOnlyList<RedactedStretch> Stretches { get; init; } = [];

    public IReadOnlyList<int> Turns { get; init; } = [];

    public IReadOnlyList<string> Files { get; init; } = [];

    public IReadOnlyList<string> Custom { get; init; } = [];

    public bool LeaveOut { get; init; }

    /// <summary>Told to the person.</summary>
    public required string Reason { get; init; }

    public override string ToString() => $"RedactionItem({RecordingId})";
}

/// <summary>The body of <c>POST …/package/release</c>.</summary>
public sealed record ReleaseForm
{
    /// <summary>The reviewed revision.</summary>
    public required int Revision { get; init; }

    public static Outcome<ReleaseForm> Parse(ReadOnlyMemory<byte> utf8) => CheckedBody.Parse<ReleaseForm>(
        utf8, (form, errors) => new FieldRules(errors).Require(form.Revision > 0, "revision", "must be a whole number from 1"));
}
