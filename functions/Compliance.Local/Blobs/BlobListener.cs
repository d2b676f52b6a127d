using System.Collections.Concurrent;
using Azure.Storage.Blobs;
using Compliance.Local.Hosting;
using Compliance.Tenancy;
using Microsoft.Extensions.Logging;

namespace Compliance.Local.Blobs;

/// <summary>
/// A blob trigger: lists the container and calls the function for every version of a blob that it has not completed. A blob whose call
/// fails is retried later and does not delay the others.
/// </summary>
sealed class BlobListener : IListener
{
    const int Concurrency = 32;

    static readonly TimeSpan Active = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan Idle = TimeSpan.FromSeconds(2);
    static readonly TimeSpan ActiveFor = TimeSpan.FromSeconds(5);

    readonly FunctionDescriptor function;
    readonly BlobPathPattern path;
    readonly BlobContainerClient container;
    readonly Func<Task> expected;
    readonly IReadOnlyList<string> prefixes;
    readonly FunctionRunner runner;
    readonly BlobReceipts receipts;
    readonly TimeProvider clock;
    readonly ILogger<LocalHost> log;
    readonly ConcurrentDictionary<string, Task> inWork = new(StringComparer.Ordinal);
    Dictionary<string, string> finished = [];

    /// <param name="container">The whole container of the landing account.</param>
    /// <param name="expected">Returns a task that ends when an upload is expected; the container is then polled more often for a
    /// while.</param>
    /// <exception cref="LocalStartException">The path is malformed, or not in the landing account.</exception>
    public BlobListener(
        FunctionDescriptor function,
        IEnumerable<TenantId> tenants,
        BlobContainerClient container,
        Func<Task> expected,
        FunctionRunner runner,
        BlobReceipts receipts,
        TimeProvider clock,
        ILogger<LocalHost> log)
    {
        var declared = function.Trigger.Required("path");
        path = BlobPathPattern.Parse(declared)
            ?? throw new LocalStartException($"Function '{function.Name}' needs a blob path 'container/…', not '{declared}'.");
        if (path.Container != container.Name || function.Trigger.Text("connection") != "Landing")
        {
            throw new LocalStartException(
                $"Function '{function.Name}' must watch container '{container.Name}' of connection 'Landing'.");
        }

        this.function = function;
        this.container = container;
        this.expected = expected;
        this.runner = runner;
        this.receipts = receipts;
        this.clock = clock;
        this.log = log;
        prefixes = path.StartsWithTenant ? [.. tenants.Select(x => x + "/")] : [""];
    }

    public string Name => function.Name;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        finished = receipts.Finished(function.Name);
        var busyUntil = clock.GetUtcNow() + ActiveFor;
        try
        {
            while (true)
            {
                var upload = expected();
                var started = await LookAsync(cancellationToken);
                var now = clock.GetUtcNow();
                busyUntil = started > 0 || !inWork.IsEmpty ? now + ActiveFor : busyUntil;
                await (now < busyUntil
                    ? Task.Delay(Active, clock, cancellationToken)
                    : IdleAsync(upload, cancellationToken));
                busyUntil = upload.IsCompleted ? clock.GetUtcNow() + ActiveFor : busyUntil;
            }
        }
        finally
        {
            await Task.WhenAll(inWork.Values);
        }
    }

    async Task IdleAsync(Task upload, CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(Task.Delay(Idle, clock, waiting.Token), upload);
        await waiting.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    async Task<int> LookAsync(CancellationToken cancellationToken)
    {
        var started = 0;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var prefix in prefixes)
        {
            await foreach (var blob in container.GetBlobsAsync(new() { Prefix = prefix }, cancellationToken))
            {
                seen.Add(blob.Name);
                started += TryStart(blob.Name, blob.Properties.ETag.ToString()!, cancellationToken) ? 1 : 0;
            }
        }

        var gone = finished.Keys.Where(x => !seen.Contains(x)).ToList();
        receipts.Forget(function.Name, gone);
        gone.ForEach(x => finished.Remove(x));
        return started;
    }

    bool TryStart(string name, string etag, CancellationToken cancellationToken)
    {
        if ((finished.TryGetValue(name, out var known) && known == etag) || inWork.ContainsKey(name) || path.Match(name) is not { } parts)
        {
            return false;
        }

        // Blobs beyond the limit are found again when the container is next listed.
        if (inWork.Count >= Concurrency)
        {
            return false;
        }

        var attempt = receipts.TryClaim(function.Name, name, etag, clock.GetUtcNow());
        if (attempt <= 0)
        {
            if (attempt < 0)
            {
                finished[name] = etag;
            }

            return false;
        }

        var ready = new TaskCompletionSource();
        inWork[name] = CallAsync(name, parts, attempt, ready.Task, cancellationToken);
        ready.SetResult();
        return true;
    }

    // Waits until the task is on the list, so that it cannot be removed before it is added.
    async Task CallAsync(string name, Dictionary<string, object?> parts, int attempt, Task listed, CancellationToken cancellationToken)
    {
        await listed;
        try
        {
            parts["blobTrigger"] = $"{container.Name}/{name}";
            var trigger = new FunctionEvent
            {
                Value = container.GetBlobClient(name),
                BindingData = parts,
                RetryCount = attempt - 1,
                MaxRetryCount = BlobReceipts.Attempts - 1,
            };
            await runner.RunAsync(function, trigger, cancellationToken);
            receipts.Succeeded(function.Name, name);
            log.Ran(function.Name, name);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            receipts.GiveBack(function.Name, name);
        }
        catch (Exception surprise)
        {
            // Any exception of a function is a failed attempt.
            log.AttemptFailed(function.Name, name, attempt, BlobReceipts.Attempts, surprise);
            receipts.Failed(function.Name, name, attempt, clock.GetUtcNow());
            if (attempt >= BlobReceipts.Attempts)
            {
                log.GaveUp(function.Name, name, attempt);
            }
        }
        finally
        {
            inWork.TryRemove(name, out _);
        }
    }
}
