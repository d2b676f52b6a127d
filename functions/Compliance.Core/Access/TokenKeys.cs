using System.Diagnostics.CodeAnalysis;
using Microsoft.IdentityModel.Tokens;

namespace Compliance.Access;

/// <summary>Keys that are configured instead of published.</summary>
static class TokenKeys
{
    /// <summary>Reads public RSA and EC keys. A set that contains anything else is rejected as a whole.</summary>
    public static bool TryReadStatic(string json, [NotNullWhen(true)] out IReadOnlyList<SecurityKey>? keys)
    {
        keys = null;
        try
        {
            var set = JsonWebKeySet.Create(json);
            if (set.Keys.Count == 0 || set.Keys.Any(x => x.HasPrivateKey || x.Kty is not ("RSA" or "EC")))
            {
                return false;
            }

            keys = [.. set.Keys];
            return true;
        }
        catch (Exception fault) when (fault is ArgumentException or System.Text.Json.JsonException or SecurityTokenException)
        {
            return false;
        }
    }
}
