using Compliance.Audit;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Recordings;

namespace Compliance.SubjectRequests;

/// <summary>An erasure as it was decided.</summary>
/// <param name="Request">Its ledger is written under this request's key.</param>
/// <param name="Actor">Who decided, for the audit log.</param>
/// <param name="CertificatePath">Where the proof will be: <c>/api/tenants/{tenant}/requests/{requestId}/certificate</c>.</param>
/// <param name="Ground">Of the outcome: <c>17(1)(b)</c>; null where none is said.</param>
public sealed record ErasureOrder(SubjectRequestId Request, Actor Actor, string CertificatePath, string? Ground = null)
{
    /// <summary>It was erased before and came back with an older state: holds of that state were released, or the erasure had not
    /// begun.</summary>
    public bool Again { get; init; }

    /// <summary>The order that an erasure under way was begun with.</summary>
    public static ErasureOrder Of(ErasureState begun) =>
        new(SubjectRequestId.Parse(begun.Request), new Actor(begun.Principal, begun.Origin), begun.Certificate);

    /// <summary>The order for what came back after its erasure.</summary>
    public static ErasureOrder Of(Tombstone tombstone, string origin) =>
        new(SubjectRequestId.Parse(tombstone.Request), Actor.System(origin), tombstone.Certificate) { Again = true };
}
