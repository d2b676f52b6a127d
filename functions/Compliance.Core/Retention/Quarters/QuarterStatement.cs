using Compliance.Model;
using Compliance.Recordings;
using Compliance.Settings;

namespace Compliance.Retention;

public enum QuarterOutcome
{
    Deleted,

    /// <summary>Media of it are gone; the rest stays.</summary>
    Reduced,

    /// <summary>Its day has passed, and something keeps it.</summary>
    Kept,

    /// <summary>What the stores have is not what the retention did.</summary>
    Mismatch,
}

/// <summary>What is wrong with a recording.</summary>
public enum QuarterMismatch
{
    /// <summary>Its day has passed, nothing keeps it, and the nights have not deleted it.</summary>
    NotDeleted,

    /// <summary>A night certified it as deleted, and it is there.</summary>
    Back,

    /// <summary>It was deleted on behalf of a night that does not say so.</summary>
    NotCertified,

    /// <summary>What is stored of it is not authentic, so nothing can be said of it.</summary>
    NotAuthentic,
}

/// <param name="Because">Why it is kept; null for other outcomes.</param>
/// <param name="Mismatch">What is wrong; null for other outcomes.</param>
/// <param name="Run">The night that deleted; its certificate is that of the request of this id.</param>
public sealed record QuarterItem(
    RecordingId RecordingId,
    QuarterOutcome Outcome,
    RetentionReason? Because = null,
    QuarterMismatch? Mismatch = null,
    SubjectRequestId? Run = null,
    IReadOnlyList<RetentionMedium>? Media = null);

/// <summary>
/// The statement of a quarter's report: what was to be deleted by its end is deleted, or kept for a reason, recording by recording (PCI DSS
/// 3.2.1). It names nobody. Signed like a certificate, under another type.
/// </summary>
/// <param name="V">Format version, 1.</param>
/// <param name="From">The first instant, on the tenant's clocks.</param>
/// <param name="To">The first instant after it.</param>
/// <param name="LookedAt">When the stores were looked at.</param>
/// <param name="Expected">Recordings that were to go, in whole or in part: deleted, reduced, kept and mismatched ones.</param>
/// <param name="Kept">By reason.</param>
/// <param name="IsComplete">Whether <paramref name="Recordings"/> are all of them, see <see cref="MostListed"/>.</param>
public sealed record QuarterStatement(
    int V,
    string Tenant,
    RetentionQuarter Quarter,
    DateTimeOffset From,
    DateTimeOffset To,
    DateTimeOffset LookedAt,
    int Expected,
    int Deleted,
    int Reduced,
    IReadOnlyDictionary<string, int> Kept,
    int Mismatches,
    bool IsComplete,
    IReadOnlyList<QuarterItem> Recordings)
{
    /// <summary>Header <c>typ</c> of the signed report.</summary>
    public const string Type = "compliance-retention-report+jws";

    /// <summary>Recordings that a report lists: 150 bytes each, and a document has at most 16 MiB.</summary>
    public const int MostListed = 60_000;

    /// <summary>What a report lists. Where that is too much, the nights' certificates alone list what was deleted.</summary>
    internal static IReadOnlyList<QuarterItem> Listed(IReadOnlyList<QuarterItem> all, int most = MostListed) =>
        all.Count <= most ? all : [.. all.Where(x => x.Outcome is not QuarterOutcome.Deleted).Take(most)];
}

/// <summary>The progress of a quarter's report, the document <c>requests/retention-reports/{quarter}</c>.</summary>
public sealed record QuarterDocument
{
    public int V { get; init; } = 1;

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Recordings that were listed and not looked at yet, and where the list goes on.</summary>
    public required RecordingWalk Walk { get; init; }

    /// <summary>Pages of items, <c>requests/retention-reports/{quarter}/{page}</c>.</summary>
    public int Pages { get; init; }

    /// <summary>When it was signed; null before.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    public int Expected { get; init; }

    public int Deleted { get; init; }

    public int Reduced { get; init; }

    public int Kept { get; init; }

    public int Mismatches { get; init; }
}

/// <summary>A page of items.</summary>
public sealed record QuarterPage(IReadOnlyList<QuarterItem> Items);

/// <summary>A report in the list.</summary>
/// <param name="EndedAt">When it was signed; null while it is being made.</param>
/// <param name="Report">The path of the signed report; null while it is being made.</param>
public sealed record QuarterView(
    RetentionQuarter Quarter, DateTimeOffset? EndedAt, int Expected, int Deleted, int Reduced, int Kept, int Mismatches, string? Report);

/// <summary><c>GET …/retention/reports</c>, newest first.</summary>
public sealed record QuarterList(IReadOnlyList<QuarterView> Items)
{
    /// <summary>Always null: there is one page.</summary>
    public string? Continuation => null;
}
