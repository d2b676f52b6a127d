using System.Security.Cryptography;
using System.Text;
using Compliance.Sealing;

namespace Compliance.Identities;

/// <summary>
/// Tokens under a tenant's index secret: the first 128 bits of HMAC-SHA-256(secret, kind ‖ 0x00 ‖ value), both in UTF-8. Equal values of
/// one kind have equal tokens; the tokens reveal nothing else. The caller owns and disposes of the secret.
/// </summary>
public sealed class BlindIndex(KeyBytes secret)
{
    /// <summary>The kind under which a tenant's own call ids map to recordings.</summary>
    public const string CallIdKind = "callId";

    public SubjectToken Token(NormalizedIdentity identity) => Token(KindOf(identity.Type), identity.Value);

    /// <summary>Today's token, and those of former spellings: whoever looks for somebody asks for all of them.</summary>
    public IEnumerable<SubjectToken> Tokens(NormalizedIdentity identity) =>
        identity.Earlier.Prepend(identity.Value).Select(x => Token(KindOf(identity.Type), x));

    public SubjectToken CallIdToken(string callId) => Token(CallIdKind, callId);

    /// <summary>The token of any other facet.</summary>
    /// <param name="kind">A constant of ASCII letters, never input.</param>
    /// <exception cref="ArgumentException">The kind contains anything but ASCII letters.</exception>
    public SubjectToken Token(string kind, string value)
    {
        if (kind.Length == 0 || !kind.All(char.IsAsciiLetter))
        {
            throw new ArgumentException("A kind must be one word of ASCII letters.", nameof(kind));
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
