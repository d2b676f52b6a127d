namespace Azure.Security.KeyVault.Keys.Cryptography;

public class WrapResult
{
    internal WrapResult()
    {
    }

    public string KeyId { get; internal set; }

    public byte[] EncryptedKey { get; internal set; }

    public KeyWrapAlgorithm Algorithm { get; internal set; }
}

public class UnwrapResult
{
    internal UnwrapResult()
    {
    }

    public string KeyId { get; internal set; }

    public byte[] Key { get; internal set; }

    public KeyWrapAlgorithm Algorithm { get; internal set; }
}

public class SignResult
{
    internal SignResult()
    {
    }

    public string KeyId { get; internal set; }

    public byte[] Signature { get; internal set; }

    public SignatureAlgorithm Algorithm { get; internal set; }
}

public class VerifyResult
{
    internal VerifyResult()
    {
    }

    public string KeyId { get; internal set; }

    public bool IsValid { get; internal set; }

    public SignatureAlgorithm Algorithm { get; internal set; }
}
