using Compliance.Audit;
using Compliance.Failures;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>Changes a recording's state blob, audited.</summary>
public sealed class RecordingChange(RecordingStateStore states, RecordingAudit audit, RecordingSettlement settlement)
    : AuditedChange<RecordingId, RecordingDocument, StoredRecording>(states, audit)
{
    protected override Failure Absent => RecordingFailure.Unknown;

    protected override Task SettleAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken) =>
        settlement.SettleAsync(store, id, cancellationToken);
}

/// <summary>What callers are told of recordings, whatever they wanted.</summary>
static class RecordingFailure
{
    /// <summary>Also of a ticket that was never finished: nobody was told of that recording.</summary>
    public static Failure Unknown { get; } = Failure.NotFound("The recording does not exist.");

    public static Failure NotAuthentic { get; } =
        Failure.FailedVerification("The stored recording failed its integrity check; it can only be erased.");

    public static Failure Erased(RecordingDocument document) => Failure.Gone("This recording was erased.", document.Certificate);

    /// <summary>Of one that can't be opened.</summary>
    public static Failure NotOpen(StoredRecording? stored) => stored is null ? Unknown : Erased(stored.Document);
}
