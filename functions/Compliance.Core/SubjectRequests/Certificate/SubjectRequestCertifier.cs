using System.Globalization;
using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Audit;
using Compliance.Json;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// The last step of a request: looks at the stores once more, logs a hash of every recording's outcome, makes a checkpoint at once, signs
/// the statement with its proof, and stores it once, as <c>requests/{id}/certificate</c>; later ones of a request that was taken up again
/// as <c>requests/{id}/certificate-{number}</c>.
/// </summary>
public sealed class SubjectRequestCertifier(
    SubjectRequestRegister register,
    SubjectRequestChange changes,
    CertificateFacts facts,
    CertificateLog log,
    SubjectRequestTexts texts,
    ITenantVaultProvider vaults,
    TimeProvider clock)
{
    /// <summary>Header <c>typ</c> of a certificate.</summary>
    public const string Type = "compliance-certificate+jws";

    public async Task CertifyAsync(TenantStore store, SubjectRequestId id, Actor actor, CancellationToken cancellationToken)
    {
        if (await register.FindAsync(store, id, cancellationToken) is not { Document.Run.Step: RunStep.Certify } stored)
        {
            return;
        }

        var number = stored.Document.Certificates + 1;
        var (document, decision) = (stored.Document, stored.Document.Decision);
        var work = new CertifiedWork(
            document.Type, document.Clock.ReceivedAt, decision?.At, decision?.FourEyes, document.Run.Pages)
        {
            Review = ReviewView.Of(document),
            Transfer = await TransferAsync(store, stored, cancellationToken),
        };
        await IssueAsync(store, id, work, number, actor, cancellationToken);

        await changes.ApplyAsync(
            store,
            id,
            new Announcement(actor, SubjectRequestEvents.Done),
            read => read is { Run.Step: RunStep.Certify }
                && read is { Package: not { DestroyedAt: not null } } or { IsCertifiedAgain: true }
                && SubjectRequestTransitions.TryApply(read.State, SubjectRequestOperation.Finish, out var to)
                ? Certified(read, document, to, number)
                : read,
            cancellationToken);
    }

    /// <summary>What came of a transfer in the meantime needs a certificate of its own.</summary>
    SubjectRequestDocument Certified(SubjectRequestDocument read, SubjectRequestDocument stated, SubjectRequestState to, int number) =>
        read.Transfer != stated.Transfer
            ? read with { Certificates = number }
            : (read with { State = to, Certificates = number, Run = read.Run with { Step = RunStep.Done } })
                .At(clock.GetUtcNow(), "certified", "success");

    async Task<TransferView?> TransferAsync(TenantStore store, StoredSubjectRequest stored, CancellationToken cancellationToken) =>
        stored.Document.Transfer is { IsOpen: false } transfer
            ? TransferView.Of(
                transfer, await texts.FindAsync<TransferReceipt>(store, stored.Id, TransferReceipt.Name, cancellationToken))
            : null;

    /// <param name="number">From 1.</param>
    /// <returns>The certificate as issued; null if it was not issued yet.</returns>
    public async Task<byte[]?> FindAsync(TenantStore store, SubjectRequestId id, int number, CancellationToken cancellationToken) =>
        (await store.Documents.FindAsync(Blob(store, id, number), cancellationToken))?.Content.ToArray();

    async Task<PreviousCertificate?> PreviousAsync(
        TenantStore store, SubjectRequestId id, int number, CancellationToken cancellationToken) =>
        await FindAsync(store, id, number, cancellationToken) is { } previous
            ? new PreviousCertificate(number, Convert.ToHexStringLower(SHA256.HashData(previous)))
            : throw new ManifestException("The certificate before this one is gone.");

    /// <summary>Issues a certificate, unless another attempt did.</summary>
    /// <exception cref="LeftBehindException">Something is left of what would be certified as destroyed.</exception>
    public async Task IssueAsync(
        TenantStore store, SubjectRequestId id, CertifiedWork work, int number, Actor actor, CancellationToken cancellationToken)
    {
        if (await FindAsync(store, id, number, cancellationToken) is not null)
        {
            return;
        }

        var (destroyed, kept, told, copies) = await facts.CollectAsync(store, id, work.Pages, cancellationToken);
        var sha256 = OutcomeLines.Sha256(destroyed, kept);
        var evidence = await log.ProveAsync(store, id, actor, destroyed.Count, kept.Count, sha256, cancellationToken);
        var statement = new CertificateStatement(
            CertificateStatement.Version,
            store.Tenant.ToString(),
            id,
            work.Type,
            work.ReceivedAt,
            work.DecidedAt,
            work.FourEyes,
            work.Review,
            work.Transfer,
            clock.GetUtcNow(),
            destroyed,
            kept,
            told,
            copies,
            number,
            number > 1 ? await PreviousAsync(store, id, number - 1, cancellationToken) : null,
            evidence);
        var signed = await SignedStatement.SignAsync(vaults.Open(store.Scope), StrictJson.Write(statement), Type, cancellationToken);
        await CreateAsync(store, id, number, signed, cancellationToken);
    }

    static async Task CreateAsync(
        TenantStore store, SubjectRequestId id, int number, byte[] signed, CancellationToken cancellationToken)
    {
        try
        {
            await store.Documents.UploadAsync(
                Blob(store, id, number),
                BinaryData.FromBytes(signed),
                new BlobUploadOptions
                {
                    Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
                    HttpHeaders = new BlobHttpHeaders { ContentType = SignedStatement.ContentType },
                },
                cancellationToken);
        }
        catch (RequestFailedException e) when (e.IsOvertaken())
        {
            // Another attempt issued it.
        }
    }

    static BlobClient Blob(TenantStore store, SubjectRequestId id, int number) => store.Requests.GetBlobClient(
        number == 1 ? $"{id}/certificate" : string.Create(CultureInfo.InvariantCulture, $"{id}/certificate-{number}"));
}

/// <summary>What a certificate is about.</summary>
/// <param name="Type">Null for a run of the retention.</param>
/// <param name="ReceivedAt">When the request was received, or the run began.</param>
/// <param name="Pages">The number of pages of outcomes.</param>
public sealed record CertifiedWork(
    SubjectRequestType? Type, DateTimeOffset ReceivedAt, DateTimeOffset? DecidedAt, FourEyes? FourEyes, int Pages)
{
    /// <summary>The review of an automated decision; null for other requests.</summary>
    public ReviewView? Review { get; init; }

    /// <summary>The transfer to another controller that was made or given up; null for other requests.</summary>
    public TransferView? Transfer { get; init; }
}
