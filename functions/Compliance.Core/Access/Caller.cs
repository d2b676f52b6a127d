using Compliance.Tenancy;

namespace Compliance.Access;

/// <summary>
/// The caller according to a validated token. <see cref="Subject"/> and <see cref="Name"/> identify a person: they stay in memory.
/// </summary>
/// <param name="Tenant">The tenant whose directory issued the token. It is the identity of every later storage access.</param>
/// <param name="Subject">The token's <c>oid</c>, or its <c>sub</c> if it has no <c>oid</c>.</param>
/// <param name="Pseudonym">The principal's name in the audit log (see <c>Audit</c>).</param>
/// <param name="Roles">Granted roles, including those derived from the tenant's settings.</param>
/// <param name="Teams">Queues within reach of <c>Recordings.Read</c>; none if the token lists none.</param>
public sealed record Caller(TenantId Tenant, string Subject, string? Name, string Pseudonym, IReadOnlySet<Role> Roles, QueueScope Teams)
{
    /// <summary>Calls within reach of <c>Calls.Control</c>; none if the token names neither an agent nor all calls.</summary>
    public CallReach Calls { get; init; } = CallReach.None;

    public bool Has(Role role) => Roles.Contains(role);

    public bool HasAny(params ReadOnlySpan<Role> roles)
    {
        foreach (var role in roles)
        {
            if (Roles.Contains(role))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True for a role that is not limited to teams: handler, approver, officer. Intake sees only what it filed.</summary>
    public bool IsPrivacy => HasAny(Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer);

    public override string ToString() => Pseudonym;
}

/// <summary>The queues that a reader may access: none unless granted, all with <c>*</c>.</summary>
public sealed record QueueScope(bool All, IReadOnlySet<string> Queues)
{
    public static QueueScope None { get; } = new(All: false, new HashSet<string>(StringComparer.Ordinal));

    /// <summary>True if it contains any queue.</summary>
    public bool Any => All || Queues.Count > 0;

    public bool Reaches(string? queue) => All || (queue is not null && Queues.Contains(queue));
}
