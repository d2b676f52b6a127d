using Compliance.Identities;
using Compliance.Model;

namespace Compliance.SubjectRequests;

/// <summary>What left, or was shown.</summary>
public enum DisclosedThing
{
    /// <summary>A message on the bus that an action was taken; opaque ids only (GDPR Art. 19).</summary>
    Notice,

    /// <summary>Identities and call ids that a recipient fetched with its claim.</summary>
    Identities,

    /// <summary>The package, downloaded.</summary>
    Package,

    /// <summary>The letter, fetched by the data subject.</summary>
    Letter,
}

/// <summary>To whom.</summary>
public enum DisclosedTo
{
    /// <summary>One of the tenant's people.</summary>
    Staff,

    /// <summary>A system of <c>recipients</c> in the settings.</summary>
    Recipient,

    /// <summary>The person whom the request is about.</summary>
    DataSubject,

    /// <summary>Another controller, to which the package was sent at the person's request (GDPR Art. 20(2)).</summary>
    Controller,
}

/// <summary>Something that a request sent or showed to somebody, and when: a fact that letters and reports are written from.</summary>
/// <param name="Name">The recipient's or controller's name in the settings; null for others.</param>
/// <param name="By">The pseudonym of the principal that fetched it; null for a message and for the data subject.</param>
/// <param name="Roles">Its roles, as in tokens.</param>
public sealed record RequestDisclosure(
    DateTimeOffset At, DisclosedThing What, DisclosedTo To, string? Name, string? By, IReadOnlyList<string> Roles)
{
    /// <summary>Recordings in the package.</summary>
    public IReadOnlyList<RecordingId> Recordings { get; init; } = [];

    /// <summary>Revision of the package.</summary>
    public int? Revision { get; init; }

    /// <summary>Kinds of the identities that were fetched; never their values.</summary>
    public IReadOnlyList<IdentityType> Identities { get; init; } = [];

    /// <summary>Number of call ids that were fetched.</summary>
    public int CallIds { get; init; }
}
