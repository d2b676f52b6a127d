using Compliance.Model;
using Compliance.Pci;

namespace Compliance.Recordings;

/// <summary>The gate's results over a period (<c>GET …/pci/report</c>): counts and opaque ids, never a digit of a card.</summary>
/// <param name="Recordings">All recordings of the period, scanned or not.</param>
/// <param name="Unverified">Recordings whose stored data failed verification; no other figure includes them.</param>
/// <param name="MaskedSeconds">Seconds of media; overlaps count once.</param>
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

/// <summary>Pauses, by whether the recorder obeyed them. Content recorded during an ignored pause is among the findings.</summary>
public sealed record PciWindowCounts(int Obeyed, int Ignored);

/// <summary>Card data where none was expected (PCI DSS 12.10.7).</summary>
/// <param name="Count">All cases; <paramref name="Cases"/> lists at most 1000, newest first.</param>
public sealed record PciUnexpected(int Count, IReadOnlyList<PciCase> Cases);

/// <summary>One case to follow up.</summary>
/// <param name="CaseId">
/// Stable across reports: <c>{recordingId}/{n}</c>, for metadata <c>{recordingId}/metadata-{n}</c>.
/// </param>
/// <param name="Source">The medium it came from, or <c>metadata</c>.</param>
/// <param name="Cause"><c>pauseIgnored</c>, <c>notPaused</c> (the queue takes payments), <c>queueTakesNoPayments</c>, or
/// <c>inMetadata</c>: the sender of the ticket included it.</param>
/// <param name="Fix"><c>removed</c>, <c>destroyed</c>, or <c>withheld</c>: in quarantine, where nobody can read it.</param>
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
