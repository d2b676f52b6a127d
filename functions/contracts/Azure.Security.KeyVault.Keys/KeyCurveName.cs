using System.ComponentModel;

namespace Azure.Security.KeyVault.Keys;

/// <summary>RFC 7518 "crv" values of the vault.</summary>
public readonly struct KeyCurveName : IEquatable<KeyCurveName>
{
    readonly string value;

    public KeyCurveName(string value) => this.value = value ?? throw new ArgumentNullException(nameof(value));

    public static KeyCurveName P256 { get; } = new("P-256");

    public static KeyCurveName P256K { get; } = new("P-256K");

    public static KeyCurveName P384 { get; } = new("P-384");

    public static KeyCurveName P521 { get; } = new("P-521");

    public static implicit operator KeyCurveName(string value) => new(value);

    public static bool operator ==(KeyCurveName left, KeyCurveName right) => left.Equals(right);

    public static bool operator !=(KeyCurveName left, KeyCurveName right) => !left.Equals(right);

    public bool Equals(KeyCurveName other) => string.Equals(value, other.value, StringComparison.Ordinal);

    [EditorBrowsable(EditorBrowsableState.Never)]
    public override bool Equals(object obj) => obj is KeyCurveName other && Equals(other);

    [EditorBrowsable(EditorBrowsableState.Never)]
    public override int GetHashCode() => value?.GetHashCode() ?? 0;

    public override string ToString() => value;
}
