using System.Collections.ObjectModel;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Azure.Core;

namespace Azure.Security.KeyVault.Keys;

/// <summary>A key as RFC 7517 writes it; numbers are big-endian bytes.</summary>
[JsonConverter(typeof(JsonWebKeyConverter))]
public class JsonWebKey
{
    static readonly KeyOperation[] RsaPublic = [KeyOperation.Encrypt, KeyOperation.Verify, KeyOperation.WrapKey];

    static readonly KeyOperation[] RsaPrivate =
    [
        KeyOperation.Encrypt, KeyOperation.Decrypt, KeyOperation.Sign, KeyOperation.Verify, KeyOperation.WrapKey, KeyOperation.UnwrapKey,
    ];

    static readonly KeyOperation[] EcPublic = [KeyOperation.Sign];
    static readonly KeyOperation[] EcPrivate = [KeyOperation.Sign, KeyOperation.Verify];

    public JsonWebKey(IEnumerable<KeyOperation> keyOps) => KeyOps = new ReadOnlyCollection<KeyOperation>([.. keyOps ?? []]);

    public JsonWebKey(RSA rsaProvider, bool includePrivateParameters = default, IEnumerable<KeyOperation> keyOps = default)
        : this(keyOps ?? (includePrivateParameters ? RsaPrivate : RsaPublic))
    {
        Argument.NotNull(rsaProvider, nameof(rsaProvider));
        var key = rsaProvider.ExportParameters(includePrivateParameters);
        KeyType = KeyType.Rsa;
        (E, N, D) = (key.Exponent, key.Modulus, key.D);
        (DP, DQ, P, Q, QI) = (key.DP, key.DQ, key.P, key.Q, key.InverseQ);
    }

    public JsonWebKey(ECDsa ecdsa, bool includePrivateParameters = default, IEnumerable<KeyOperation> keyOps = default)
        : this(keyOps ?? (includePrivateParameters ? EcPrivate : EcPublic))
    {
        Argument.NotNull(ecdsa, nameof(ecdsa));
        var key = ecdsa.ExportParameters(includePrivateParameters);
        KeyType = KeyType.Ec;
        CurveName = EllipticCurve.Find(key.Curve.Oid)?.Name ?? throw new InvalidOperationException("elliptic curve name is invalid");
        (X, Y, D) = (key.Q.X, key.Q.Y, key.D);
    }

    public string Id { get; set; }

    public KeyType KeyType { get; set; }

    public IReadOnlyCollection<KeyOperation> KeyOps { get; }

    public KeyCurveName? CurveName { get; set; }

    public byte[] N { get; set; }

    public byte[] E { get; set; }

    public byte[] DP { get; set; }

    public byte[] DQ { get; set; }

    public byte[] QI { get; set; }

    public byte[] P { get; set; }

    public byte[] Q { get; set; }

    public byte[] X { get; set; }

    public byte[] Y { get; set; }

    public byte[] D { get; set; }

    public byte[] K { get; set; }

    public byte[] T { get; set; }

    public RSA ToRSA(bool includePrivateParameters = false)
    {
        RequireType(KeyType.Rsa, KeyType.RsaHsm, "Rsa or RsaHsm");
        KeyParameter.Require(nameof(E), E);
        KeyParameter.Require(nameof(N), N);
        var key = new RSAParameters { Exponent = E, Modulus = KeyParameter.WithoutLeadingZeros(N) };
        if (includePrivateParameters && D is not null)
        {
            var length = key.Modulus.Length;
            key.D = KeyParameter.Fit(nameof(D), D, length);
            key.DP = KeyParameter.Fit(nameof(DP), DP, length / 2);
            key.DQ = KeyParameter.Fit(nameof(DQ), DQ, length / 2);
            key.P = KeyParameter.Fit(nameof(P), P, length / 2);
            key.Q = KeyParameter.Fit(nameof(Q), Q, length / 2);
            key.InverseQ = KeyParameter.Fit(nameof(QI), QI, length / 2);
        }

        return RSA.Create(key);
    }

    public ECDsa ToECDsa(bool includePrivateParameters = false)
    {
        RequireType(KeyType.Ec, KeyType.EcHsm, "Ec or EcHsm");
        KeyParameter.Require(nameof(X), X);
        KeyParameter.Require(nameof(Y), Y);
        var name = CurveName ?? throw new InvalidOperationException("missing required curve name");
        var curve = EllipticCurve.Find(name) ?? throw new InvalidOperationException($"invalid curve name: {name}");
        return ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.CreateFromValue(curve.Identifier),
            Q = new ECPoint
            {
                X = KeyParameter.Fit(nameof(X), X, curve.ParameterBytes),
                Y = KeyParameter.Fit(nameof(Y), Y, curve.ParameterBytes),
            },
            D = includePrivateParameters && D is not null ? KeyParameter.Fit(nameof(D), D, curve.ParameterBytes) : null,
        });
    }

    void RequireType(KeyType software, KeyType hardware, string names)
    {
        if (KeyType != software && KeyType != hardware)
        {
            throw new InvalidOperationException($"key is not an {names} type");
        }
    }
}
