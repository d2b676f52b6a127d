using System.Security.Cryptography;
using System.Text.Json;
using Compliance.Local.Hosting;
using Compliance.Tenancy;

namespace Compliance.Local.Azurite;

/// <summary>
/// The emulator's accounts and their keys (base64, 64 random bytes), kept in <c>accounts.json</c>: <c>landing</c> and, per tenant,
/// <c>{tenant}</c> (data) and <c>{tenant}keys</c>. Accounts are added but never removed, so a tenant that is not served today keeps its
/// data.
/// </summary>
public sealed class AzuriteAccounts
{
    public const string Landing = "landing";

    readonly SortedDictionary<string, string> keys;

    AzuriteAccounts(SortedDictionary<string, string> keys) => this.keys = keys;

    public IEnumerable<string> Names => keys.Keys;

    /// <summary>Value of the emulator's <c>AZURITE_ACCOUNTS</c> variable.</summary>
    public string Setting => string.Join(';', keys.Select(x => $"{x.Key}:{x.Value}"));

    /// <summary>Changes when an account is added; reveals nothing about the keys.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(keys)))[..16];

    public static string DataOf(TenantId tenant) => tenant.ToString();

    public static string KeysOf(TenantId tenant) => tenant + "keys";

    /// <summary>The tenants with accounts in an emulator's folder, in order; empty if there are no accounts.</summary>
    public static IReadOnlyList<TenantId> TenantsOf(string folder)
    {
        var file = FileIn(folder);
        var names = File.Exists(file) ? Read(file).Keys.ToHashSet(StringComparer.Ordinal) : [];
        return [.. names.Where(x => names.Contains(x + "keys")).Order(StringComparer.Ordinal).Select(TenantId.Parse)];
    }

    /// <exception cref="KeyNotFoundException">No such account.</exception>
    public string KeyOf(string account) => keys[account];

    internal static string FileIn(string folder) => Path.Combine(folder, "accounts.json");

    /// <summary>Reads the file and adds the missing accounts of these tenants. The caller holds the lock of the folder.</summary>
    internal static AzuriteAccounts Ensure(string file, IEnumerable<TenantId> tenants)
    {
        var known = File.Exists(file) ? Read(file) : [];
        var wanted = tenants.SelectMany(x => new[] { DataOf(x), KeysOf(x) }).Prepend(Landing).ToList();
        if (wanted.Count != wanted.Distinct(StringComparer.Ordinal).Count())
        {
            throw new LocalStartException("Two tenants, or a tenant and the platform, would share a storage account. Rename one of them.");
        }

        var missing = wanted.Where(x => !known.ContainsKey(x)).ToList();
        if (missing.Count > 0)
        {
            foreach (var account in missing)
            {
                known[account] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(64));
            }

            PrivateFile.Write(file, JsonSerializer.SerializeToUtf8Bytes(known));
        }

        return new AzuriteAccounts(known);
    }

    static SortedDictionary<string, string> Read(string file) =>
        JsonSerializer.Deserialize<SortedDictionary<string, string>>(File.ReadAllBytes(file))!;
}
