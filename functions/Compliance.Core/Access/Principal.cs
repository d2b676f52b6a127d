using Compliance.Tenancy;

namespace Compliance.Access;

/// <summary>What a valid token says, before the tenant's settings derive roles and before the audit log's name is known.</summary>
public sealed record Principal(TenantId Tenant, string Subject, string? Name, IReadOnlySet<Role> Roles, QueueScope Teams)
{
    public Caller As(string pseudonym, IReadOnlySet<Role> roles) => new(Tenant, Subject, Name, pseudonym, roles, Teams);

    public override string ToString() => nameof(Principal);
}

/// <summary>Why a token is not believed: for logs and the audit log, not for the caller.</summary>
public enum TokenFault
{
    Missing,
    Malformed,

    /// <summary>None, by no known key, or of an algorithm outside the list.</summary>
    Signature,

    Expired,
    Issuer,
    Audience,
    Directory,
    Subject,
}

/// <summary>A <see cref="Compliance.Access.Principal"/>, or the fault.</summary>
public readonly record struct TokenCheck(Principal? Principal, TokenFault? Fault)
{
    public static implicit operator TokenCheck(Principal principal) => new(principal, null);

    public static implicit operator TokenCheck(TokenFault fault) => new(null, fault);
}
