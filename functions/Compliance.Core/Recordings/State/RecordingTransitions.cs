using System.Collections.Frozen;
using Compliance.Model;

namespace Compliance.Recordings;

/// <summary>
/// The single table of transitions: (from, operation, held) → to. Anything else is refused (409). Every change of the state blob goes
/// through it under <c>If-Match</c>, so of two concurrent changes one wins and the other sees its result.
/// </summary>
public static class RecordingTransitions
{
    static readonly FrozenDictionary<(RecordingState From, RecordingOperation Operation), RecordingState> Table =
        new Dictionary<(RecordingState From, RecordingOperation Operation), RecordingState>
        {
            [(RecordingState.AwaitingUpload, RecordingOperation.Reissue)] = RecordingState.AwaitingUpload,
            [(RecordingState.AwaitingUpload, RecordingOperation.Announce)] = RecordingState.AwaitingUpload,
            [(RecordingState.AwaitingUpload, RecordingOperation.Take)] = RecordingState.Sealing,
            [(RecordingState.AwaitingUpload, RecordingOperation.Expire)] = RecordingState.Expired,
            [(RecordingState.AwaitingUpload, RecordingOperation.Withdraw)] = RecordingState.Sealed,
            [(RecordingState.AwaitingUpload, RecordingOperation.WithdrawToQuarantine)] = RecordingState.Quarantined,
            [(RecordingState.AwaitingUpload, RecordingOperation.Correct)] = RecordingState.AwaitingUpload,
            [(RecordingState.AwaitingUpload, RecordingOperation.Hold)] = RecordingState.AwaitingUpload,
            [(RecordingState.AwaitingUpload, RecordingOperation.Restrict)] = RecordingState.AwaitingUpload,
            [(RecordingState.AwaitingUpload, RecordingOperation.BeginErasure)] = RecordingState.Erasing,

            [(RecordingState.AwaitingUpload, RecordingOperation.EraseRefused)] = RecordingState.Erasing,

            // A file that changed during sealing is taken again.
            [(RecordingState.Sealing, RecordingOperation.Take)] = RecordingState.Sealing,
            [(RecordingState.Sealing, RecordingOperation.Seal)] = RecordingState.Sealed,
            [(RecordingState.Sealing, RecordingOperation.Quarantine)] = RecordingState.Quarantined,
            [(RecordingState.Sealing, RecordingOperation.Correct)] = RecordingState.Sealing,
            [(RecordingState.Sealing, RecordingOperation.Hold)] = RecordingState.Sealing,
            [(RecordingState.Sealing, RecordingOperation.Restrict)] = RecordingState.Sealing,
            [(RecordingState.Sealing, RecordingOperation.BeginErasure)] = RecordingState.Erasing,
            [(RecordingState.Sealing, RecordingOperation.EraseRefused)] = RecordingState.Erasing,

            [(RecordingState.Sealed, RecordingOperation.Announce)] = RecordingState.AwaitingUpload,
            [(RecordingState.Sealed, RecordingOperation.Reexamine)] = RecordingState.Sealing,
            [(RecordingState.Sealed, RecordingOperation.Rescan)] = RecordingState.Sealing,
            [(RecordingState.Sealed, RecordingOperation.Correct)] = RecordingState.Sealed,
            [(RecordingState.Sealed, RecordingOperation.CorrectTranscript)] = RecordingState.Sealing,
            [(RecordingState.Sealed, RecordingOperation.EraseParty)] = RecordingState.Sealing,
            [(RecordingState.Sealed, RecordingOperation.EndMedium)] = RecordingState.Sealing,
            [(RecordingState.Sealed, RecordingOperation.Hold)] = RecordingState.Sealed,
            [(RecordingState.Sealed, RecordingOperation.Restrict)] = RecordingState.Sealed,
            [(RecordingState.Sealed, RecordingOperation.BeginErasure)] = RecordingState.Erasing,

            [(RecordingState.Quarantined, RecordingOperation.Announce)] = RecordingState.AwaitingUpload,
            [(RecordingState.Quarantined, RecordingOperation.Reprocess)] = RecordingState.Sealing,
            [(RecordingState.Quarantined, RecordingOperation.Destroy)] = RecordingState.Sealing,
            [(RecordingState.Quarantined, RecordingOperation.Release)] = RecordingState.Sealed,
            [(RecordingState.Quarantined, RecordingOperation.Rescan)] = RecordingState.Sealing,
            [(RecordingState.Quarantined, RecordingOperation.Correct)] = RecordingState.Quarantined,
            [(RecordingState.Quarantined, RecordingOperation.Hold)] = RecordingState.Quarantined,
            [(RecordingState.Quarantined, RecordingOperation.Restrict)] = RecordingState.Quarantined,
            [(RecordingState.Quarantined, RecordingOperation.BeginErasure)] = RecordingState.Erasing,

            [(RecordingState.Expired, RecordingOperation.Reissue)] = RecordingState.AwaitingUpload,
            [(RecordingState.Expired, RecordingOperation.Correct)] = RecordingState.Expired,
            [(RecordingState.Expired, RecordingOperation.Hold)] = RecordingState.Expired,
            [(RecordingState.Expired, RecordingOperation.Restrict)] = RecordingState.Expired,
            [(RecordingState.Expired, RecordingOperation.BeginErasure)] = RecordingState.Erasing,
            [(RecordingState.Expired, RecordingOperation.EraseRefused)] = RecordingState.Erasing,

            [(RecordingState.Erasing, RecordingOperation.FinishErasure)] = RecordingState.Erased,

            [(RecordingState.AwaitingUpload, RecordingOperation.ExpirePackage)] = RecordingState.AwaitingUpload,
            [(RecordingState.Sealing, RecordingOperation.ExpirePackage)] = RecordingState.Sealing,
            [(RecordingState.Sealed, RecordingOperation.ExpirePackage)] = RecordingState.Sealed,
            [(RecordingState.Quarantined, RecordingOperation.ExpirePackage)] = RecordingState.Quarantined,
            [(RecordingState.Expired, RecordingOperation.ExpirePackage)] = RecordingState.Expired,
            [(RecordingState.Erasing, RecordingOperation.ExpirePackage)] = RecordingState.Erasing,
            [(RecordingState.Erased, RecordingOperation.ExpirePackage)] = RecordingState.Erased,
        }.ToFrozenDictionary();

