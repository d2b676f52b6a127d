using System.Globalization;
using System.Text;
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
/// the statement with its proof, and stores it once, as <c>requests/{id}/certificate</c>.
/// </summary>
public sealed class SubjectRequestCertifier(
    SubjectRequestRegister register,
    SubjectRequestRun run,
    PlanPageStore pages,
    DestructionProof destruction,
    SubjectRequestLedger ledger,
    RecipientNotifier recipients,
    ITenantVaultProvider vaults,
    IAuditLog audit,
    TransparencyLog log,
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

        if (await FindAsync(store, id, cancellationToken) is null)
        {
            await IssueAsync(store, stored, actor, cancellationToken);
        }

        await run.ChangeAsync(
            store,
            id,
            actor,
            SubjectRequestEvents.Done,
            document => document is { Run.Step: RunStep.Certify, Package: not { DestroyedAt: not null } }
                && SubjectRequestTransitions.TryApply(document.State, SubjectRequestOperation.Finish, out var to)
                ? (document with { State = to, Certified = true, Run = document.Run with { Step = RunStep.Done } })
                    .At(clock.GetUtcNow(), "certified", "success")
                : null,
            cancellationToken);
    }

    /// <returns>The certificate as issued; null if none was issued yet.</returns>
    public async Task<byte[]?> FindAsync(TenantStore store, SubjectRequestId id, CancellationToken cancellationToken) =>
        (await store.Documents.FindAsync(Blob(store, id), cancellationToken))?.Content.ToArray();

    async Task IssueAsync(TenantStore store, StoredSubjectRequest stored, Actor actor, CancellationToken cancellationToken)
    {
        var (id, document) = (stored.Id, stored.Document);
        var outcomes = await pages.AllOutcomesAsync(store, id, document.Run.Pages, cancellationToken);
        await destruction.LookAsync(store, outcomes, cancellationToken);
        DestroyedRecording[] destroyed = [.. outcomes.Where(x => x.Outcome is OutcomeKind.Erased).Select(Destroyed)];
        KeptRecording[] kept =
        [
            .. outcomes.Where(x => IsKept(x.Outcome))
                .Select(x => new KeptRecording(x.RecordingId, x.Outcome, x.Basis, x.ReviewAt)),
        ];
        var sha256 = OutcomeLines.Sha256(destroyed, kept);
        var evidence = await LogAsync(store, id, actor, destroyed.Length, kept.Length, sha256, cancellationToken);
        var statement = new CertificateStatement(
            CertificateStatement.Version,
            store.Tenant.ToString(),
            id,
            document.Type,
            document.Clock.ReceivedAt,
            document.Decision?.At,
            clock.GetUtcNow(),
            destroyed,
            kept,
            await recipients.ListAsync(store, id, cancellationToken),
            await CopiesAsync(store, id, cancellationToken),
            evidence);
        var signed = await SignedStatement.SignAsync(vaults.Open(store.Scope), StrictJson.Write(statement), Type, cancellationToken);
        try
        {
            await store.Documents.UploadAsync(
                Blob(store, id),
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
            // Another attempt issued it. There is one certificate per request.
        }
    }

    async Task<LogEvidence> LogAsync(
        TenantStore store, SubjectRequestId id, Actor actor, int destroyed, int kept, string sha256, CancellationToken cancellationToken)
    {
        var entry = new AuditEntry(
            "certificate.issued",
            $"{id}/{sha256}",
            AuditPhase.Single,
            actor.Pseudonym,
            AuditEntry.Success,
            actor.Origin,
            $"requests/{id}/certificate",
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["destroyed"] = destroyed.ToString(CultureInfo.InvariantCulture),
                ["kept"] = kept.ToString(CultureInfo.InvariantCulture),
                ["outcomes"] = sha256,
            });
        await audit.AppendAsync(store.Scope, entry, cancellationToken);
        var entryId = AuditEntryId.Of(store.Tenant, entry.Event, entry.Operation, entry.Phase);
        var proof = await log.ProveAsync(store.Scope, entryId, cancellationToken)
            ?? throw new InvalidOperationException("An entry that was appended is not in the log.");
        return new LogEvidence(
            entryId,
            sha256,
            Convert.ToBase64String(proof.Entry.Span),
            proof.Index,
            [.. proof.Hashes.Select(x => Convert.ToBase64String(x.Span))],
            Encoding.UTF8.GetString(proof.Note.Span));
    }

    /// <summary>Recordings not confirmed to be the person's, or already gone, are not part of the decision.</summary>
    static bool IsKept(OutcomeKind outcome) => outcome is not (OutcomeKind.Erased or OutcomeKind.NeedsReview or OutcomeKind.NotFound);

    async Task<IReadOnlyList<ClearCopy>> CopiesAsync(TenantStore store, SubjectRequestId id, CancellationToken cancellationToken)
    {
        var copies = new List<ClearCopy>();
        foreach (var entry in (await ledger.ReadAsync(store, id, cancellationToken)).OrderBy(x => x.RecordingId, StringComparer.Ordinal))
        {
            var recording = RecordingId.Parse(entry.RecordingId);
            if (entry.Reads is { } reads)
            {
                copies.Add(new ClearCopy(recording, ClearCopyKind.Read, reads.Readers, reads.LastAt));
            }

            if (entry.Packages is { Count: > 0 } packages)
            {
                copies.Add(new ClearCopy(recording, ClearCopyKind.Package, packages.Count, packages.Max(x => x.LastAt)));
            }
        }

        return copies;
    }

    static DestroyedRecording Destroyed(RecordingOutcome outcome) => new(
        outcome.RecordingId,
        CertificateMethod.KeyDestroyed,
        CertificateMethod.Everything,
        outcome.Basis,
        outcome.ShreddedAt,
        outcome.FinalAt);

    static BlobClient Blob(TenantStore store, SubjectRequestId id) => store.Requests.GetBlobClient($"{id}/certificate");
}
