using Compliance.Model;
using Compliance.Settings;

namespace Compliance.Leavers;

/// <summary>
/// An employee who left, the document <c>requests/leavers/{id}</c>. It names nobody: the agent id is there as blind tokens only, and those
/// end, too.
/// </summary>
public sealed record LeaverDocument
{
    /// <summary>How long after a leaver is due calls that are announced late are still looked for, in days.</summary>
    public const int LateDays = 365;

    /// <summary>The article on which a legal hold keeps a call (GDPR Art. 17(3)(e)).</summary>
    internal const string LegalHold = "17(3)(e)";

    /// <summary>Version of this layout.</summary>
    public int V { get; init; } = 1;

    public required string Employee { get; init; }

    /// <summary>Blind tokens of the agent id; empty once nothing is looked for any more.</summary>
    public required IReadOnlyList<string> Tokens { get; init; }

    /// <summary>The last day, in the tenant's time zone.</summary>
    public required DateOnly LeftAt { get; init; }

    /// <summary>How many times something was said of them.</summary>
    public required int Revision { get; init; }

    /// <summary>Taken back after work had begun: what was done stays, and is certified.</summary>
    public bool TakenBack { get; init; }

    /// <summary>The run in progress; null between runs.</summary>
    public LeaverRun? Run { get; init; }

    /// <summary>The first night on which to look again; null before the first look, and at the end.</summary>
    public DateOnly? LookAt { get; init; }

    /// <summary>When the last run ended; null before.</summary>
    public DateTimeOffset? LookedAt { get; init; }

    /// <summary>In all runs.</summary>
    public int Pseudonymised { get; init; }

    /// <summary>What the last run left as it is, by the article that keeps it.</summary>
    public IReadOnlyDictionary<string, int> Kept { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>What the last run found not ready: not sealed, in quarantine, or not verifiable.</summary>
    public int NotReady { get; init; }

    public int Certificates { get; init; }

    /// <summary>The name of the fault that stopped the last run; null for none.</summary>
    public string? Fault { get; init; }

    public SubjectRequestId Id => EmployeeId.Stored(Employee).Request;

    public bool IsOpen => Kept.Count > 0 || NotReady > 0;

    public DateOnly DueAt(TenantSettings settings) => LeftAt.AddDays(settings.AgentLeaverDays);

    /// <summary>The day on the tenant's clocks.</summary>
    public static DateOnly DayIn(TenantSettings settings, DateTimeOffset at) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById(settings.TimeZone)).DateTime);
}

/// <summary>Looking through the calls of one leaver.</summary>
/// <param name="LookedTo">The place in the index up to which was looked; null at the beginning.</param>
/// <param name="Planned">Pages of the plan.</param>
/// <param name="Pages">Pages that were acted on.</param>
/// <param name="ReviewAt">When the first of what is kept can go; null if nothing says.</param>
public sealed record LeaverRun(
    DateTimeOffset StartedAt,
    string? LookedTo,
    int Planned,
    int Pages,
    int Pseudonymised,
    IReadOnlyDictionary<string, int> Kept,
    int NotReady,
    DateTimeOffset? ReviewAt)
{
    public static LeaverRun Begin(DateTimeOffset now) =>
        new(now, LookedTo: null, 0, 0, 0, new Dictionary<string, int>(StringComparer.Ordinal), 0, ReviewAt: null);
}