    /// <param name="held">A legal hold stands.</param>
    public static bool TryApply(RecordingState from, RecordingOperation operation, bool held, out RecordingState to) =>
        Table.TryGetValue((from, operation), out to) && !(held && UnderHold(operation) is HoldEffect.Refuses);

    /// <summary>As above. While the part of a party is being erased, nothing may keep it and nobody may take another's place.</summary>
    public static bool TryApply(RecordingDocument document, RecordingOperation operation, out RecordingState to) =>
        TryApply(document.State, operation, document.IsHeld, out to)
        && !(document.Run?.Erases is not null && operation is RecordingOperation.Hold or RecordingOperation.Correct);

    /// <summary>The column of the table that a legal hold reads; every operation that destroys something is decided here.</summary>
    public static HoldEffect UnderHold(RecordingOperation operation) => operation switch
    {
        RecordingOperation.Reexamine
            or RecordingOperation.Destroy
            or RecordingOperation.EraseParty
            or RecordingOperation.EndMedium
            or RecordingOperation.BeginErasure
            or RecordingOperation.ExpirePackage => HoldEffect.Refuses,
        RecordingOperation.Seal or RecordingOperation.Quarantine => HoldEffect.KeepsSuperseded,
        RecordingOperation.Reissue
            or RecordingOperation.Announce
            or RecordingOperation.Take
            or RecordingOperation.Expire
            or RecordingOperation.Withdraw
            or RecordingOperation.WithdrawToQuarantine
            or RecordingOperation.Reprocess

            // What it leads to is decided by the seal: only card data goes, which nobody may keep (PCI DSS 3.3.1).
            or RecordingOperation.Rescan
            // Nobody consented to it, and nothing of it was ever kept.
            or RecordingOperation.EraseRefused
            or RecordingOperation.Release
            or RecordingOperation.Correct
            or RecordingOperation.CorrectTranscript
            or RecordingOperation.Hold
            or RecordingOperation.Restrict
            or RecordingOperation.FinishErasure => HoldEffect.Allows,
        _ => throw new ArgumentOutOfRangeException(nameof(operation)),
    };
}
