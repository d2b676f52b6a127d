using System.Security.Cryptography;
using Compliance.Local.Hosting;
using Compliance.Sealing;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Local.Backup;

/// <summary>Erasure certificates kept by the officer: they show who was erased when no account does.</summary>
static class GivenCertificates
{
    /// <param name="folder">Every file in it must be a certificate of one of the tenants; null for no folder.</param>
    /// <exception cref="LocalStartException">A certificate is not valid.</exception>
    public static async Task<ILookup<TenantId, CertificateStatement>> ReadAsync(
        string? folder, IReadOnlyList<TenantId> tenants, ITenantVaultProvider vaults, CancellationToken cancellationToken)
    {
        var keys = new List<(TenantId Tenant, IReadOnlyDictionary<string, ECParameters> Keys)>();
        foreach (var tenant in tenants)
        {
            var own = await vaults.Open(new TenantScope(Identity: tenant, Resource: tenant)).PublicKeysAsync(cancellationToken);
            keys.Add((tenant, own.Sign.ToDictionary(x => x.KeyId, x => x.Public, StringComparer.Ordinal)));
        }

        var found = new List<(TenantId Tenant, CertificateStatement Statement)>();
        foreach (var file in folder is null ? [] : Directory.GetFiles(folder))
        {
            found.Add(Verify(await File.ReadAllBytesAsync(file, cancellationToken), keys)
                ?? throw new LocalStartException($"{file} is not a valid certificate of one of these tenants. Nothing was restored."));
        }

        return found.ToLookup(x => x.Tenant, x => x.Statement);
    }

    static (TenantId, CertificateStatement)? Verify(
        byte[] document, IEnumerable<(TenantId Tenant, IReadOnlyDictionary<string, ECParameters> Keys)> keys)
    {
        foreach (var (tenant, own) in keys)
        {
            if (CertificateVerifier.Verify(document, own).IsSuccess(out var statement, out _) && statement.Tenant == tenant.ToString())
            {
                return (tenant, statement);
            }
        }

        return null;
    }
}
