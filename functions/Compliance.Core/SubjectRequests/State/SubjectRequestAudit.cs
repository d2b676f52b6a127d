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
/// Write-ahead entries about requests. What is announced is also noted as <c>requests/intents/{id}/{n}</c>, and the register entry says
/// which announced changes it took: whoever settles the request after a crash writes the <c>done</c> that is true.
/// </summary>
public sealed class SubjectRequestAudit(IAuditLog log, SubjectRequestRegister register, TimeProvider clock)
{
    /// <summary>Announces a change; the change is written with <see cref="SubjectRequestDocument.With"/>.</summary>
    public async Task<PendingAudit> BeginAsync(
        TenantStore store, SubjectRequestId id, Actor actor, string @event, string operation, CancellationToken cancellationToken)
    {
        var owed = new PendingAudit(@event, $"{id}/{operation}", actor.Pseudonym, actor.Origin, clock.GetUtcNow());
        await store.Requests.GetBlobClient($"{Prefix(id)}{Guid.CreateVersion7(owed.Since):N}").UploadAsync(
            BinaryData.FromBytes(StateJson.Write(owed)), overwrite: true, cancellationToken);
        await AppendAsync(store, id, owed, AuditPhase.Intent, AuditEntry.Success, null, cancellationToken);
        return owed;
    }

    /// <summary>Closes what was announced: made, or given up long enough ago.</summary>
    /// <returns>False while something is announced that may yet be made.</returns>
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

            // Read after the intent: a change that it announces is in the register by now, or not made yet.
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
    /// The announced change is not made: the state, or another change, stands against it. Where it was made by another try of the very same
    /// operation, which has the same entries, it says that.
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

    /// <summary>Something that needs no undoing, or a read.</summary>
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
