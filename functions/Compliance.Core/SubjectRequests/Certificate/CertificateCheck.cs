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
    TenantStoreFactory stores, ITenantVaultProvider vaults, SubjectRequestRegister register, SubjectRequestCertifier certification, KeyRing keys) : IFsckCheck
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
            var certificate = await certification.FindAsync(store, id, cancellationToken);
            if (certificate is null)
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

            foreach (var destroyed in statement.Destroyed)
            {
                if (await keys.ExistsAsync(store, destroyed.RecordingId, cancellationToken))
                {
                    return new FsckResult(count, "certificates", new FsckFinding(
                        $"keyring: recordings/{destroyed.RecordingId}", $"has a key, which request {id} certified as destroyed"));
                }
            }

            count++;
        }

        return new FsckResult(count, "certificates", First: null);
    }

    static FsckResult Wrong(long count, SubjectRequestId id, string what) =>
        new(count, "certificates", new FsckFinding($"requests: {id}/certificate", what));
}
