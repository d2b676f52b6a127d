using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Audit;
using Compliance.Json;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Write-ahead audit entries about requests. An announced change is also recorded as <c>requests/intents/{id}/{n}</c>, and the register
/// entry lists the announced changes that were made. After a crash, settlement can therefore write the correct <c>done</c>.
/// </summary>
public sealed class SubjectRequestAudit(IAuditLog log, SubjectRequestRegister register, TimeProvider clock)
{
    /// <summary>Announces a change; <see cref="SubjectRequestDocument.With"/> records it in the document.</summary>
    public async Task<PendingAudit> BeginAsync(
        TenantStore store, SubjectRequestId id, Actor actor, string @event, string operation, CancellationToken cancellationToken)
    {
        var owed = new PendingAudit(@event, $"{id}/{operation}", actor.Pseudonym, actor.Origin, clock.GetUtcNow());
        await store.Requests.GetBlobClient($"{Prefix(id)}{Guid.CreateVersion7(owed.Since):N}").UploadAsync(
            BinaryData.FromBytes(StateJson.Write(owed)), overwrite: true, cancellationToken);
        await AppendAsync(store, id, owed, AuditPhase.Intent, AuditEntry.Success, null, cancellationToken);
        return owed;
    }

    /// <summary>Closes announced changes that were made, or that were given up long enough ago.</summary>
    /// <returns>False if an announced change may still be made.</returns>
    public async Task<bool> SettleAsync(TenantStore store, SubjectRequestId id, CancellationToken cancellationToken)
    {
        var settled = true;
        await foreach (var blob in store.Requests.GetBlobsAsync(new() { Prefix = Prefix(id) }, cancellationToken))
        {
            var intent = store.Requests.GetBlobClient(blob.Name);
            if (await ReadAsync(intent, cancellationToken) is not { } owed)
            {
                continue;
            }

            // Read after the intent: the announced change is either in the register already or has not been made.
            var taken = await register.FindAsync(store, id, cancellationToken) is { } stored && stored.Document.Took(owed);
            if (taken || clock.GetUtcNow() - owed.Since >= RecordingSettlement.Abandoned)
            {
                await CloseAsync(store, id, owed, taken ? AuditEntry.Success : AuditEntry.Failed, intent, cancellationToken);
            }
            else
            {
                settled = false;
            }
        }

        return settled;
    }

    /// <summary>
    /// Closes an announced change that was not made because the state or another change prevents it. If another attempt made the very same
    /// operation, which has the same entries, it is closed as made.
    /// </summary>
    public async Task RefusedAsync(TenantStore store, SubjectRequestId id, PendingAudit owed, CancellationToken cancellationToken)
    {
        var taken = await register.FindAsync(store, id, cancellationToken) is { } stored && stored.Document.Took(owed);
        await foreach (var blob in store.Requests.GetBlobsAsync(new() { Prefix = Prefix(id) }, cancellationToken))
        {
            var intent = store.Requests.GetBlobClient(blob.Name);
            if (await ReadAsync(intent, cancellationToken) is { } noted && noted == owed)
            {
                await CloseAsync(store, id, owed, taken ? AuditEntry.Success : AuditEntry.Refused, intent, cancellationToken);
            }
        }
    }

    /// <summary>Audits a read, or something that needs no undoing, with a single entry.</summary>
    public Task NoteAsync(
        TenantStore store,
        SubjectRequestId id,
        Actor actor,
        string @event,
        string operation,
        CancellationToken cancellationToken,
        IReadOnlyDictionary<string, string>? details = null) =>
        AppendAsync(
            store,
            id,
            new PendingAudit(@event, $"{id}/{operation}", actor.Pseudonym, actor.Origin, clock.GetUtcNow()),
            AuditPhase.Single,
            AuditEntry.Success,
            details,
            cancellationToken);

    async Task CloseAsync(
        TenantStore store, SubjectRequestId id, PendingAudit owed, string outcome, BlobClient intent, CancellationToken cancellationToken)
    {
        await AppendAsync(store, id, owed, AuditPhase.Done, outcome, null, cancellationToken);
        await intent.DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellationToken);
    }

    Task AppendAsync(
        TenantStore store,
        SubjectRequestId id,
        PendingAudit owed,
        AuditPhase phase,
        string outcome,
        IReadOnlyDictionary<string, string>? details,
        CancellationToken cancellationToken) =>
        log.AppendAsync(
            store.Scope,
            new AuditEntry(owed.Event, owed.Operation, phase, owed.Principal, outcome, owed.Origin, $"requests/{id}", details),
            cancellationToken);

    static async Task<PendingAudit?> ReadAsync(BlobClient intent, CancellationToken cancellationToken)
    {
        try
        {
            BlobDownloadResult blob = await intent.DownloadContentAsync(cancellationToken);
            return StateJson.Read<PendingAudit>(blob.Content);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    static string Prefix(SubjectRequestId id) => $"intents/{id}/";
}
