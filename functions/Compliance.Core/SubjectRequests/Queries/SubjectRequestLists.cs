using System.Runtime.CompilerServices;
using Compliance.Access;
using Compliance.Failures;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>Filters of <c>GET …/requests</c>; null values do not filter.</summary>
/// <param name="Sort">Default: in order of receipt.</param>
public sealed record SubjectRequestFilter(
    SubjectRequestState? State,
    SubjectRequestType? Type,
    bool? Overdue,
    DateTimeOffset? DueBefore,
    string? Reference,
    string? Assignee,
    SubjectRequestSort? Sort);

public enum SubjectRequestSort
{
    /// <summary>The order in which they were filed.</summary>
    ReceivedAt,

    /// <summary>The next to be answered first, the person or an authority.</summary>
    DueAt,
}

/// <param name="Continuation">Opaque; null at the end.</param>
/// <param name="Unverifiable">Requests left out of this page because their stored entries failed authentication.</param>
public sealed record SubjectRequestPage(IReadOnlyList<SubjectRequestSummary> Items, string? Continuation, int Unverifiable = 0);

/// <summary>Lists requests. Sorting by due date reads all of them for each page.</summary>
public sealed class SubjectRequestLists(
    SubjectRequestRegister register, SubjectRequestQueries queries, SubjectRequestReferences references, IndexSecretReader secrets)
{
    const int ReadAhead = 16;

    /// <summary>One page.</summary>
    public async Task<Outcome<SubjectRequestPage>> ListAsync(
        TenantStore store,
        SubjectRequestFilter filter,
        Caller caller,
        int limit,
        string? continuation,
        CancellationToken cancellationToken)
    {
        if (!Position.Read(continuation, filter.Sort).IsSuccess(out var after, out var failure))
        {
            return failure;
        }

        var (found, unverifiable) = (new List<SubjectRequestSummary>(), 0);
        await foreach (var (item, isAuthentic) in FitAsync(store, filter, caller, after, cancellationToken))
        {
            unverifiable += isAuthentic ? 0 : 1;
            if (item is not null)
            {
                found.Add(item);
            }

            if (found.Count > limit && filter.Sort is not SubjectRequestSort.DueAt)
            {
                break;
            }
        }

        var items = filter.Sort is SubjectRequestSort.DueAt
            ? found.OrderBy(Position.DueAtOf).ThenBy(x => x.RequestId.ToString(), StringComparer.Ordinal).ToList()
            : found;
        return new SubjectRequestPage(
            [.. items.Take(limit)], items.Count > limit ? Position.Of(items[limit - 1]).Text(filter.Sort) : null, unverifiable);
    }

    /// <summary>What meets the filter, in order of receipt; null for what is not authentic.</summary>
    async IAsyncEnumerable<(SubjectRequestSummary? Item, bool IsAuthentic)> FitAsync(
        TenantStore store,
        SubjectRequestFilter filter,
        Caller caller,
        Position? after,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var calendar = await queries.CalendarAsync(store, cancellationToken);
        var ids = filter.Reference is { } reference
            ? ByReferenceAsync(store, reference, cancellationToken)
            : register.ListAsync(store, cancellationToken);
        if (filter.Sort is not SubjectRequestSort.DueAt && after is { Id: var last })
        {
            ids = ids.Where(x => string.CompareOrdinal(x.ToString(), last.ToString()) > 0);
        }

        await foreach (var batch in ids.Chunk(ReadAhead).WithCancellation(cancellationToken))
        {
            foreach (var (stored, isAuthentic) in await Task.WhenAll(batch.Select(x => FindAsync(store, x, cancellationToken))))
            {
                var item = stored is null || !caller.Sees(stored.Document) ? null : queries.Summary(stored, calendar);
                if (!isAuthentic)
                {
                    yield return (null, false);
                }
                else if (item is not null && Fits(item, filter) && IsAfter(item, after, filter.Sort))
                {
                    yield return (item, true);
                }
            }
        }
    }

    async IAsyncEnumerable<SubjectRequestId> ByReferenceAsync(
        TenantStore store, string reference, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await FindAsync(store, reference, cancellationToken) is { } id)
        {
            yield return id;
        }
    }

    async Task<SubjectRequestId?> FindAsync(TenantStore store, string reference, CancellationToken cancellationToken)
    {
        using var secret = await secrets.OpenAsync(store, cancellationToken);
        return await references.FindAsync(store, SubjectRequestReferences.TokenOf(secret.Tokens, reference), cancellationToken);
    }

    async Task<(StoredSubjectRequest? Stored, bool IsAuthentic)> FindAsync(
        TenantStore store, SubjectRequestId id, CancellationToken cancellationToken)
    {
        try
        {
            return (await register.FindAsync(store, id, cancellationToken), true);
        }
        catch (UnauthenticDocumentException)
        {
            return (null, false);
        }
    }

    static bool IsAfter(SubjectRequestSummary item, Position? after, SubjectRequestSort? sort) =>
        sort is not SubjectRequestSort.DueAt || after?.IsBefore(item) is not false;

    static bool Fits(SubjectRequestSummary item, SubjectRequestFilter filter) =>
        (filter.State is not { } state || item.State == state)
        && (filter.Type is not { } type || item.Type == type)
        && (filter.Overdue is not { } overdue || item.Overdue == overdue)
        && (filter.DueBefore is not { } before || (item.NextDueAt ?? item.DueAt) < before)
        && (filter.Assignee is not { } assignee || item.Assignee == assignee);
}
