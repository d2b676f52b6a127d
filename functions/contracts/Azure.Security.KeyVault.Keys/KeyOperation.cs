using System.ComponentModel;

namespace Azure.Security.KeyVault.Keys;

/// <summary>RFC 7517 "key_ops" values of the vault.</summary>
public readonly struct KeyOperation : IEquatable<KeyOperation>
{
    readonly string value;

    public KeyOperation(string value) => this.value = value ?? throw new ArgumentNullException(nameof(value));

    public static KeyOperation Decrypt { get; } = new("decrypt");

    public static KeyOperation Encrypt { get; } = new("encrypt");

    public static KeyOperation Import { get; } = new("import");

    public static KeyOperation Sign { get; } = new("sign");

    public static KeyOperation UnwrapKey { get; } = new("unwrapKey");

    public static KeyOperation Verify { get; } = new("verify");

    public static KeyOperation WrapKey { get; } = new("wrapKey");

    public static implicit operator KeyOperation(string value) => new(value);

    public static bool operator ==(KeyOperation left, KeyOperation right) => left.Equals(right);

    public static bool operator !=(KeyOperation left, KeyOperation right) => !left.Equals(right);

    public bool Equals(KeyOperation other) => string.Equals(value, other.value, StringComparison.Ordinal);

    [EditorBrowsable(EditorBrowsableState.Never)]
    public override bool Equals(object obj) => obj is KeyOperation other && Equals(other);

    [EditorBrowsable(EditorBrowsableState.Never)]
    public override int GetHashCode() => value?.GetHashCode() ?? 0;

    public override string ToString() => value;
}
