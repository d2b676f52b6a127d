namespace Compliance.Keys;

public enum RotationState
{
    /// <summary>Nothing had to be re-wrapped so far.</summary>
    None,

    /// <summary>A new version was noticed, or a check requested; it starts once every host must know the new version.</summary>
    Waiting,

    Running,

    /// <summary>A complete listing found nothing under another version.</summary>
    Completed,

    /// <summary>Completed except for records that could not be opened; the status names them.</summary>
    Incomplete,

    /// <summary>A step gave up; the timer continues from it.</summary>
    Failed,
}

/// <summary>
/// The document <c>state/keys/rotation</c>: the tenant's last rotation of <c>seal</c> and its progress. Counts and opaque ids only.
/// </summary>
public sealed record RotationDocument
{
    /// <summary>The most names kept in <see cref="Scan.Failures"/>; the rest is only counted.</summary>
    public const int MostFailures = 100;

    public int V { get; init; } = 1;

    public RotationState State { get; init; }

    /// <summary>The <c>seal</c> version that was current at the last check, and that the rotation is for.</summary>
    public string? Seal { get; init; }

    /// <summary>When <see cref="Seal"/> was first seen as the current version.</summary>
    public DateTimeOffset? NoticedAt { get; init; }

    /// <summary>When a pending check was requested; null if none is pending.</summary>
    public DateTimeOffset? AskedAt { get; init; }

    /// <summary>When the last complete listing that found nothing to do began.</summary>
    public DateTimeOffset? CheckedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>Records of the key ring at the start; at the end, those of the last listing plus those that disappeared.</summary>
    public long Total { get; init; }

    /// <summary>Records found under <see cref="Seal"/> or brought under it.</summary>
    public long Done { get; init; }

    /// <summary>Records that disappeared in the meantime because they were erased. After a crash some may be missing here.</summary>
    public long Gone { get; init; }

    /// <summary>Records still to be checked; after a crash the number may be too high until the end.</summary>
    public long Left { get; init; }

    /// <summary>The recent rate, in records per second.</summary>
    public double? PerSecond { get; init; }

    /// <summary>The exception's type if <see cref="State"/> is <see cref="RotationState.Failed"/>.</summary>
    public string? Fault { get; init; }

    /// <summary>Null between rotations.</summary>
    public Scan? Scan { get; init; }

    /// <summary>The number of records that could not be opened, and the names of the first.</summary>
    public long Failed { get; init; }

    public IReadOnlyList<string> Failures { get; init; } = [];

    /// <summary>By <c>kid</c>: the number of records under the version, and since when there is none.</summary>
    public IReadOnlyDictionary<string, VersionUse> Versions { get; init; } = new Dictionary<string, VersionUse>(StringComparer.Ordinal);

    /// <summary>Whether a rotation is running or waiting.</summary>
    public bool IsActive => State is RotationState.Waiting or RotationState.Running or RotationState.Failed;

    public bool IsAsked => AskedAt is not null;
}

/// <summary>One pass through the whole key ring; the first re-wraps, the last finds nothing more to do.</summary>
/// <param name="Number">From 1.</param>
/// <param name="At">When it began.</param>
/// <param name="Marker">Where the listing continues; null at the beginning.</param>
/// <param name="Current">Records checked so far that are now under the new version.</param>
/// <param name="Written">Records rewritten.</param>
/// <param name="Failed">The number of records that could not be opened, and the names of the first.</param>
/// <param name="Left">By <c>kid</c>: the records that could not be opened.</param>
public sealed record Scan(
    int Number,
    DateTimeOffset At,
    string? Marker,
    long Current,
    long Written,
    long Failed,
    IReadOnlyList<string> Failures,
    IReadOnlyDictionary<string, long> Left)
{
    public static Scan Begin(int number, DateTimeOffset at) =>
        new(number, at, Marker: null, 0, 0, 0, [], new Dictionary<string, long>(StringComparer.Ordinal));
}

/// <param name="Records">Records under the version at the last check.</param>
/// <param name="FreeSince">Since when nothing has been under it; null while something is.</param>
public sealed record VersionUse(long Records, DateTimeOffset? FreeSince);
