using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Compliance.Sealing;

/// <summary>The two keys of a tenant's vault.</summary>
public enum VaultKeyName
{
    /// <summary>RSA-3072, RSA-OAEP-256: wraps.</summary>
    Seal,

    /// <summary>EC P-256, ES256: signs.</summary>
    Sign,
}

/// <summary>
/// The <c>kid</c> of a key version: <c>{seal|sign}-{32 hex}</c>. On Azure the hex digits are Key Vault's version, so the full identifier is
/// <c>https://{vault}/keys/{name}/{version}</c>. It contains no vault name, because moving a tenant would change that.
/// </summary>
public readonly partial record struct VaultKeyId(VaultKeyName Name, string Version)
{
    public static bool TryParse([NotNullWhen(true)] string? text, out VaultKeyId id)
    {
        var match = text is null ? Match.Empty : Pattern().Match(text);
        id = match.Success
            ? new VaultKeyId(
                match.Groups["name"].ValueSpan is "seal" ? VaultKeyName.Seal : VaultKeyName.Sign, match.Groups["version"].Value)
            : default;
        return match.Success;
    }

    public override string ToString() => $"{NameOf(Name)}-{Version}";

    /// <summary>Name of the key in a vault: <c>seal</c> or <c>sign</c>.</summary>
    public static string NameOf(VaultKeyName name) => name == VaultKeyName.Seal ? "seal" : "sign";

    [GeneratedRegex(
        @"\A(?<name>seal|sign)-(?<version>[0-9a-f]{32})\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
