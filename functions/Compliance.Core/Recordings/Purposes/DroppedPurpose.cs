namespace Compliance.Recordings;

/// <summary>Why a recording is not made for a purpose that its ticket names.</summary>
public enum DropReason
{
    /// <summary>Nobody recorded that every caller consented.</summary>
    NoConsentRecord,

    /// <summary>A caller was asked and has not answered.</summary>
    NotAnswered,

    /// <summary>A caller refused.</summary>
    Refused,

    /// <summary>A caller withdrew.</summary>
    Withdrawn,

    /// <summary>A caller's consent was for a time that is over.</summary>
    Expired,
}

/// <summary>A purpose of a ticket that is left out of its recording.</summary>
/// <param name="Purpose">The purpose's name.</param>
public sealed record DroppedPurpose(string Purpose, DropReason Reason);
