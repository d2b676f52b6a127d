using System.Text.Json.Serialization;
using Compliance.Model;

namespace Compliance.SubjectRequests;

/// <summary>A request in lists.</summary>
public record SubjectRequestSummary
{
    [JsonPropertyOrder(-10)]
    public required SubjectRequestId RequestId { get; init; }

    [JsonPropertyOrder(-9)]
    public required SubjectRequestType Type { get; init; }

    [JsonPropertyOrder(-8)]
    public required SubjectRequestState State { get; init; }

    [JsonPropertyOrder(-7)]
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The last instant at which the answer is in time.</summary>
    [JsonPropertyOrder(-6)]
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>Calendar days to the due day; 0 on that day, negative after it.</summary>
    [JsonPropertyOrder(-5)]
    public required int DaysLeft { get; init; }

    [JsonPropertyOrder(-4)]
    public required bool Overdue { get; init; }

    /// <summary>The tenant's own id of whoever works it; null if nobody was named.</summary>
    [JsonPropertyOrder(-3)]
    public required string? Assignee { get; init; }

    /// <summary>What is due next: the answer, or that to a complaint; null if nothing is.</summary>
    [JsonPropertyOrder(-2)]
    public required DateTimeOffset? NextDueAt { get; init; }
}

/// <summary><c>GET …/requests/{requestId}</c> (openapi.yaml). Names nobody.</summary>
public sealed record SubjectRequestView : SubjectRequestSummary
{
    public required SubjectRole SubjectRole { get; init; }

    public required IntakeChannel? Channel { get; init; }

    public required string? Ground { get; init; }

    /// <summary>The purposes that a withdrawal names; empty for all that rest on consent, and for other requests.</summary>
    public required IReadOnlyList<string> Purposes { get; init; }

    /// <summary>
    /// From when the recordings are not used any more for what the request is about, before anybody has decided it; null if it has no such
    /// effect, or if that was undone.
    /// </summary>
    public required DateTimeOffset? StopsAt { get; init; }

    /// <summary>Null unless somebody filed it for the data subject.</summary>
    public required OnBehalfState? OnBehalf { get; init; }

    /// <summary>Null unless it is an objection that was refused on compelling grounds (GDPR Art. 21(1)).</summary>
    public required BalancingView? Balancing { get; init; }

    /// <summary>Null unless a person reviewed an automated decision (GDPR Art. 22(3)).</summary>
    public required ReviewView? Review { get; init; }

    /// <summary>Null unless an earlier request of the same kind may be the same person's.</summary>
    public required RepeatsView? Repeats { get; init; }

    /// <summary>Null unless a fee was asked for (GDPR Art. 12(5)(a)).</summary>
    public required FeeView? Fee { get; init; }

    public required ClockView Clock { get; init; }

    /// <summary>Null until a decision is executed.</summary>
    public required ProgressView? Progress { get; init; }

    /// <summary>The package of an access or portability request; null until it has been built.</summary>
    public required PackageView? Package { get; init; }

    /// <summary>The transfer of the package to another controller; null if the person named none (GDPR Art. 20(2)).</summary>
    public required TransferView? Transfer { get; init; }

    public required IReadOnlyList<TimelineEntry> Timeline { get; init; }

    public required IReadOnlyList<RecordingOutcome> Outcomes { get; init; }

    public required IReadOnlyList<ComplaintView> Complaints { get; init; }

    /// <summary>Until when the personal part is kept; null while the request is open.</summary>
    public required DateTimeOffset? KeptUntil { get; init; }

    /// <summary>When the personal part was destroyed.</summary>
    public required DateTimeOffset? EndedAt { get; init; }

    /// <summary>Every answer that was sent, oldest first; the last is what <c>GET …/answer</c> shows.</summary>
    public required IReadOnlyList<LetterView> Letters { get; init; }

    /// <summary>Links made for the person, and what was fetched by them: oldest first.</summary>
    public required IReadOnlyList<DeliveryView> Deliveries { get; init; }

    public required IReadOnlyList<RecipientStatus> Recipients { get; init; }

    /// <summary>
    /// Available links by name: <c>self</c>, <c>preview</c>, <c>answer</c>, <c>package</c>, <c>review</c>, <c>certificate</c>.
    /// </summary>
    public required IReadOnlyDictionary<string, string> Links { get; init; }
}

/// <summary>A complaint to a supervisory authority.</summary>
public sealed record ComplaintView(
    string Authority,
    string Reference,
    ComplaintState State,
    DateTimeOffset ReceivedAt,
    DateTimeOffset RespondBy,
    bool Overdue,
    DateTimeOffset? AnsweredAt,
    DateTimeOffset? ClosedAt)
{
    public static ComplaintView Of(Complaint complaint, DateTimeOffset now) => new(
        complaint.Authority,
        complaint.Reference,
        complaint.State,
        complaint.ReceivedAt,
        complaint.RespondBy,
        complaint.IsOverdue(now),
        complaint.AnsweredAt,
        complaint.ClosedAt);
}

/// <param name="Number">From 1, for <c>GET …/answer?number=</c>.</param>
public sealed record LetterView(int Number, DateTimeOffset SentAt, IntakeChannel Channel);

/// <param name="Suspended">The last suspension may be open.</param>
public sealed record ClockView(
    DateTimeOffset StartsAt,
    IReadOnlyList<ClockSuspension> Suspended,
    DateTimeOffset? ExtendedAt,
    DateTimeOffset? ExtendedUntil,
    DateTimeOffset? ToldAt);

/// <param name="Step">The current step.</param>
/// <param name="Done">Recordings that have an outcome.</param>
/// <param name="Total">Recordings found; null while the search is running.</param>
public sealed record ProgressView(RunStep Step, int Done, int? Total);

/// <param name="Available">Whether it can be downloaded: built, and neither expired nor destroyed by an erasure.</param>
/// <param name="Size">Size of the ZIP in bytes.</param>
/// <param name="Recordings">The number of recordings in it.</param>
/// <param name="Revision">The revision that a release names.</param>
/// <param name="Redactions">The number of recordings in which the review redacted something.</param>
public sealed record PackageView(
    bool Available,
    PackageStage State,
    int Revision,
    DateTimeOffset BuiltAt,
    DateTimeOffset ExpiresAt,
    long Size,
    int Recordings,
    int Redactions,
    DateTimeOffset? ReleasedAt)
{
    /// <returns>Null before it was first built.</returns>
    public static PackageView? Of(SubjectRequestDocument document, DateTimeOffset now)
    {
        if (document.Package is not { } package)
        {
            return null;
        }

        var stage = PackageStages.Of(document, now);
        return new PackageView(
            stage is PackageStage.Ready or PackageStage.Released,
            stage,
            package.Revision,
            package.BuiltAt,
            package.ExpiresAt,
            package.Size,
            package.Recordings,
            package.Redactions,
            package.ReleasedAt);
    }
}
