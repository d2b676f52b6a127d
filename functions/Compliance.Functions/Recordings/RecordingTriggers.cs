using Azure.Storage.Blobs;
using Compliance.Functions.SubjectRequests;
using Compliance.Model;
using Compliance.Operations;
using Compliance.Recordings;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Recordings;

/// <summary>What sets recordings moving: an upload, the clock. Each may come twice, late or never.</summary>
public sealed class RecordingTriggers(
    TenantStoreFactory stores,
    IOptions<TenancyOptions> tenancy,
    UploadWatcher arrivals,
    Reconciliation reconciliation,
    InboxSweep sweep,
    ILogger<RecordingTriggers> log)
{
    /// <summary>Binds the name only: what was uploaded is not read here. Identity from the event's path, resource from the blob's own name.</summary>
    [Function("RecordingArrived")]
    public async Task Arrived(
        [BlobTrigger("inbox/{tenant}/{recordingId}/{ordinal}", Source = BlobTriggerSource.EventGrid, Connection = "Landing")] BlobClient blob,
        string tenant,
        string recordingId,
        [DurableClient] DurableTaskClient client,
        FunctionContext context)
    {
        if (!TenantId.TryParse(tenant, out var identity)
            || !TenantId.TryParse(blob.Name.Split('/')[0], out var resource)
            || !RecordingId.TryParse(recordingId, out var id))
        {
            log.ForeignUpload();
            return;
        }

        var scope = new TenantScope(identity, resource);
        if (await arrivals.EvaluateAsync(stores.Open(scope), id, context.CancellationToken) is UploadVerdict.Seal)
        {
            await client.SealAsync(scope, id, context.CancellationToken);
        }
    }

    /// <summary>Every five minutes: what events missed and crashes left.</summary>
    [Function("ReconcileRecordings")]
    public Task Reconcile(
        [TimerTrigger(Schedules.ReconcileRecordings)] TimerInfo timer, [DurableClient] DurableTaskClient client, FunctionContext context) =>
        EachTenantAsync(async (scope, cancellation) =>
        {
            var left = await reconciliation.RunAsync(stores.Open(scope), (id, token) => client.SealAsync(scope, id, token), client.SealingRuns(), cancellation);
            foreach (var (id, reason) in left)
            {
                log.NotReconciled(id.ToString(), Compliance.Functions.Http.FaultName.Of(reason));
            }
        }, context.CancellationToken);

    /// <summary>Every hour: uploads that outlived their ticket.</summary>
    [Function("SweepInbox")]
    public Task Sweep([TimerTrigger(Schedules.SweepInbox)] TimerInfo timer, FunctionContext context) =>
        EachTenantAsync((scope, cancellation) => sweep.RunAsync(stores.Open(scope), cancellation), context.CancellationToken);

    /// <summary>One tenant that fails does not keep the others waiting; the function fails at the end, so that the host shows it.</summary>
    async Task EachTenantAsync(Func<TenantScope, CancellationToken, Task> act, CancellationToken cancellation)
    {
        var failures = new List<Exception>();
        foreach (var name in tenancy.Value.Tenants.Keys)
        {
            try
            {
                await act(new TenantScope(TenantId.Parse(name), TenantId.Parse(name)), cancellation);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                failures.Add(e);
            }
        }

        if (failures.Count > 0)
        {
            throw new AggregateException(failures);
        }
    }
}
