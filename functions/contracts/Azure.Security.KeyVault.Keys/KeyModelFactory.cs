using System.ComponentModel;

namespace Azure.Security.KeyVault.Keys;

/// <summary>Makes what only the service makes otherwise.</summary>
public static class KeyModelFactory
{
    public static JsonWebKey JsonWebKey(
        KeyType keyType,
        string id = default,
        IEnumerable<KeyOperation> keyOps = default,
        KeyCurveName? curveName = default,
        byte[] d = default,
        byte[] dp = default,
        byte[] dq = default,
        byte[] e = default,
        byte[] k = default,
        byte[] n = default,
        byte[] p = default,
        byte[] q = default,
        byte[] qi = default,
        byte[] t = default,
        byte[] x = default,
        byte[] y = default) => new(keyOps)
    {
        KeyType = keyType,
        Id = id,
        CurveName = curveName,
        D = d,
        DP = dp,
        DQ = dq,
        E = e,
        K = k,
        N = n,
        P = p,
        Q = q,
        QI = qi,
        T = t,
        X = x,
        Y = y,
    };

    [EditorBrowsable(EditorBrowsableState.Never)]
    public static KeyProperties KeyProperties(
        Uri id,
        Uri vaultUri,
        string name,
        string version,
        bool managed,
        DateTimeOffset? createdOn,
        DateTimeOffset? updatedOn,
        string recoveryLevel) => KeyProperties(id, vaultUri, name, version, managed, createdOn, updatedOn, recoveryLevel, default);

    public static KeyProperties KeyProperties(
        Uri id = default,
        Uri vaultUri = default,
        string name = default,
        string version = default,
        bool managed = default,
        DateTimeOffset? createdOn = default,
        DateTimeOffset? updatedOn = default,
        string recoveryLevel = default,
        int? recoverableDays = default) => new()
    {
        Id = id,
        VaultUri = vaultUri,
        Name = name,
        Version = version,
        Managed = managed,
        CreatedOn = createdOn,
        UpdatedOn = updatedOn,
        RecoveryLevel = recoveryLevel,
        RecoverableDays = recoverableDays,
    };

    public static KeyVaultKey KeyVaultKey(KeyProperties properties, JsonWebKey key) => new(properties) { Key = key };
}
