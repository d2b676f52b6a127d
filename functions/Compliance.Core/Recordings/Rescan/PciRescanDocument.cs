using System.Text.Json.Serialization;
using Compliance.Model;

namespace Compliance.Recordings;

public enum PciRescanState
{
    /// <summary>None was ever asked for.</summary>
    None,
    Running,

    /// <summary>Every recording was looked at.</summary>
    Completed,
    Cancelled,

    /// <summary>A step gave up; the timer continues from it.</summary>
    Failed,
}

/// <summary>The document <c>state/pci/rescan</c>: the tenant's last rescan and its progress. Counts and opaque ids only.</summary>
public sealed record PciRescanDocument
{
    /// <summary>The most failures that are named; the rest is only counted.</summary>
    public const int MostFailures = 100;

    public int V { get; init; } = 1;

    public PciRescanState State { get; init; }

    /// <summary>Of the rescan; null before the first.</summary>
    public string? Id { get; init; }

    public PciRescanFilter Filter { get; init; } = new(OlderThan: 0, null, null, null);

    /// <summary>The version that it examines with.</summary>
    public int Gate { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Recordings there were at the start, in whatever state; null until they are counted.</summary>
    public long? Total { get; init; }

    /// <summary>Recordings looked at; the following four add up to it.</summary>
    [JsonIgnore]
    public long Done => Clean + Found + Skipped + Failed;

    public long Clean { get; init; }

    public long Found { get; init; }

    /// <summary>Outside the filter, without sealed content, or erased.</summary>
    public long Skipped { get; init; }

    public long Failed { get; init; }

    /// <summary>The first of them.</summary>
    public IReadOnlyList<PciRescanFailure> Failures { get; init; } = [];

    /// <summary>By the version that had examined them before. After a crash some may be missing here.</summary>
    public IReadOnlyList<PciRescanGate> ByGate { get; init; } = [];

    /// <summary>The exception's type if <see cref="State"/> is <see cref="PciRescanState.Failed"/>.</summary>
    public string? Fault { get; init; }

    public RecordingWalk Walk { get; init; } = RecordingWalk.Begin;

    [JsonIgnore]
    public bool IsActive => State is PciRescanState.Running or PciRescanState.Failed;

    /// <summary>With what was seen of some of the listed recordings.</summary>
    public PciRescanDocument With(IReadOnlyCollection<(RecordingId Id, Rescanned Seen)> looked)
    {
        long Count(RescanResult result) => looked.Count(x => x.Seen.Result == result);
        var examined = looked
            .Where(x => x.Seen is { Gate: not null, Result: RescanResult.Clean or RescanResult.Found })
            .Select(x => new PciRescanGate(x.Seen.Gate!.Value, 1, x.Seen.Result is RescanResult.Found ? 1 : 0));
        return this with
        {
            Clean = Clean + Count(RescanResult.Clean),
            Found = Found + Count(RescanResult.Found),
            Skipped = Skipped + Count(RescanResult.Skipped),
            Failed = Failed + Count(RescanResult.Failed),
            Failures =
            [
                .. Failures.Concat(looked
                    .Where(x => x.Seen.Result is RescanResult.Failed)
                    .Select(x => new PciRescanFailure(x.Id, x.Seen.Reason!))).Take(MostFailures),
            ],
            ByGate =
            [
                .. ByGate.Concat(examined).GroupBy(x => x.Gate).OrderBy(x => x.Key)
                    .Select(x => new PciRescanGate(x.Key, x.Sum(y => y.Examined), x.Sum(y => y.Found))),
            ],
            Walk = Walk.Without(looked.Select(x => x.Id)),
        };
    }
}

/// <param name="Reason">One of <see cref="RescanReason"/>, or the exception's type.</param>
public sealed record PciRescanFailure(RecordingId RecordingId, string Reason);

/// <param name="Gate">The version; 0 for what was sealed before versions.</param>
public sealed record PciRescanGate(int Gate, long Examined, long Found);
