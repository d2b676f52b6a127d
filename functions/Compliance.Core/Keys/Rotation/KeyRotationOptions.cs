namespace Compliance.Keys;

/// <summary>
/// How fast key records are re-wrapped, from configuration section <c>KeyRotation</c>. Every wrapped key takes one vault call.
/// </summary>
public sealed class KeyRotationOptions
{
    public const string Section = "KeyRotation";

    /// <summary>
    /// Transactions with an RSA-3072 key that a vault allows per 10 seconds. Default 500, as published for hardware-protected keys; it is
    /// 1,000 for software-protected keys (Azure Key Vault service limits).
    /// </summary>
    public int VaultCallsPerTenSeconds { get; set; } = 500;

    /// <summary>
    /// The share of these that a rotation uses, above 0 and at most 1; playback and sealing have the rest. Default 0.2: ten keys per
    /// second.
    /// </summary>
    public double VaultShare { get; set; } = 0.2;

    /// <summary>The most keys re-wrapped per second.</summary>
    internal double PerSecond => VaultCallsPerTenSeconds * VaultShare / 10;

    /// <summary>Whether the options are valid.</summary>
    public bool IsValid() => VaultCallsPerTenSeconds > 0 && VaultShare is > 0 and <= 1;
}
