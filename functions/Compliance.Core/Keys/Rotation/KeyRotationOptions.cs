namespace Compliance.Keys;

/// <summary>
/// How fast key records are re-wrapped, from configuration section <c>KeyRotation</c>. Every wrapped key costs one call of the vault.
/// </summary>
public sealed class KeyRotationOptions
{
    public const string Section = "KeyRotation";

    /// <summary>
    /// Transactions with an RSA-3072 key that a vault allows in 10 seconds. Default 500, as published for keys in hardware; it is 1,000 for
    /// keys in software (Azure Key Vault service limits).
    /// </summary>
    public int VaultCallsPerTenSeconds { get; set; } = 500;

    /// <summary>
    /// The share of it that a rotation takes, above 0 and at most 1; playback and sealing have the rest. Default 0.2: ten keys a second.
    /// </summary>
    public double VaultShare { get; set; } = 0.2;

    /// <summary>Keys re-wrapped in a second at most.</summary>
    internal double PerSecond => VaultCallsPerTenSeconds * VaultShare / 10;

    /// <summary>Whether a host may start with them.</summary>
    public bool IsValid() => VaultCallsPerTenSeconds > 0 && VaultShare is > 0 and <= 1;
}
