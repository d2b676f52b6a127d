namespace Azure.Security.KeyVault.Keys.Cryptography;

/// <summary>The vault's operations on one key.</summary>
public class CryptographyClient
{
    protected CryptographyClient()
    {
    }

    public virtual string KeyId => throw StandIn.Refusal();

    public virtual Task<UnwrapResult> UnwrapKeyAsync(
        KeyWrapAlgorithm algorithm, byte[] encryptedKey, CancellationToken cancellationToken = default) => throw StandIn.Refusal();

    public virtual Task<SignResult> SignAsync(
        SignatureAlgorithm algorithm, byte[] digest, CancellationToken cancellationToken = default) => throw StandIn.Refusal();
}

public class UnwrapResult
{
    internal UnwrapResult()
    {
    }

    public byte[] Key { get; internal set; }
}

public class SignResult
{
    internal SignResult()
    {
    }

    public byte[] Signature { get; internal set; }
}

public readonly record struct KeyWrapAlgorithm(string Value)
{
    public static KeyWrapAlgorithm RsaOaep256 { get; } = new("RSA-OAEP-256");
}

public readonly record struct SignatureAlgorithm(string Value)
{
    public static SignatureAlgorithm ES256 { get; } = new("ES256");
}
