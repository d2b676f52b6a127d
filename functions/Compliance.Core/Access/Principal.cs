using Compliance.Tenancy;

namespace Compliance.Access;

/// <summary>The content of a valid token, before the tenant's settings add roles and before the audit pseudonym is known.</summary>
public sealed record Principal(TenantId Tenant, string Subject, string? Name, IReadOnlySet<Role> Roles, QueueScope Teams)
{
    public CallReach Calls { get; init; } = CallReach.None;

    public Caller As(string pseudonym, IReadOnlySet<Role> roles) => new(Tenant, Subject, Name, pseudonym, roles, Teams) { Calls = Calls };

    public override string ToString() => nameof(Principal);
}

/// <summary>Why a token is rejected: for the log and the audit log, not for the caller.</summary>
public enum TokenFault
{
    Missing,
    Malformed,

    /// <summary>No signature, an unknown key, or an algorithm that is not accepted.</summary>
    Signature,

    Expired,
    Issuer,
    Audience,
    Directory,
    Subject,
}

/// <summary>Either a <see cref="Compliance.Access.Principal"/> or the fault.</summary>
public readonly record struct TokenCheck(Principal? Principal, TokenFault? Fault)
{
    public static implicit operator TokenCheck(Principal principal) => new(principal, null);

    public static implicit operator TokenCheck(TokenFault fault) => new(null, fault);
}
