using Azure.Core;

namespace Azure.Security.KeyVault.Keys;

/// <summary>What a new key shall be; what is null, the vault decides.</summary>
public class CreateKeyOptions
{
    public IList<KeyOperation> KeyOperations { get; } = new List<KeyOperation>();

    public DateTimeOffset? NotBefore { get; set; }

    public DateTimeOffset? ExpiresOn { get; set; }

    public bool? Enabled { get; set; }

    public bool? Exportable { get; set; }

    public IDictionary<string, string> Tags { get; } = new Dictionary<string, string>();
}

/// <summary>What a new RSA key shall be.</summary>
public class CreateRsaKeyOptions : CreateKeyOptions
{
    public CreateRsaKeyOptions(string name, bool hardwareProtected = false)
    {
        Argument.NotEmpty(name, nameof(name));
        Name = name;
        HardwareProtected = hardwareProtected;
    }

    public string Name { get; }

    public KeyType KeyType => HardwareProtected ? KeyType.RsaHsm : KeyType.Rsa;

    public int? KeySize { get; set; }

    public bool HardwareProtected { get; }

    public int? PublicExponent { get; set; }
}

/// <summary>What a new elliptic-curve key shall be.</summary>
public class CreateEcKeyOptions : CreateKeyOptions
{
    public CreateEcKeyOptions(string name, bool hardwareProtected = false)
    {
        Argument.NotEmpty(name, nameof(name));
        Name = name;
        HardwareProtected = hardwareProtected;
    }

    public string Name { get; }

    public KeyType KeyType => HardwareProtected ? KeyType.EcHsm : KeyType.Ec;

    public KeyCurveName? CurveName { get; set; }

    public bool HardwareProtected { get; }
}
