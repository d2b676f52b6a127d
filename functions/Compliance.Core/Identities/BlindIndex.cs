using System.Security.Cryptography;
using System.Text;
using Compliance.Sealing;

namespace Compliance.Identities;

/// <summary>
/// Tokens under a tenant's index secret: HMAC-SHA-256(secret, kind ‖ 0x00 ‖ value), both UTF-8, the first 128 bits. Equal values of one
/// kind have equal tokens, nothing else shows. The caller keeps and disposes the secret.
/// </summary>
public sealed class BlindIndex(KeyBytes secret)
{
    /// <summary>The kind under which a tenant's own call ids are mapped to recordings.</summary>
    public const string CallIdKind = "callId";

    public SubjectToken Token(NormalizedIdentity identity) => Token(KindOf(identity.Type), identity.Value);

    public SubjectToken CallIdToken(string callId) => Token(CallIdKind, callId);

    /// <summary>A token of any other facet.</summary>
    /// <param name="kind">A constant, never input: ASCII letters.</param>
    /// <exception cref="ArgumentException">The kind holds anything but ASCII letters.</exception>
    public SubjectToken Token(string kind, string value)
    {
        if (kind.Length == 0 || !kind.All(char.IsAsciiLetter))
        {
            throw new ArgumentException("A kind is one word of ASCII letters.", nameof(kind));
        }

        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret.Reveal(), Encoding.UTF8.GetBytes($"{kind}\0{value}"), mac);
        return SubjectToken.Of(mac);
    }

    static string KindOf(IdentityType type) => type switch
    {
        IdentityType.Phone => "phone",
        IdentityType.Email => "email",
        IdentityType.AccountId => "accountId",
        IdentityType.Name => "name",
        IdentityType.AgentId => "agentId",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };
}
