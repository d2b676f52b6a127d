using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Local.Vault;

/// <summary>
/// A tenant's key files, <c>{seal|sign}-{ordinal}.pem</c>; the highest ordinal is current. The first version of each key is created on
/// first use. Creating the file claims its ordinal, so two hosts that create a key concurrently end up with the same one.
/// </summary>
sealed class LocalKeyFolder(string root, TenantId tenant, TimeProvider clock) : IDisposable
{
    const string PasswordFile = "password";

    readonly ProtectedFolder vault = new(root);
    readonly ProtectedFolder folder = new(Path.Combine(root, tenant.ToString()));
    readonly ConcurrentDictionary<string, VaultSealKey> sealKeys = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, VaultSignKey> signKeys = new(StringComparer.Ordinal);
    readonly SemaphoreSlim creating = new(1);

    public async Task<IReadOnlyList<(string File, VaultSealKey Key)>> SealAsync(CancellationToken cancellationToken) =>
        await ListAsync(VaultKeyName.Seal, sealKeys, LocalKeyFile.ReadSeal, cancellationToken);

    public async Task<IReadOnlyList<(string File, VaultSignKey Key)>> SignAsync(CancellationToken cancellationToken) =>
        await ListAsync(VaultKeyName.Sign, signKeys, LocalKeyFile.ReadSign, cancellationToken);

    /// <summary>Opens the private key for one use.</summary>
    /// <exception cref="CryptographicException">The file of the version is missing or damaged.</exception>
    public async Task<T> UseAsync<TKey, T>(string file, TKey key, Func<TKey, T> use, CancellationToken cancellationToken)
        where TKey : AsymmetricAlgorithm
    {
        using (key)
        {
            try
            {
                var (text, password) = (await folder.ReadAsync(file, cancellationToken), await PasswordAsync(cancellationToken));
                key.ImportFromEncryptedPem(text, password);
            }
            catch (Exception damaged) when (damaged is FileNotFoundException or ArgumentException)
            {
                throw new CryptographicException("The key version is missing or damaged.", damaged);
            }

            return use(key);
        }
    }

    /// <summary>Adds a version, which becomes current.</summary>
    public async Task RotateAsync(VaultKeyName name, CancellationToken cancellationToken)
    {
        var content = await CreateAsync(name, cancellationToken);
        for (var ordinal = NextOrdinal(name); !await folder.TryCreateAsync(FileName(name, ordinal), content, cancellationToken); ordinal++)
        {
        }
    }

    public void Dispose() => creating.Dispose();

    async Task<List<(string File, TKey Key)>> ListAsync<TKey>(
        VaultKeyName name, ConcurrentDictionary<string, TKey> known, Func<string, TKey> read, CancellationToken cancellationToken)
    {
        if (NextOrdinal(name) == 1)
        {
            // On a busy machine this takes longer than a health check waits. Cancelling it would make every check begin anew.
            await Task.Run(() => CreateFirstAsync(name), CancellationToken.None).WaitAsync(cancellationToken);
        }

        var keys = new List<(string, TKey)>();
        foreach (var file in Files(name).OrderDescending(StringComparer.Ordinal))
        {
            if (!known.TryGetValue(file, out var key))
            {
                known[file] = key = read(await folder.ReadAsync(file, cancellationToken));
            }

            keys.Add((file, key));
        }

        return keys;
    }

    async Task CreateFirstAsync(VaultKeyName name)
    {
        // Between hosts the creation of the file decides; within a process this avoids generating keys that would be thrown away.
        await creating.WaitAsync(CancellationToken.None);
        try
        {
            if (NextOrdinal(name) == 1)
            {
                var content = await CreateAsync(name, CancellationToken.None);
                await folder.TryCreateAsync(FileName(name, 1), content, CancellationToken.None);
            }
        }
        finally
        {
            creating.Release();
        }
    }

    async Task<string> CreateAsync(VaultKeyName name, CancellationToken cancellationToken)
    {
        var password = await PasswordAsync(cancellationToken);
        return name == VaultKeyName.Seal
            ? LocalKeyFile.CreateSeal(password, clock.GetUtcNow())
            : await LocalKeyFile.CreateSignAsync(password, tenant, clock.GetUtcNow(), cancellationToken);
    }

    async Task<string> PasswordAsync(CancellationToken cancellationToken)
    {
        if (vault.Names(PasswordFile).Count == 0)
        {
            await vault.TryCreateAsync(PasswordFile, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), cancellationToken);
        }

        return await vault.ReadAsync(PasswordFile, cancellationToken);
    }

    IReadOnlyList<string> Files(VaultKeyName name) => folder.Names($"{VaultKeyId.NameOf(name)}-*.pem");

    int NextOrdinal(VaultKeyName name) => Files(name).Select(OrdinalOf).DefaultIfEmpty(0).Max() + 1;

    static int OrdinalOf(string file) => int.Parse(file.AsSpan(5, 8), NumberStyles.None, CultureInfo.InvariantCulture);

    static string FileName(VaultKeyName name, int ordinal) => $"{VaultKeyId.NameOf(name)}-{ordinal:D8}.pem";
}
