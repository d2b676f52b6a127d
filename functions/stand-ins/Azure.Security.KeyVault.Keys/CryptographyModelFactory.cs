using Azure.Security.KeyVault.Keys.Cryptography;

namespace Azure.Security.KeyVault.Keys;

public static class CryptographyModelFactory
{
    public static SignResult SignResult(string keyId = default, byte[] signature = default, SignatureAlgorithm algorithm = default) =>
        new() { Signature = signature };

    public static UnwrapResult UnwrapResult(string keyId = default, byte[] key = default, KeyWrapAlgorithm algorithm = default) =>
        new() { Key = key };
}
