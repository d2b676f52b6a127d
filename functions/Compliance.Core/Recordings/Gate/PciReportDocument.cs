using Compliance.Model;
using Compliance.Pci;

namespace Compliance.Recordings;

/// <summary>What the gate came to over a period (<c>GET …/pci/report</c>). Counts and opaque ids; no digit of any card.</summary>
/// <param name="Recordings">All of the period, scanned or not.</param>
/// <param name="Unverified">Recordings whose record failed verification; they count nowhere else.</param>
/// <param name="MaskedSeconds">Of media, overlaps counted once.</param>
/// <param name="Destroyed">Recordings whose content was destroyed.</param>
public sealed record PciReportDocument(
    DateTimeOffset From,
    DateTimeOffset To,
    int Recordings,
    int Scanned,
    int Unverified,
    IReadOnlyDictionary<string, int> Outcomes,
    PciFindingCounts Findings,
    PciWindowCounts Windows,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> Coverage,
    double MaskedSeconds,
    int Destroyed,
    PciUnexpected Unexpected);

/// <param name="ByRecorder">By medium: <c>audio</c>, <c>screen</c>, <c>keystrokes</c>, <c>text</c>; and <c>metadata</c>.</param>
/// <param name="ByQueue">A recording without a queue counts under the empty name.</param>
public sealed record PciFindingCounts(
    int Total,
    IReadOnlyDictionary<string, int> ByKind,
    IReadOnlyDictionary<string, int> ByQueue,
    IReadOnlyDictionary<string, int> ByRecorder);

/// <summary>Pauses: of those that were ignored, content stands among the findings.</summary>
public sealed record PciWindowCounts(int Obeyed, int Ignored);

/// <summary>Card data where none was expected (PCI DSS 12.10.7).</summary>
/// <param name="Count">All; <paramref name="Cases"/> lists at most 1000, newest first.</param>
public sealed record PciUnexpected(int Count, IReadOnlyList<PciCase> Cases);

/// <summary>One case to be followed up.</summary>
/// <param name="CaseId">The same in every report: <c>{recordingId}/{n}</c>, in metadata <c>{recordingId}/metadata-{n}</c>.</param>
/// <param name="Source">The medium it came from, or <c>metadata</c>.</param>
/// <param name="Cause"><c>pauseIgnored</c>, <c>notPaused</c> (a queue that takes payments), <c>queueTakesNoPayments</c>; <c>inMetadata</c>:
/// who announced the call sent it.</param>
/// <param name="Fix"><c>removed</c> or <c>destroyed</c>; <c>withheld</c>: quarantined, nobody can read it.</param>
public sealed record PciCase(
    string CaseId,
    RecordingId RecordingId,
    DateTimeOffset StartedAt,
    string? Queue,
    string File,
    string Source,
    PciFindingKind Kind,
    int? Digits,
    string? Scheme,
    string Cause,
    string Fix);
