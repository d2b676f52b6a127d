using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Compliance.Fsck;
using Compliance.Keys;
using Compliance.Leavers;
using Compliance.Model;
using Compliance.Retention;
using Compliance.Sealing;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Operations;

/// <summary>
/// Verifies every stored certificate as an outsider would, and that no recording it lists as destroyed has a key: a key that came back is
/// the worst failure of an erasure.
/// </summary>
public sealed class CertificateCheck(
    TenantStoreFactory stores,
    ITenantVaultProvider vaults,
    SubjectRequestRegister register,
    RetentionRunStore runs,
    LeaverStore leavers,
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
        await foreach (var id in AllAsync(store, cancellationToken))
        {
            byte[]? previous = null;
            for (var number = 1; ; number++)
            {
                var before = findings.Count;
                var certificate = await CheckAsync(store, id, number, previous, trusted, findings, cancellationToken);
                sound += certificate is not null && findings.Count == before ? 1 : 0;
                if (certificate is null)
                {
                    break;
                }

                previous = certificate;
            }
        }

        return new FsckResult(sound, Name, findings);
    }

    /// <summary>Requests, runs of the retention, and employees who left.</summary>
    async IAsyncEnumerable<SubjectRequestId> AllAsync(
        TenantStore store, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var id in register.ListAsync(store, cancellationToken))
        {
            yield return id;
        }

        await foreach (var id in runs.ListAsync(store, cancellationToken).Concat(leavers.ListAsync(store, cancellationToken)))
        {
            yield return id;
        }
    }

    async Task<int> ExpectedAsync(TenantStore store, SubjectRequestId id, CancellationToken cancellationToken) =>
        await register.FindAsync(store, id, cancellationToken) is { } request ? request.Document.Certificates
        : await runs.FindAsync(store, id, cancellationToken) is { Value.EndedAt: not null } ? 1
        : await leavers.FindAsync(store, id, cancellationToken) is { Value: var leaver } ? leaver.Certificates
        : 0;

    /// <returns>The certificate of that number; null if there is none.</returns>
    async Task<byte[]?> CheckAsync(
        TenantStore store,
        SubjectRequestId id,
        int number,
        byte[]? previous,
        IReadOnlyDictionary<string, ECParameters> trusted,
        List<FsckFinding> findings,
        CancellationToken cancellationToken)
    {
        byte[]? certificate;
        try
        {
            var certificates = await ExpectedAsync(store, id, cancellationToken);
            certificate = await certification.FindAsync(store, id, number, cancellationToken);
            if (certificate is null)
            {
                if (certificates >= number)
                {
                    Wrong("is missing");
                }

                return null;
            }
        }
        catch (Exception forged) when (forged is UnauthenticDocumentException or InvalidDataException)
        {
            Wrong("cannot be checked: it or its request is not authentic");
            return null;
        }

        if (!CertificateVerifier.Verify(certificate, trusted).IsSuccess(out var statement, out var failure))
        {
            Wrong(failure.Detail);
            return certificate;
        }

        if (statement.Tenant != store.Tenant.ToString() || statement.RequestId != id)
        {
            Wrong("belongs to another request");
        }

        if (statement.Number != number
            || statement.Previous?.Sha256 != (previous is null ? null : Convert.ToHexStringLower(SHA256.HashData(previous))))
        {
            Wrong("does not follow the one before it");
        }

        foreach (var destroyed in statement.Destroyed.Where(x => x.IsWhole))
        {
            if (await keys.ExistsAsync(store, destroyed.RecordingId, cancellationToken))
            {
                findings.Add(new FsckFinding(
                    $"{ContainerNames.Keyring}: recordings/{destroyed.RecordingId}", $"has a key, which request {id} certified as destroyed"));
            }
        }

        return certificate;

        void Wrong(string what) => findings.Add(
            new FsckFinding($"{ContainerNames.Requests}: {id}/certificate{(number == 1 ? "" : $"-{number}")}", what));
    }
}
