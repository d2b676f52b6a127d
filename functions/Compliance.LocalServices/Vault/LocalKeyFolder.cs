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

    public async Task<IReadOnlyList<(string File, VaultSealKey Key)>> SealAsync(CancellationToken cancellation) =>
        await ListAsync(VaultKeyName.Seal, sealKeys, LocalKeyFile.ReadSeal, cancellation);

    public async Task<IReadOnlyList<(string File, VaultSignKey Key)>> SignAsync(CancellationToken cancellation) =>
        await ListAsync(VaultKeyName.Sign, signKeys, LocalKeyFile.ReadSign, cancellation);

    /// <summary>Opens the private key for one use.</summary>
    /// <exception cref="CryptographicException">The file of the version is missing or damaged.</exception>
    public async Task<T> UseAsync<TKey, T>(string file, TKey key, Func<TKey, T> use, CancellationToken cancellation)
        where TKey : AsymmetricAlgorithm
    {
        using (key)
        {
            try
            {
                var (text, password) = (await folder.ReadAsync(file, cancellation), await PasswordAsync(cancellation));
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
    public async Task RotateAsync(VaultKeyName name, CancellationToken cancellation)
    {
        var content = await CreateAsync(name, cancellation);
        for (var ordinal = NextOrdinal(name); !await folder.TryCreateAsync(FileName(name, ordinal), content, cancellation); ordinal++)
        {
        }
    }

    public void Dispose() => creating.Dispose();

    async Task<List<(string File, TKey Key)>> ListAsync<TKey>(
        VaultKeyName name, ConcurrentDictionary<string, TKey> known, Func<string, TKey> read, CancellationToken cancellation)
    {
        if (NextOrdinal(name) == 1)
        {
            await CreateFirstAsync(name, cancellation);
        }

        var keys = new List<(string, TKey)>();
        foreach (var file in Files(name).OrderDescending(StringComparer.Ordinal))
        {
            if (!known.TryGetValue(file, out var key))
            {
                known[file] = key = read(await folder.ReadAsync(file, cancellation));
            }

            keys.Add((file, key));
        }

        return keys;
    }

    async Task CreateFirstAsync(VaultKeyName name, CancellationToken cancellation)
    {
        // Between hosts the creation of the file decides; within a process this avoids generating keys that would be thrown away.
        await creating.WaitAsync(cancellation);
        try
        {
            if (NextOrdinal(name) == 1)
            {
                await folder.TryCreateAsync(FileName(name, 1), await CreateAsync(name, cancellation), cancellation);
            }
        }
        finally
        {
            creating.Release();
        }
    }

    async Task<string> CreateAsync(VaultKeyName name, CancellationToken cancellation)
    {
        var password = await PasswordAsync(cancellation);
        return name == VaultKeyName.Seal
            ? LocalKeyFile.CreateSeal(password, clock.GetUtcNow())
            : await LocalKeyFile.CreateSignAsync(password, tenant, clock.GetUtcNow(), cancellation);
    }

    async Task<string> PasswordAsync(CancellationToken cancellation)
    {
        if (vault.Names(PasswordFile).Count == 0)
        {
            await vault.TryCreateAsync(PasswordFile, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), cancellation);
        }

        return await vault.ReadAsync(PasswordFile, cancellation);
    }

    IReadOnlyList<string> Files(VaultKeyName name) => folder.Names($"{VaultKeyId.NameOf(name)}-*.pem");

    int NextOrdinal(VaultKeyName name) => Files(name).Select(OrdinalOf).DefaultIfEmpty(0).Max() + 1;

    static int OrdinalOf(string file) => int.Parse(file.AsSpan(5, 8), NumberStyles.None, CultureInfo.InvariantCulture);

    static string FileName(VaultKeyName name, int ordinal) => $"{VaultKeyId.NameOf(name)}-{ordinal:D8}.pem";
}
