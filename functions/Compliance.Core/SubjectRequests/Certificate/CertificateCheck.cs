using Compliance.Fsck;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Verifies every stored certificate as an outsider would, and that no recording it lists as destroyed has a key: a key that came back is
/// the worst failure of an erasure.
/// </summary>
public sealed class CertificateCheck(
    TenantStoreFactory stores,
    ITenantVaultProvider vaults,
    SubjectRequestRegister register,
    SubjectRequestCertifier certification,
    KeyRing keys) : IFsckCheck
{
    public string Name => "certificates";

    public async Task<FsckResult> CheckAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        var store = stores.Open(scope);
        var trusted = (await vaults.Open(scope).PublicKeysAsync(cancellationToken)).Sign
            .ToDictionary(x => x.KeyId, x => x.Public, StringComparer.Ordinal);
        var count = 0L;
        await foreach (var id in register.ListAsync(store, cancellationToken))
        {
            var certified = (await register.FindAsync(store, id, cancellationToken))?.Document.Certified is true;
            if (await certification.FindAsync(store, id, cancellationToken) is not { } certificate)
            {
                if (certified)
                {
                    return Wrong(count, id, "is missing");
                }

                continue;
            }

            if (!CertificateVerifier.Verify(certificate, trusted).IsSuccess(out var statement, out var failure))
            {
                return Wrong(count, id, failure.Detail);
            }

            if (statement.Tenant != scope.Resource.ToString() || statement.RequestId != id)
            {
                return Wrong(count, id, "belongs to another request");
            }

            if (await KeyOfAsync(store, statement, cancellationToken) is { } key)
            {
                return new FsckResult(count, "certificates", key);
            }

            count++;
        }

        return new FsckResult(count, "certificates", First: null);
    }

    /// <summary>A key that was certified as destroyed and is there; null when none is.</summary>
    async Task<FsckFinding?> KeyOfAsync(TenantStore store, CertificateStatement statement, CancellationToken cancellationToken)
    {
        foreach (var id in statement.Destroyed.Select(x => x.RecordingId))
        {
            if (await keys.ExistsAsync(store, id, cancellationToken))
            {
                return new FsckFinding(
                    $"keyring: recordings/{id}", $"has a key, which request {statement.RequestId} certified as destroyed");
            }
        }

        return null;
    }

    static FsckResult Wrong(long count, SubjectRequestId id, string what) =>
        new(count, "certificates", new FsckFinding($"requests: {id}/certificate", what));
}
