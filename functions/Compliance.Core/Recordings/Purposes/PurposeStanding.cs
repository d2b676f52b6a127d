using System.Diagnostics.CodeAnalysis;
using Compliance.Model;

namespace Compliance.Recordings;

/// <summary>Whether a recording may still be used for a purpose.</summary>
public enum PurposeState
{
    Active,

    /// <summary>The data subject objected (GDPR Art. 21).</summary>
    Objected,

    /// <summary>The consent was withdrawn (GDPR Art. 7(3)).</summary>
    Withdrawn,

    /// <summary>Its time has passed, or a request ended it on another ground.</summary>
    Ended,

    /// <summary>A caller refused consent.</summary>
    Refused,

    /// <summary>The consent was for a time that is over.</summary>
    Expired,
}

/// <summary>One request, or one consent record, stops one purpose of a recording. The recording itself may have to be kept, for other purposes or a duty.</summary>
/// <param name="Purpose">The purpose's name.</param>
/// <param name="State">Any except <see cref="PurposeState.Active"/>.</param>
/// <param name="Request">
/// Null where a consent record stops it. A purpose is active again only when every request that stopped it was undone.
/// </param>
public sealed record PurposeStop(string Purpose, PurposeState State, DateTimeOffset At, SubjectRequestId? Request)
{
    /// <summary>The consent record that stops it; null where a request does. It is never undone.</summary>
    public ConsentId? Consent { get; init; }
}

/// <summary>A purpose as it stands now. Playback, search, packages and views read this and nothing else.</summary>
public sealed record PurposeStanding : Purpose
{
    public PurposeStanding()
    {
    }

    [SetsRequiredMembers]
    PurposeStanding(Purpose purpose)
        : base(purpose)
    {
    }

    public PurposeState State { get; init; }

    /// <summary>When it stopped; null while it is active.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The request that stopped it; null while it is active, and where its time has passed or a consent record stopped it.</summary>
    public SubjectRequestId? RequestId { get; init; }

    /// <param name="purposes">The recording's purposes, from its manifest or its metadata.</param>
    /// <param name="end">
    /// The last day of a recording that only a hold keeps beyond it: purposes without a day of their own end then. Null otherwise.
    /// </param>
    public static IReadOnlyList<PurposeStanding> Of(
        IEnumerable<Purpose> purposes, IReadOnlyList<PurposeStop> stops, DateTimeOffset now, DateTimeOffset? end = null) =>
        [.. purposes.Select(x => Of(x, stops, now, end))];

    /// <param name="purposes">The recording's.</param>
    public static IReadOnlyList<PurposeStanding> Of(OpenedRecording recording, IEnumerable<Purpose> purposes, DateTimeOffset now) => Of(
        purposes, recording.Document.Stops, now, recording.Document.IsHeld ? recording.Manifest.Retention.DeleteAfter : null);

    static PurposeStanding Of(Purpose purpose, IReadOnlyList<PurposeStop> stops, DateTimeOffset now, DateTimeOffset? last) =>
        stops.Where(x => x.Purpose == purpose.Name).MinBy(x => x.At) is { } stop
            ? new PurposeStanding(purpose) { State = stop.State, Since = stop.At, RequestId = stop.Request }
        : (purpose.RetainUntil ?? last) is { } end && end <= now
            ? new PurposeStanding(purpose) { State = PurposeState.Ended, Since = end }
        : new PurposeStanding(purpose);
}

/// <summary>A purpose in views of a recording.</summary>
/// <param name="Purpose">The tenant's name for it, as <c>X-Purpose</c> states it.</param>
/// <param name="Since">When it stopped; null while it is active.</param>
public sealed record PurposeView(string Purpose, LawfulBasis Basis, PurposeState State, DateTimeOffset? Since)
{
    public static PurposeView Of(PurposeStanding purpose) => new(purpose.Name, purpose.Basis, purpose.State, purpose.Since);
}
