using System.Diagnostics.CodeAnalysis;

namespace Compliance.Identities;

/// <summary>
/// The blind index's name for an identity: 128 bits of an HMAC under the tenant's index secret, as 32 lowercase hexadecimal digits. It
/// reveals nothing without the secret and may appear in blob names. It is still pseudonymous personal data (GDPR Art. 4(5)), so it stays
/// out of logs and audit entries.
/// </summary>
public readonly record struct SubjectToken
{
    public const int Length = 32;

    readonly string? value;

    SubjectToken(string value) => this.value = value;

    /// <summary>The text for blob names. <see cref="ToString"/> is redacted, so that no log line contains it by accident.</summary>
    public string Value => value ?? throw new InvalidOperationException("An empty SubjectToken was used.");

    public static bool TryParse([NotNullWhen(true)] string? text, out SubjectToken token)
    {
        var ok = text is { Length: Length } && text.All(char.IsAsciiHexDigitLower);
        token = ok ? new SubjectToken(text!) : default;
        return ok;
    }

    public override string ToString() => "SubjectToken(redacted)";

    internal static SubjectToken Of(ReadOnlySpan<byte> mac) => new(Convert.ToHexStringLower(mac[..(Length / 2)]));
}
