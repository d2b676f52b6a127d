namespace Compliance.Identities;

/// <summary>
/// The one spelling of an identity, produced by <see cref="IdentityNormalizer"/>. Personal data: it stays in memory, in sealed documents
/// and under the blind index. Printing it shows only the type.
/// </summary>
/// <param name="Value">Phone <c>+447700900000</c>, e-mail <c>a@example.org</c>, account id <c>AC-1</c>, name <c>amelia okafor</c>, agent
/// id <c>agent-1</c>.</param>
public sealed record NormalizedIdentity(IdentityType Type, string Value)
{
    /// <summary>What former <see cref="IdentitySpellings"/> made of the same text, where that differs; an index may still have it.</summary>
    public IReadOnlyList<string> Earlier { get; init; } = [];

    /// <summary>By today's spelling.</summary>
    public bool Equals(NormalizedIdentity? other) => other is not null && (Type, Value) == (other.Type, other.Value);

    public override int GetHashCode() => HashCode.Combine(Type, Value);

    public override string ToString() => $"{Type}(redacted)";
}
