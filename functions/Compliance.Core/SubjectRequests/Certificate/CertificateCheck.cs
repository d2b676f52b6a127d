using System.Security.Cryptography;
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
        var (sound, findings) = (0L, new List<FsckFinding>());
        await foreach (var id in register.ListAsync(store, cancellationToken))
        {
            var before = findings.Count;
            sound += await CheckAsync(store, id, trusted, findings, cancellationToken) && findings.Count == before ? 1 : 0;
        }

        return new FsckResult(sound, Name, findings);
    }

    /// <returns>Whether there is a certificate.</returns>
    async Task<bool> CheckAsync(
        TenantStore store,
        SubjectRequestId id,
        IReadOnlyDictionary<string, ECParameters> trusted,
        List<FsckFinding> findings,
        CancellationToken cancellationToken)
    {
        byte[]? certificate;
        try
        {
            var certified = (await register.FindAsync(store, id, cancellationToken))?.Document.Certified is true;
            certificate = await certification.FindAsync(store, id, cancellationToken);
            if (certificate is null)
            {
                if (certified)
                {
                    Wrong("is missing");
                }

                return false;
            }
        }
        catch (Exception forged) when (forged is UnauthenticDocumentException or InvalidDataException)
        {
            Wrong("cannot be checked: it or its request is not authentic");
            return false;
        }

        if (!CertificateVerifier.Verify(certificate, trusted).IsSuccess(out var statement, out var failure))
        {
            Wrong(failure.Detail);
            return true;
        }

        if (statement.Tenant != store.Tenant.ToString() || statement.RequestId != id)
        {
            Wrong("belongs to another request");
        }

        foreach (var destroyed in statement.Destroyed)
        {
            if (await keys.ExistsAsync(store, destroyed.RecordingId, cancellationToken))
            {
                findings.Add(new FsckFinding(
                    $"{ContainerNames.Keyring}: recordings/{destroyed.RecordingId}", $"has a key, which request {id} certified as destroyed"));
            }
        }

        return true;

        void Wrong(string what) => findings.Add(new FsckFinding($"{ContainerNames.Requests}: {id}/certificate", what));
    }
}
