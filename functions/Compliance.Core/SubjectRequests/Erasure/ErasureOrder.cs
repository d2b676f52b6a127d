using Compliance.Audit;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Recordings;

namespace Compliance.SubjectRequests;

/// <summary>A decided erasure.</summary>
/// <param name="Request">The request, or the run of the retention, whose key seals the ledger entry.</param>
/// <param name="Actor">The decider, for the audit log.</param>
/// <param name="CertificatePath">The certificate's address: <c>/api/tenants/{tenant}/requests/{requestId}/certificate</c>.</param>
/// <param name="Ground">The ground for the outcome, as <c>17(1)(b)</c>; null if none is stated.</param>
public sealed record ErasureOrder(SubjectRequestId Request, Actor Actor, string CertificatePath, string? Ground = null)
{
    /// <summary>
    /// The recording was erased before and came back with an older state: from before its holds were released, or before the erasure began.
    /// </summary>
    public bool Again { get; init; }

    /// <summary>A caller refused the consent that alone it rests on: what was not sealed before is not kept by a hold.</summary>
    public bool Refused { get; init; }

    /// <summary>
    /// Decides on the very version of a recording that is about to be erased: the outcome with which it stays, or null. Default: erase it.
    /// </summary>
    public Func<StoredRecording, RecordingOutcome?> Unless { get; init; } = _ => null;

    /// <summary>The order with which an erasure in progress was begun.</summary>
    public static ErasureOrder Of(ErasureState begun) =>
        new(SubjectRequestId.Parse(begun.Request), new Actor(begun.Principal, begun.Origin), begun.Certificate);

    /// <summary>The order for a recording that came back after its erasure.</summary>
    public static ErasureOrder Of(Tombstone tombstone, string origin) =>
        new(SubjectRequestId.Parse(tombstone.Request), Actor.System(origin), tombstone.Certificate) { Again = true };
}
