using System.Collections.Frozen;
using Compliance.Model;

namespace Compliance.Recordings;

/// <summary>
/// The single table of transitions: (from, operation) → to. Anything else is refused (409). Every change of the state blob goes through
/// it under <c>If-Match</c>, so of two concurrent changes one wins and the other sees its result.
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

            // A file that changed during sealing is taken again.
            [(RecordingState.Sealing, RecordingOperation.Take)] = RecordingState.Sealing,
            [(RecordingState.Sealing, RecordingOperation.Seal)] = RecordingState.Sealed,
            [(RecordingState.Sealing, RecordingOperation.Quarantine)] = RecordingState.Quarantined,
            [(RecordingState.Sealing, RecordingOperation.Correct)] = RecordingState.Sealing,
            [(RecordingState.Sealing, RecordingOperation.Hold)] = RecordingState.Sealing,
            [(RecordingState.Sealing, RecordingOperation.Restrict)] = RecordingState.Sealing,
            [(RecordingState.Sealing, RecordingOperation.BeginErasure)] = RecordingState.Erasing,

            [(RecordingState.Sealed, RecordingOperation.Announce)] = RecordingState.AwaitingUpload,
            [(RecordingState.Sealed, RecordingOperation.Reexamine)] = RecordingState.Sealing,
            [(RecordingState.Sealed, RecordingOperation.Correct)] = RecordingState.Sealed,
            [(RecordingState.Sealed, RecordingOperation.Hold)] = RecordingState.Sealed,
            [(RecordingState.Sealed, RecordingOperation.Restrict)] = RecordingState.Sealed,
            [(RecordingState.Sealed, RecordingOperation.BeginErasure)] = RecordingState.Erasing,

            [(RecordingState.Quarantined, RecordingOperation.Announce)] = RecordingState.AwaitingUpload,
            [(RecordingState.Quarantined, RecordingOperation.Reprocess)] = RecordingState.Sealing,
            [(RecordingState.Quarantined, RecordingOperation.Destroy)] = RecordingState.Sealing,
            [(RecordingState.Quarantined, RecordingOperation.Release)] = RecordingState.Sealed,
            [(RecordingState.Quarantined, RecordingOperation.Correct)] = RecordingState.Quarantined,
            [(RecordingState.Quarantined, RecordingOperation.Hold)] = RecordingState.Quarantined,
            [(RecordingState.Quarantined, RecordingOperation.Restrict)] = RecordingState.Quarantined,
            [(RecordingState.Quarantined, RecordingOperation.BeginErasure)] = RecordingState.Erasing,

            [(RecordingState.Expired, RecordingOperation.Reissue)] = RecordingState.AwaitingUpload,
            [(RecordingState.Expired, RecordingOperation.Correct)] = RecordingState.Expired,
            [(RecordingState.Expired, RecordingOperation.Hold)] = RecordingState.Expired,
            [(RecordingState.Expired, RecordingOperation.Restrict)] = RecordingState.Expired,
            [(RecordingState.Expired, RecordingOperation.BeginErasure)] = RecordingState.Erasing,

            [(RecordingState.Erasing, RecordingOperation.FinishErasure)] = RecordingState.Erased,
        }.ToFrozenDictionary();

    public static bool TryApply(RecordingState from, RecordingOperation operation, out RecordingState to) =>
        Table.TryGetValue((from, operation), out to);
}
