using Azure;
using Compliance.Audit;
using Compliance.Json;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Reports a request's state to its <c>callbackUrls</c>: POST <c>{"requestId","state"}</c> and nothing else. Every lasting state is
/// reported at least once. A failed attempt is repeated at growing intervals for three days, unless a newer state replaces it.
/// </summary>
public sealed class SubjectRequestCallbacks(
    SubjectRequestTexts texts, CallbackWorkStore works, ICallbackSender sender, IAuditLog audit, TimeProvider clock)
{
    static readonly TimeSpan First = TimeSpan.FromMinutes(5);
    static readonly TimeSpan Longest = TimeSpan.FromHours(12);
    static readonly TimeSpan Limit = TimeSpan.FromDays(3);

    /// <summary>
    /// Records the state to report and tries once; the state reported last is not reported again. Takes a few seconds at most, and no
    /// behaviour of the addresses can fail the request.
    /// </summary>
    public async Task PostAsync(TenantStore store, SubjectRequestId request, SubjectRequestState state, CancellationToken cancellationToken)
    {
        var found = await works.FindAsync(store, request, cancellationToken);
        if (found is { Value: var told } && told.State == state)
        {
            if (told.Left.Count > 0)
            {
                // The process that wrote it may have died before it placed the marker.
                await works.Marks.PutAsync(store, request.ToString(), cancellationToken);
            }

            return;
        }

        if (await UrlsAsync(store, request, cancellationToken) is not { Count: > 0 } urls)
        {
            return;
        }

        var now = clock.GetUtcNow();
        var work = new CallbackWork(state, now, Attempts: 1, now + First, [.. Enumerable.Range(0, urls.Count)]);
        if (await works.TryWriteAsync(store, request, work, found?.ETag, cancellationToken) is { } written)
        {
            await works.Marks.PutAsync(store, request.ToString(), cancellationToken);
            await TellAsync(store, request, urls, work, written, cancellationToken);
        }
    }

    /// <summary>Retries what is due. If two hosts do so at the same time, only one sends.</summary>
    /// <returns>The requests that failed; the next run tries them again.</returns>
    public async Task<IReadOnlyList<(SubjectRequestId Request, Exception Reason)>> RetryAsync(
        TenantStore store, string origin, CancellationToken cancellationToken)
    {
        var failed = new List<(SubjectRequestId Request, Exception Reason)>();
        await foreach (var (name, mark) in works.Marks.ListAsync(store, cancellationToken))
        {
            var request = SubjectRequestId.Parse(name);
            try
            {
                var found = await works.FindAsync(store, request, cancellationToken);
                if (found is not { Value: { Left.Count: > 0 } work, ETag: var read })
                {
                    await works.Marks.RemoveAsync(store, name, mark, cancellationToken);
                }
                else if (work.NextAt <= clock.GetUtcNow())
                {
                    await RetryAsync(store, request, work, read, origin, cancellationToken);
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                failed.Add((request, e));
            }
        }

        return failed;
    }

    async Task RetryAsync(
        TenantStore store, SubjectRequestId request, CallbackWork work, ETag read, string origin, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var urls = await UrlsAsync(store, request, cancellationToken);
        if (urls is null || now - work.PostedAt >= Limit)
        {
            await AuditAsync(store, request, work, origin, cancellationToken);
            await works.TryWriteAsync(store, request, work with { Left = [] }, read, cancellationToken);
            return;
        }

        var pause = TimeSpan.FromTicks(Math.Min(First.Ticks << Math.Min(2 * work.Attempts, 20), Longest.Ticks));
        var taken = work with { Attempts = work.Attempts + 1, NextAt = now + pause };
        if (await works.TryWriteAsync(store, request, taken, read, cancellationToken) is { } written)
        {
            await TellAsync(store, request, urls, taken, written, cancellationToken);
        }
    }

    async Task TellAsync(
        TenantStore store,
        SubjectRequestId request,
        IReadOnlyList<string> urls,
        CallbackWork work,
        ETag read,
        CancellationToken cancellationToken)
    {
        var json = StrictJson.Write(new Told(request.ToString(), work.State));
        var taken = await Task.WhenAll(work.Left.Select(x => sender.TryPostAsync(urls[x], json, cancellationToken)));
        int[] left = [.. work.Left.Zip(taken).Where(x => !x.Second).Select(x => x.First)];
        if (left.Length < work.Left.Count)
        {
            await works.TryWriteAsync(store, request, work with { Left = left }, read, cancellationToken);
        }
    }

    /// <returns>Null if the request or its key is gone.</returns>
    async Task<IReadOnlyList<string>?> UrlsAsync(TenantStore store, SubjectRequestId request, CancellationToken cancellationToken) =>
        (await texts.FindAsync<SubjectRequestPerson>(store, request, SubjectRequestPerson.Name, cancellationToken))?.CallbackUrls;

    Task AuditAsync(TenantStore store, SubjectRequestId request, CallbackWork work, string origin, CancellationToken cancellationToken)
    {
        var entry = new AuditEntry(
            "callback.givenUp",
            $"{request}/{Rfc3339.Format(work.PostedAt)}",
            AuditPhase.Single,
            AuditEntry.System,
            AuditEntry.Failed,
            origin,
            $"requests/{request}");
        return audit.AppendAsync(store.Scope, entry, cancellationToken);
    }

    sealed record Told(string RequestId, SubjectRequestState State);
}
