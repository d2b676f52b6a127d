using Azure.Storage.Blobs;
using Compliance.Functions.Orchestrating;
using Compliance.Functions.SubjectRequests;
using Compliance.Model;
using Compliance.Operations;
using Compliance.Recordings;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Recordings;

/// <summary>The triggers of recordings: uploads and timers. Each may come twice, late or never.</summary>
public sealed class RecordingTriggers(
    TenantStoreFactory stores,
    ForEachTenant tenants,
    UploadWatcher arrivals,
    Reconciliation reconciliation,
    InboxSweep sweep,
    PciRescan rescans,
    IdentityReindex reindex,
    ILogger<RecordingTriggers> log)
{
    /// <summary>
    /// Binds only the name; the upload is not read here. The identity comes from the event's path, the resource from the blob's own name.
    /// </summary>
    [Function("RecordingArrived")]
    public Task Arrived(
        [BlobTrigger(
            "inbox/{tenant}/{recordingId}/{ordinal}", Source = BlobTriggerSource.EventGrid, Connection = "Landing")] BlobClient blob,
        string tenant,
        string recordingId,
        [DurableClient] DurableTaskClient client,
        FunctionContext context) =>
        TenantId.TryParse(tenant, out var identity)
        && TenantId.TryParse(blob.Name.Split('/')[0], out var resource)
        && RecordingId.TryParse(recordingId, out var id)
            ? EvaluateAsync(new TenantScope(identity, resource), id, client, context.CancellationToken)
            : IgnoreAsync();

    /// <summary>Runs every five minutes: handles missed events and what crashes left.</summary>
    [Function("ReconcileRecordings")]
    public Task Reconcile(
        [TimerTrigger(Schedules.ReconcileRecordings)] TimerInfo timer, [DurableClient] DurableTaskClient client, FunctionContext context) =>
        tenants.RunAsync(store => ReconcileAsync(store, client, context.CancellationToken));

    /// <summary>Runs every hour: removes uploads that have outlived their ticket.</summary>
    [Function("SweepInbox")]
    public Task Sweep([TimerTrigger(Schedules.SweepInbox)] TimerInfo timer, FunctionContext context) =>
        tenants.RunAsync(store => sweep.RunAsync(store, context.CancellationToken));

    async Task EvaluateAsync(TenantScope scope, RecordingId id, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (await arrivals.EvaluateAsync(stores.Open(scope), id, cancellationToken) is UploadVerdict.Seal)
        {
            await client.SealAsync(scope, id, cancellationToken);
        }
    }

    Task IgnoreAsync()
    {
        log.ForeignUpload();
        return Task.CompletedTask;
    }

    async Task ReconcileAsync(TenantStore store, DurableTaskClient client, CancellationToken cancellationToken)
    {
        var left = await reconciliation.RunAsync(
            store, (id, token) => client.SealAsync(store.Scope, id, token), client.SealingRuns(), cancellationToken);
        foreach (var (id, reason) in left)
        {
            log.NotReconciled(id.ToString(), Compliance.Functions.Http.FaultName.Of(reason));
        }

        if (await rescans.IsActiveAsync(store, cancellationToken))
        {
            await client.StartOnceAsync(RescanRecordingsOrchestration.Start(store.Scope), cancellationToken);
        }

        if (await reindex.IsDueAsync(store, cancellationToken))
        {
            await client.StartOnceAsync(ReindexIdentitiesOrchestration.Start(store.Scope), cancellationToken);
        }
    }
}
