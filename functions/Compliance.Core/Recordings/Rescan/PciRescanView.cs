namespace Compliance.Recordings;

/// <summary><c>GET …/pci/rescan</c>: the last rescan; when it has ended, its report.</summary>
/// <param name="Gate">The version that it examines with.</param>
/// <param name="Total">Recordings there were at its start; null until they are counted.</param>
/// <param name="Done">Recordings looked at: <paramref name="Clean"/>, <paramref name="Found"/>, <paramref name="Skipped"/> and
/// <paramref name="Failed"/>.</param>
/// <param name="Skipped">Outside the filter, without sealed content, or erased.</param>
/// <param name="Failures">The first hundred.</param>
/// <param name="Fault">Why it stopped, if <paramref name="State"/> is <c>failed</c>; the timer continues it.</param>
public sealed record PciRescanView(
    PciRescanState State,
    string? RescanId,
    PciRescanFilter? Filter,
    int? Gate,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    long? Total,
    long Done,
    long Clean,
    long Found,
    long Skipped,
    long Failed,
    IReadOnlyList<PciRescanFailure> Failures,
    IReadOnlyList<PciRescanGate> ByGate,
    string? Fault)
{
    public static PciRescanView Of(PciRescanDocument rescan) => new(
        rescan.State,
        rescan.Id,
        rescan.Id is null ? null : rescan.Filter,
        rescan.Id is null ? null : rescan.Gate,
        rescan.StartedAt,
        rescan.EndedAt,
        rescan.Total,
        rescan.Done,
        rescan.Clean,
        rescan.Found,
        rescan.Skipped,
        rescan.Failed,
        rescan.Failures,
        rescan.ByGate,
        rescan.Fault);
}
