using Compliance.Identities;

namespace Compliance.SubjectRequests;

/// <summary>An identity as given.</summary>
public sealed record SubjectRequestIdentity(IdentityType Type, string Value)
{
    public override string ToString() => "RequestIdentity(redacted)";
}

/// <summary>The personal part of a request, sealed under the request key as <see cref="Name"/>.</summary>
/// <param name="Identities">As given; they are normalised by the tenant's country when they are used.</param>
/// <param name="Reason">The person's reason, in words.</param>
/// <param name="Reference">The tenant's reference.</param>
/// <param name="CallbackUrls">Addresses that receive changes of state.</param>
public sealed record SubjectRequestPerson(
    IReadOnlyList<SubjectRequestIdentity> Identities, string? Reason, string? Reference, IReadOnlyList<string> CallbackUrls)
{
    /// <summary>Who filed it for the data subject; null if they did so themselves.</summary>
    public OnBehalf? OnBehalf { get; init; }

    /// <summary>The text's name in <see cref="SubjectRequestTexts"/>.</summary>
    public const string Name = "person";

    public override string ToString() => "RequestPerson(redacted)";
}
