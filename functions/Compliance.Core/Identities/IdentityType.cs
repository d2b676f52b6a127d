namespace Compliance.Identities;

/// <summary>What kind of identity a person is known by (API.md, Subjects and rights requests).</summary>
public enum IdentityType
{
    /// <summary>Normalised to E.164: <c>+447700900000</c>.</summary>
    Phone,

    /// <summary>Normalised without case, the domain in ASCII.</summary>
    Email,

    /// <summary>The tenant's own number for a customer, without case.</summary>
    AccountId,

    /// <summary>A person's name, folded. It never finds anybody alone; it only narrows.</summary>
    Name,

    /// <summary>The tenant's own id for a member of staff, without case.</summary>
    AgentId,
}
