using System.Text.Json.Serialization;
using Compliance.Identities;
using Compliance.Model;
using Compliance.Settings;

namespace Compliance.Recordings;

public enum ReindexState
{
    /// <summary>None was needed or asked for so far.</summary>
    None,
    Running,
    Completed,

    /// <summary>A step gave up; the timer continues from it.</summary>
    Failed,
}

/// <summary>
/// The document <c>state/index/spelling</c>: by which version of <see cref="IdentitySpellings"/> and of the retention's rules the tenant's
/// index is, and the progress of the last job that wrote it anew. Counts and opaque ids only.
/// </summary>
public sealed record ReindexDocument
{
    public const int MostFailures = 100;

    public int V { get; init; } = 1;

    public ReindexState State { get; init; }

    /// <summary>
    /// The version that every entry of the index is by, except those of <see cref="Failures"/>; 1 for a tenant without a job.
    /// </summary>
    public int Version { get; init; } = 1;

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The version that the job writes.</summary>
    public int Target { get; init; } = IdentitySpellings.Current;

    /// <summary>The version of the retention's rules (<see cref="RetentionRules"/>) whose days the index has.</summary>
    public int Rules { get; init; }

    /// <summary>The version of the rules that the job places recordings by.</summary>
    public int TargetRules { get; init; }

    /// <summary>Recordings there were at the start; null until they are counted.</summary>
    public long? Total { get; init; }

    /// <summary>Recordings looked at; those without identities, erased for example, are <see cref="Current"/>.</summary>
    [JsonIgnore]
    public long Done => Current + Written + Failed;

    /// <summary>Found under the target version.</summary>
    public long Current { get; init; }

    /// <summary>Brought under it.</summary>
    public long Written { get; init; }

    public long Failed { get; init; }

    /// <summary>The first recordings that could not be read, because what is stored is not authentic.</summary>
    public IReadOnlyList<RecordingId> Failures { get; init; } = [];

    /// <summary>The exception's type if <see cref="State"/> is <see cref="ReindexState.Failed"/>.</summary>
    public string? Fault { get; init; }

    public RecordingWalk Walk { get; init; } = RecordingWalk.Begin;

    [JsonIgnore]
    public bool IsActive => State is ReindexState.Running or ReindexState.Failed;
}

/// <summary><c>GET …/identities/reindex</c>.</summary>
/// <param name="Version">The version that the index is by.</param>
/// <param name="Target">The version of today's code.</param>
public sealed record ReindexView(
    ReindexState State,
    int Version,
    int Target,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    long? Total,
    long Done,
    long Written,
    long Failed,
    IReadOnlyList<RecordingId> Failures,
    string? Fault)
{
    public static ReindexView Of(ReindexDocument job) => new(
        job.State,
        job.Version,
        IdentitySpellings.Current,
        job.StartedAt,
        job.EndedAt,
        job.Total,
        job.Done,
        job.Written,
        job.Failed,
        job.Failures,
        job.Fault);
}
