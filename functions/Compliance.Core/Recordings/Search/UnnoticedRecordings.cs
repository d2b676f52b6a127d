using System.Runtime.CompilerServices;
using Compliance.Failures;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>The query of <c>GET …/notices/report</c>: calls that started at or after the one time, and before the other.</summary>
public sealed record UnnoticedQuery(DateTimeOffset? From, DateTimeOffset? To)
{
    /// <param name="value">The query's parameters by name; null for one that is absent.</param>
    public static Outcome<UnnoticedQuery> Parse(Func<string, string?> value)
    {
        var errors = new FieldErrors();
        var query = new UnnoticedQuery(PciPeriod.Read("from", value("from"), errors), PciPeriod.Read("to", value("to"), errors));
        if (query.From >= query.To)
        {
            errors.Add("to", "must be after from");
        }

        return errors.Any ? Failure.Invalid(errors) : query;
    }

    internal bool MayHold(DateOnly day) =>
        (From is not { } from || day >= DateOnly.FromDateTime(from.UtcDateTime))
        && (To is not { } to || day <= DateOnly.FromDateTime(to.UtcDateTime));

    internal bool Covers(DateTimeOffset at) => !(at < From) && !(at >= To);
}

/// <summary>A recording that names no notice; whom it is of is not said.</summary>
public sealed record UnnoticedRecording(
    RecordingId RecordingId, RecordingState State, DateTimeOffset StartedAt, string? Queue, CallDirection? Direction, string? Language);

/// <param name="Continuation">Opaque; null at the end.</param>
/// <param name="Unverifiable">Recordings left out of this page because what is stored of them failed authentication.</param>
public sealed record UnnoticedPage(IReadOnlyList<UnnoticedRecording> Items, string? Continuation, int Unverifiable);

/// <summary>Lists recordings whose ticket named no notice of processing, newest calls first: their entries in the list of all
/// say so.</summary>
public sealed class UnnoticedRecordings(IndexSecretReader secrets, RecordingIndex index, RecordingStateStore states)
{
    const int ReadAhead = 8;

    public async Task<Outcome<UnnoticedPage>> ListAsync(
        TenantStore store,
        UnnoticedQuery query,
        int limit,
        string? continuation,
        CancellationToken cancellationToken)
    {
        SearchPosition? after = null;
        if (continuation is not null && !SearchPosition.TryParse(continuation, out after))
        {
            return Failure.Invalid("continuation", "is not a continuation token returned by this list");
        }

        var (items, unverifiable) = (new List<UnnoticedRecording>(), 0);
        await foreach (var batch in EntriesAsync(store, query, after, cancellationToken).Chunk(ReadAhead).WithCancellation(cancellationToken))
        {
            var read = await Task.WhenAll(batch.Select(x => ReadAsync(store, x.Recording, query, cancellationToken)));
            foreach (var (entry, (item, isAuthentic)) in batch.Zip(read))
            {
                if (items.Count == limit)
                {
                    return new UnnoticedPage(items, after!.ToString(), unverifiable);
                }

                after = new SearchPosition(entry.Day, entry.Position);
                unverifiable += isAuthentic ? 0 : 1;
                if (item is not null)
                {
                    items.Add(item);
                }
            }
        }

        return new UnnoticedPage(items, null, unverifiable);
    }

    async IAsyncEnumerable<IndexEntry> EntriesAsync(
        TenantStore store,
        UnnoticedQuery query,
        SearchPosition? after,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string token;
        using (var secret = await secrets.OpenAsync(store, cancellationToken))
        {
            token = secret.Tokens.Token(IndexKinds.All, IndexKinds.Everything).Value;
        }

        var days = await index.DaysAsync(store, token, IndexKinds.All, cancellationToken);
        foreach (var day in days.Where(x => query.MayHold(x) && (after is null || x <= after.Day)))
        {
            await foreach (var entry in index.EntriesAsync(store, token, IndexKinds.All, day, cancellationToken))
            {
                if (entry.IsUnnoticed && (after is null || day < after.Day || string.CompareOrdinal(entry.Position, after.Position) > 0))
                {
                    yield return entry;
                }
            }
        }
    }

    /// <returns>No item for one that is outside the period or being erased.</returns>
    async Task<(UnnoticedRecording? Item, bool IsAuthentic)> ReadAsync(
        TenantStore store, RecordingId id, UnnoticedQuery query, CancellationToken cancellationToken)
    {
        try
        {
            return (await states.FindAsync(store, id, cancellationToken) is { } stored
                && stored.Document.State is not (RecordingState.Erasing or RecordingState.Erased)
                && query.Covers(stored.Document.Facts.StartedAt)
                    ? Of(id, stored.Document)
                    : null, true);
        }
        catch (ManifestException)
        {
            return (null, false);
        }
    }

    static UnnoticedRecording Of(RecordingId id, RecordingDocument document) => new(
        id, document.State, document.Facts.StartedAt, document.Facts.Queue, document.Facts.Direction, document.Facts.Language);
}
