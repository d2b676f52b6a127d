namespace Compliance.Local.Vault;

/// <summary>Where the local vault keeps its keys.</summary>
public sealed class LocalVaultOptions
{
    /// <summary>The vault's own folder, <c>{data}/vault</c>; created with mode 0700.</summary>
    public required string Directory { get; init; }

    /// <summary>The vault of a data folder.</summary>
    public static LocalVaultOptions In(string dataFolder) => new() { Directory = Path.Combine(dataFolder, "vault") };
}
