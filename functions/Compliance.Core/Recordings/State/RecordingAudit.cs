using Compliance.Audit;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>Write-ahead entries about recordings.</summary>
public sealed class RecordingAudit(IAuditLog log, RecordingOutbox pending, RecordingStateStore states, TimeProvider clock)
    : AuditedOperations<RecordingId, RecordingDocument, StoredRecording>("recordings", log, pending, states, clock)
{
    /// <summary>The origin of entries about sealing, in any host.</summary>
    const string SealingOrigin = "SealRecording";

    /// <summary>The id of the <c>done</c> entry of a generation's seal.</summary>
    public static string SealedEntryId(TenantId tenant, RecordingId id, int generation) =>
        AuditEntryId.Of(tenant, RecordingEvents.Sealed, $"{id}/{generation}", AuditPhase.Done);

    /// <summary>The audit operation of a seal, as the state blob remembers it and as the log receives it at settlement.</summary>
    public PendingAudit Sealing(RecordingId id, int generation) =>
        Owed(id, Actor.System(SealingOrigin), RecordingEvents.Sealed, $"{generation}");

    /// <summary>What destroys nothing and reveals nothing is announced and closed at once, when it is made.</summary>
    protected override IEnumerable<AuditEntry> Closed(RecordingId id, PendingAudit made) => made.Event switch
    {
        RecordingEvents.Sealed =>
        [
            Entry(id, made with { Event = RecordingEvents.Taken }, AuditPhase.Single, AuditEntry.Success),
            Entry(id, made, AuditPhase.Intent, AuditEntry.Success),
            .. base.Closed(id, made),
        ],
        RecordingEvents.Announced => [Entry(id, made, AuditPhase.Intent, AuditEntry.Success), .. base.Closed(id, made)],
        _ => base.Closed(id, made),
    };
}
