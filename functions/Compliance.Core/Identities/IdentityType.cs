namespace Compliance.Identities;

/// <summary>Kinds of identity that a person is known by (openapi.yaml, Subjects and rights requests).</summary>
public enum IdentityType
{
    /// <summary>Normalised to E.164: <c>+447700900000</c>.</summary>
    Phone,

    /// <summary>Normalised to lower case, the domain in ASCII.</summary>
    Email,

    /// <summary>The tenant's own number for a customer; case-insensitive.</summary>
    AccountId,

    /// <summary>A person's name, folded. It never matches alone; it only narrows a match.</summary>
    Name,

    /// <summary>The tenant's own id for a member of staff; case-insensitive.</summary>
    AgentId,
}
