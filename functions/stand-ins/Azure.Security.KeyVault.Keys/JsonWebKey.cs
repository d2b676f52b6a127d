using System.Security.Cryptography;

namespace Azure.Security.KeyVault.Keys;

/// <summary>The public part of a key (RFC 7517); numbers are big-endian bytes.</summary>
public class JsonWebKey
{
    public JsonWebKey(RSA rsaProvider)
    {
        var key = rsaProvider.ExportParameters(includePrivateParameters: false);
        (KeyType, N, E) = (KeyType.Rsa, key.Modulus, key.Exponent);
    }

    public JsonWebKey(ECDsa ecdsa)
    {
        var key = ecdsa.ExportParameters(includePrivateParameters: false);
        var curve = key.Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value ? KeyCurveName.P256 : new KeyCurveName(key.Curve.Oid.Value);
        (KeyType, CurveName, X, Y) = (KeyType.Ec, curve, key.Q.X, key.Q.Y);
    }

    public KeyType KeyType { get; set; }

    public KeyCurveName? CurveName { get; set; }

    public byte[] N { get; set; }

    public byte[] E { get; set; }

    public byte[] X { get; set; }

    public byte[] Y { get; set; }
}

public readonly record struct KeyType(string Value)
{
    public static KeyType Rsa { get; } = new("RSA");

    public static KeyType RsaHsm { get; } = new("RSA-HSM");

    public static KeyType Ec { get; } = new("EC");

    public static KeyType EcHsm { get; } = new("EC-HSM");
}

public readonly record struct KeyCurveName(string Value)
{
    public static KeyCurveName P256 { get; } = new("P-256");
}
