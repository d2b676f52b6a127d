namespace Compliance.Keys;

public enum RotationState
{
    /// <summary>Nothing had to be re-wrapped so far.</summary>
    None,

    /// <summary>Noticed or asked for; it begins when every host must have noticed the new version.</summary>
    Waiting,

    Running,

    /// <summary>A whole listing found nothing under another version.</summary>
    Completed,

    /// <summary>As completed, but for records that could not be opened; the status names them.</summary>
    Incomplete,

    /// <summary>A step gave up; the timer goes on with it.</summary>
    Failed,
}

/// <summary>
/// What <c>state/keys/rotation</c> holds: the tenant's last rotation of <c>seal</c>, as far as it came. Counts and opaque ids only.
/// </summary>
public sealed record RotationDocument
{
    /// <summary>The most names kept in <see cref="Scan.Failures"/>; the rest is counted.</summary>
    public const int MostFailures = 100;

    public int V { get; init; } = 1;

    public RotationState State { get; init; }

    /// <summary>The <c>seal</c> version that was current when this was last looked at, and that the rotation is for.</summary>
    public string? Seal { get; init; }

    /// <summary>When <see cref="Seal"/> was first seen to be current.</summary>
    public DateTimeOffset? NoticedAt { get; init; }

    /// <summary>When somebody asked for a look that is owed; null: none is.</summary>
    public DateTimeOffset? AskedAt { get; init; }

    /// <summary>When the last whole listing began that found nothing to do.</summary>
    public DateTimeOffset? CheckedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>Records of the key ring when it began; at its end those of the last listing, and those that went.</summary>
    public long Total { get; init; }

    /// <summary>Records found under <see cref="Seal"/> or brought there.</summary>
    public long Done { get; init; }

    /// <summary>Records that went meanwhile: erased. After a crash some may be missing here.</summary>
    public long Gone { get; init; }

    /// <summary>Records that have still to be looked at; after a crash it may say too many, until the end.</summary>
    public long Left { get; init; }

    /// <summary>Records a second, lately.</summary>
    public double? PerSecond { get; init; }

    /// <summary>The exception's type when <see cref="State"/> is <see cref="RotationState.Failed"/>.</summary>
    public string? Fault { get; init; }

    /// <summary>Null between two rotations.</summary>
    public Scan? Scan { get; init; }

    /// <summary>Records that could not be opened: how many, and the names of the first.</summary>
    public long Failed { get; init; }

    public IReadOnlyList<string> Failures { get; init; } = [];

    /// <summary>By <c>kid</c>: what was found under the version, and since when nothing is.</summary>
    public IReadOnlyDictionary<string, VersionUse> Versions { get; init; } = new Dictionary<string, VersionUse>(StringComparer.Ordinal);

    /// <summary>A rotation is under way, or waits.</summary>
    public bool IsActive => State is RotationState.Waiting or RotationState.Running or RotationState.Failed;

    public bool IsAsked => AskedAt is not null;
}

/// <summary>One way through the whole key ring; the first re-wraps, the last finds nothing more to do.</summary>
/// <param name="Number">From 1.</param>
/// <param name="At">When it began.</param>
/// <param name="Marker">Where the listing goes on; null at the beginning.</param>
/// <param name="Current">Records passed that are under the new version now.</param>
/// <param name="Written">Records written anew.</param>
/// <param name="Failed">Records that could not be opened, and the names of the first of them.</param>
/// <param name="Left">By <c>kid</c>: of those that could not be opened.</param>
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

/// <param name="Records">Under the version when last looked.</param>
/// <param name="FreeSince">When nothing was under it any more; null while something is.</param>
public sealed record VersionUse(long Records, DateTimeOffset? FreeSince);
