using System.Collections.Frozen;

namespace Compliance.Recordings;

/// <summary>Audit events about recordings.</summary>
static class RecordingEvents
{
    public const string Announced = "recording.announced";
    public const string Reissued = "recording.reissued";
    public const string FilesAnnounced = "recording.filesAnnounced";
    public const string Taken = "recording.taken";
    public const string PausedLate = "recording.pausedLate";
    public const string Rescanned = "recording.rescanned";
    public const string Reindexed = "recording.reindexed";
    public const string PauseProposed = "pause.proposed";
    public const string PauseConfirmed = "pause.confirmed";
    public const string PauseRejected = "pause.rejected";
    public const string Sealed = "recording.sealed";
    public const string Corrected = "recording.corrected";
    public const string Expired = "recording.expired";
    public const string HoldPlaced = "hold.placed";
    public const string HoldReleased = "hold.released";
    public const string Restricted = "recording.restricted";
    public const string RestrictionLifted = "recording.restrictionLifted";
    public const string PurposesStopped = "recording.purposesStopped";
    public const string PurposesResumed = "recording.purposesResumed";
    public const string AutomatedDecisionsStopped = "recording.automatedDecisionsStopped";
    public const string AutomatedDecisionsAllowed = "recording.automatedDecisionsAllowed";
    public const string PartyErasing = "recording.partyErasing";
    public const string PartyErased = "recording.partyErased";
    public const string MediumEnded = "recording.mediumEnded";
    public const string Erased = "recording.erased";
    public const string UploadDiscarded = "inbox.discarded";

    /// <summary>Events that change the index.</summary>
    public static FrozenSet<string> ChangeIndex { get; } = new[] { Announced, Corrected, Reindexed, MediumEnded }.ToFrozenSet(StringComparer.Ordinal);
}
