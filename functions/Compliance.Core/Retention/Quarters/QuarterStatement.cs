using System.Text.Json;
using System.Text.Json.Serialization;
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
/// <param name="Pages">What was to go, recording by recording, in pages beside the statement.</param>
/// <param name="Recordings">The same, where it is at most <see cref="MostInline"/>; otherwise empty.</param>
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
    IReadOnlyList<ListedPage> Pages,
    IReadOnlyList<QuarterItem> Recordings)
{
    /// <summary>Header <c>typ</c> of the signed report.</summary>
    public const string Type = "compliance-retention-report+jws";

    /// <summary>Recordings that the statement itself lists, 150 bytes each.</summary>
    public const int MostInline = 10_000;
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

    /// <summary>What was found, by outcome.</summary>
    public QuarterTally Tally { get; init; } = QuarterTally.None;

    /// <summary>Stretches of the recordings that were looked at, in the order of their ids; each is compared in one step.</summary>
    public IReadOnlyList<QuarterStretch> Stretches { get; init; } = [new(null, 0)];

    /// <summary>Recordings of the last stretch so far.</summary>
    public int InStretch { get; init; }

    /// <summary>The number of stretches that were compared with what the nights say.</summary>
    public int Compared { get; init; }

    /// <summary>Pages of the report, <c>requests/retention-reports/{quarter}/listed/{page}</c>.</summary>
    public IReadOnlyList<ListedPage> Listed { get; init; } = [];
}

/// <param name="From">The first recording; null for the first stretch.</param>
/// <param name="Page">The first page of items.</param>
public sealed record QuarterStretch(RecordingId? From, int Page)
{
    /// <summary>Whether a recording lies between the beginnings of two stretches.</summary>
    /// <param name="next">Null for the last one.</param>
    internal static bool Covers(QuarterStretch here, QuarterStretch? next, RecordingId id) =>
        (here.From is not { } from || Compare(id, from) >= 0) && (next?.From is not { } until || Compare(id, until) < 0);

    static int Compare(RecordingId one, RecordingId other) => string.CompareOrdinal(one.ToString(), other.ToString());
}

/// <param name="Sha256">Lowercase hex, of the page as it is served.</param>
public sealed record ListedPage(string Sha256, int Recordings);

/// <param name="Kept">By reason.</param>
public sealed record QuarterTally(int Deleted, int Reduced, int Mismatches, IReadOnlyDictionary<string, int> Kept)
{
    public static QuarterTally None { get; } = new(0, 0, 0, new SortedDictionary<string, int>(StringComparer.Ordinal));

    [JsonIgnore]
    public int Expected => Deleted + Reduced + Mismatches + Kept.Values.Sum();

    internal QuarterTally With(IReadOnlyList<QuarterItem> items)
    {
        var kept = new SortedDictionary<string, int>(Kept.ToDictionary(), StringComparer.Ordinal);
        foreach (var because in items.Select(x => x.Because).OfType<RetentionReason>())
        {
            var reason = JsonNamingPolicy.CamelCase.ConvertName(because.ToString());
            kept[reason] = kept.GetValueOrDefault(reason) + 1;
        }

        int Count(QuarterOutcome outcome) => items.Count(x => x.Outcome == outcome);
        return new(
            Deleted + Count(QuarterOutcome.Deleted),
            Reduced + Count(QuarterOutcome.Reduced),
            Mismatches + Count(QuarterOutcome.Mismatch),
            kept);
    }
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
