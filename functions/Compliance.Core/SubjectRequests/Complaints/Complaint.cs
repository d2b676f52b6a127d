using System.Text.Json.Serialization;

namespace Compliance.SubjectRequests;

/// <summary>Where a complaint stands.</summary>
public enum ComplaintState
{
    /// <summary>The authority waits for an answer.</summary>
    Open,

    /// <summary>It was answered; the authority may ask again.</summary>
    Answered,

    /// <summary>The authority is done with it.</summary>
    Closed,
}

/// <summary>A complaint to a supervisory authority about a request (GDPR Art. 77), with a deadline of its own (Art. 31, 58(1)(a)).</summary>
/// <param name="Authority">Its name, in one line.</param>
/// <param name="Reference">The authority's file number; opaque.</param>
/// <param name="RespondBy">The last instant at which an answer is in time.</param>
public sealed record Complaint(string Authority, string Reference, DateTimeOffset ReceivedAt, DateTimeOffset RespondBy)
{
    public ComplaintState State { get; init; }

    public DateTimeOffset? AnsweredAt { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    [JsonIgnore]
    public bool IsOpen => State is ComplaintState.Open;

    public bool IsOverdue(DateTimeOffset now) => IsOpen && now > RespondBy;

    /// <summary>The only table of moves. A move to where it is changes nothing.</summary>
    /// <param name="respondBy">Another deadline of the authority's; required to open it again.</param>
    /// <returns>Null for a move that its state forbids.</returns>
    public Complaint? Moved(ComplaintState to, DateTimeOffset at, DateTimeOffset? respondBy) => (State, to) switch
    {
        (ComplaintState.Open, ComplaintState.Open) => this with { RespondBy = respondBy ?? RespondBy },
        (ComplaintState.Answered, ComplaintState.Open) when respondBy is { } again => this with { State = to, RespondBy = again },
        (ComplaintState.Open, ComplaintState.Answered) => this with { State = to, AnsweredAt = at },
        (ComplaintState.Open or ComplaintState.Answered, ComplaintState.Closed) => this with { State = to, ClosedAt = at },
        (ComplaintState.Answered, ComplaintState.Answered) or (ComplaintState.Closed, ComplaintState.Closed) => this,
        _ => null,
    };
}
