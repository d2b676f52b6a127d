using System.Collections.Immutable;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compliance.Local.Durable;

/// <summary>Looking at instances, and waiting for them.</summary>
public sealed partial class EmbeddedDurableTaskClient
{
    static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        cancellation.ThrowIfCancellationRequested();
        var found = store.Read(reader => reader.Instance(instanceId));
        return Task.FromResult(found is null ? null : Describe(found, getInputsAndOutputs));
    }

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null)
    {
        var query = filter ?? new();
        return Pageable.Create((continuation, pageSize, cancellation) =>
        {
            cancellation.ThrowIfCancellationRequested();
            var size = Math.Max(1, pageSize ?? query.PageSize);
            var page = store.Read(reader => reader.Page(query, continuation ?? query.ContinuationToken, size));
            IReadOnlyList<OrchestrationMetadata> values = [.. page.Select(instance => Describe(instance, query.FetchInputsAndOutputs))];
            return Task.FromResult(new Page<OrchestrationMetadata>(values, page.Count < size ? null : page[^1].Id));
        });
    }

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, instance => instance.Status != OrchestrationRuntimeStatus.Pending, getInputsAndOutputs, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, instance => instance.IsFinished, getInputsAndOutputs, cancellation);

    static OrchestrationMetadata Describe(StoredInstance instance, bool payloads) => new(instance.Name, instance.Id)
    {
        RuntimeStatus = instance.Status,
        CreatedAt = instance.Created,
        LastUpdatedAt = instance.Updated,
        Tags = instance.Tags.ToImmutableDictionary(),
        DataConverter = payloads ? DurableEngine.Converter : null,
        SerializedInput = payloads ? instance.Input : null,
        SerializedOutput = payloads ? instance.Output : null,
        SerializedCustomStatus = payloads ? instance.CustomStatus : null,
        FailureDetails = payloads ? instance.Failure?.ToDetails() : null,
    };

    async Task<OrchestrationMetadata> WaitAsync(
        string id, Func<StoredInstance, bool> reached, bool payloads, CancellationToken cancellation)
    {
        using SemaphoreSlim signal = new(0, 1);
        void OnFinished(object? sender, InstanceEventArgs finished)
        {
            lock (signal)
            {
                if (finished.Id == id && signal.CurrentCount == 0)
                {
                    signal.Release();
                }
            }
        }

        store.Finished += OnFinished;
        try
        {
            while (true)
            {
                if (store.Read(reader => reader.Instance(id)) is { } instance && reached(instance))
                {
                    return Describe(instance, payloads);
                }

                // Another process may run it: nothing tells this one but the database.
                await signal.WaitAsync(LookEvery, cancellation);
            }
        }
        finally
        {
            store.Finished -= OnFinished;
        }
    }
}
