namespace Compliance.Identities;

/// <summary>
/// A way of normalising that this product once had. While an index may have entries by it, its code stays, and lookups ask for it too.
/// </summary>
/// <param name="Version">Lower than <see cref="IdentitySpellings.Current"/>.</param>
/// <param name="Of">
/// From the tenant's country, the kind and the text to the value of that time; null where the text was no identity by then.
/// </param>
public sealed record IdentitySpelling(int Version, Func<string, IdentityType, string, string?> Of);

/// <summary>The versions of <see cref="IdentityNormalizer"/>.</summary>
public static class IdentitySpellings
{
    /// <summary>
    /// Raised by every change that gives any identity another value. The former way goes into <see cref="Earlier"/>, and each tenant's
    /// index is written anew by itself; once that is completed for all of them, it can go.
    /// </summary>
    public const int Current = 1;

    /// <summary>Former versions that an index may still have entries by. None so far.</summary>
    public static IReadOnlyList<IdentitySpelling> Earlier { get; } = [];
}
