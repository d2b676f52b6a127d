using System.Security.Cryptography;

namespace Azure.Security.KeyVault.Keys;

/// <summary>The curves of the vault, by their JWK name, object identifier and the names platforms give them.</summary>
internal sealed record EllipticCurve(KeyCurveName Name, string Identifier, int ParameterBytes, string[] FriendlyNames)
{
    static readonly EllipticCurve[] All =
    [
        new(KeyCurveName.P256, "1.2.840.10045.3.1.7", 32, ["nistP256", "secp256r1", "ECDSA_P256"]),
        new(KeyCurveName.P256K, "1.3.132.0.10", 32, ["secp256k1"]),
        new(KeyCurveName.P384, "1.3.132.0.34", 48, ["nistP384", "secp384r1", "ECDSA_P384"]),
        new(KeyCurveName.P521, "1.3.132.0.35", 66, ["nistP521", "secp521r1", "ECDSA_P521"]),
    ];

    internal static EllipticCurve Find(KeyCurveName name) => Array.Find(All, curve => curve.Name == name);

    internal static EllipticCurve Find(Oid oid) =>
        Array.Find(All, curve => curve.Identifier == oid?.Value)
        ?? Array.Find(All, curve => curve.FriendlyNames.Contains(oid?.FriendlyName, StringComparer.OrdinalIgnoreCase));
}
