using Compliance.Tenancy;

namespace Compliance.Access;

/// <summary>
/// Who calls, as a validated token says. <see cref="Subject"/> and <see cref="Name"/> identify a person: they stay in memory.
/// </summary>
/// <param name="Tenant">The tenant whose directory issued the token: the identity of every store access that follows.</param>
/// <param name="Subject">The token's <c>oid</c>, or <c>sub</c> where there is none.</param>
/// <param name="Pseudonym">What the audit log calls this principal (see <c>Audit</c>).</param>
/// <param name="Roles">Granted roles, those the tenant's settings derive included.</param>
/// <param name="Teams">Queues that <c>Recordings.Read</c> reaches; absent is none.</param>
public sealed record Caller(TenantId Tenant, string Subject, string? Name, string Pseudonym, IReadOnlySet<Role> Roles, QueueScope Teams)
{
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

    /// <summary>Roles that are not bound to teams: handler, approver, officer, intake.</summary>
    public bool IsPrivacy => HasAny(Role.PrivacyIntake, Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer);

    public override string ToString() => Pseudonym;
}

/// <summary>The queues a reader reaches: none unless granted, all with <c>*</c>.</summary>
public sealed record QueueScope(bool All, IReadOnlySet<string> Queues)
{
    public static QueueScope None { get; } = new(All: false, new HashSet<string>(StringComparer.Ordinal));

    /// <summary>Whether it is any at all.</summary>
    public bool Any => All || Queues.Count > 0;

    public bool Reaches(string? queue) => All || (queue is not null && Queues.Contains(queue));
}
