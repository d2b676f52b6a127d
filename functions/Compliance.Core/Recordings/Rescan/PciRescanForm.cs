using Compliance.Failures;
using Compliance.Forms;
using Compliance.Pci;

namespace Compliance.Recordings;

/// <summary>The body of <c>POST …/pci/rescan</c>: which recordings to examine again. What is absent does not narrow it.</summary>
public sealed record PciRescanForm
{
    /// <summary>
    /// Examined last by a gate older than this version. Default today's version; one more examines everything again.
    /// </summary>
    public int? OlderThan { get; init; }

    public string? Queue { get; init; }

    /// <summary>Calls that started at or after this time.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Calls that started before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <param name="utf8">Empty for the defaults.</param>
    public static Outcome<PciRescanForm> Parse(ReadOnlyMemory<byte> utf8) =>
        utf8.IsEmpty ? new PciRescanForm() : CheckedBody.Parse<PciRescanForm>(utf8, (form, errors) =>
        {
            var rules = new FieldRules(errors);
            rules.Between("olderThan", form.OlderThan ?? PciGate.Version, 1, PciGate.Version + 1);
            rules.Queue("queue", form.Queue, []);
            rules.Require(form.From is not { } from || form.To is not { } to || from < to, "to", "must be after from");
        });

    /// <summary>What narrows it, complete.</summary>
    public PciRescanFilter Filter() => new(OlderThan ?? PciGate.Version, Queue, From, To);
}

/// <summary>Which recordings a rescan examines.</summary>
public sealed record PciRescanFilter(int OlderThan, string? Queue, DateTimeOffset? From, DateTimeOffset? To)
{
    public bool Matches(RecordingFacts facts) =>
        (Queue is null || facts.Queue == Queue)
        && (From is not { } from || facts.StartedAt >= from)
        && (To is not { } to || facts.StartedAt < to);
}
