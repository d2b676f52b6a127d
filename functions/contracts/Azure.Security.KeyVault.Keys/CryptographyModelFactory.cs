using Azure.Security.KeyVault.Keys.Cryptography;

namespace Azure.Security.KeyVault.Keys;

/// <summary>Makes the results that only the service makes otherwise.</summary>
public static class CryptographyModelFactory
{
    public static SignResult SignResult(string keyId = default, byte[] signature = default, SignatureAlgorithm algorithm = default) =>
        new() { KeyId = keyId, Signature = signature, Algorithm = algorithm };

    public static UnwrapResult UnwrapResult(string keyId = default, byte[] key = default, KeyWrapAlgorithm algorithm = default) =>
        new() { KeyId = keyId, Key = key, Algorithm = algorithm };

    public static VerifyResult VerifyResult(string keyId = default, bool isValid = default, SignatureAlgorithm algorithm = default) =>
        new() { KeyId = keyId, IsValid = isValid, Algorithm = algorithm };

    public static WrapResult WrapResult(string keyId = default, byte[] key = default, KeyWrapAlgorithm algorithm = default) =>
        new() { KeyId = keyId, EncryptedKey = key, Algorithm = algorithm };
}
