using System.Globalization;
using System.Text;
using Compliance.Access;
using Compliance.Failures;
using Compliance.Identities;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>One page, newest first.</summary>
/// <param name="Continuation">Opaque; null at the end.</param>
/// <param name="Unverifiable">Recordings left out of this page because what is stored of them failed authentication.</param>
public sealed record SearchPage(IReadOnlyList<RecordingView> Items, string? Continuation, int Unverifiable = 0);

/// <summary>
/// Finds recordings through the blind index: by call id, agent, queue, or the list of all, day by day from the newest. The number of
/// reads is proportional to the matches within the reader's queues, not to what is stored.
/// </summary>
public sealed class RecordingFinder(
    IndexSecretReader secrets, CallMap calls, RecordingIndex index, RecordingStateStore states, RecordingReader reader,
    TenantSettingsStore settings, TimeProvider clock)
{
    const int ReadAhead = 8;

    public async Task<Outcome<SearchPage>> FindAsync(
        TenantStore store, RecordingSearch query, Caller caller, int limit, string? continuation, CancellationToken cancellationToken)
    {
        SearchPosition? after = null;
        if (continuation is not null && !SearchPosition.TryParse(continuation, out after))
        {
            return Failure.Invalid("continuation", "is not a continuation token returned by this list");
        }

        var current = (await settings.ReadAsync(store.Scope, cancellationToken)).Settings;
        var now = clock.GetUtcNow();
        if (query.AgentId is not null && IndividualEvaluation.Refusal(current, now) is { } refusal)
        {
            return refusal;
        }

        RecordingView Shown(RecordingView view) => IndividualEvaluation.Shown(view, current, caller, now);
        using var secret = await secrets.OpenAsync(store, cancellationToken);
        if (query.CallId is { } callId)
        {
            var found = await ByCallAsync(store, secret.Tokens.CallIdToken(callId.Value).Value, query, caller, cancellationToken);
            return found with { Items = [.. found.Items.Select(Shown)] };
        }

        var terms = Terms(query, caller, secret.Tokens, new IdentityNormalizer(current.Country));
        var (items, unverifiable) = (new List<RecordingView>(), 0);
        await foreach (var batch in CandidatesAsync(store, terms, query, after, cancellationToken).Chunk(ReadAhead).WithCancellation(cancellationToken))
        {
            var views = await Task.WhenAll(batch.Select(c => ViewAsync(store, c.Recording, query, caller, cancellationToken)));
            foreach (var (candidate, (view, isAuthentic)) in batch.Zip(views))
            {
                if (items.Count == limit)
                {
                    return new SearchPage(items, after!.ToString(), unverifiable);
                }

                after = new SearchPosition(candidate.Day, candidate.Position);
                unverifiable += isAuthentic ? 0 : 1;
                if (view is not null)
                {
                    items.Add(Shown(view));
                }
            }
        }

        return new SearchPage(items, null, unverifiable);
    }

    async Task<SearchPage> ByCallAsync(
        TenantStore store, string callToken, RecordingSearch query, Caller caller, CancellationToken cancellationToken)
    {
        if (await calls.FindAsync(store, callToken, cancellationToken) is not { } id)
        {
            return new SearchPage([], null);
        }

        var (view, isAuthentic) = await ViewAsync(store, id, query, caller, cancellationToken);
        return new SearchPage(view is null ? [] : [view], null, isAuthentic ? 0 : 1);
    }

    /// <summary>The narrowest lists that contain every match.</summary>
    internal static IReadOnlyList<(string Token, string Kind)> Terms(
        RecordingSearch query, Caller caller, BlindIndex tokens, IdentityNormalizer normalizer)
    {
        if (query.AgentId is { } agent && normalizer.TryNormalize(IdentityType.AgentId, agent, out var identity))
        {
            return [.. tokens.Tokens(identity).Select(x => (x.Value, "agentId"))];
        }

        if (query.Queue is { } queue)
        {
            return [(tokens.Token(IndexKinds.Queue, queue).Value, IndexKinds.Queue)];
        }

        return caller.IsPrivacy || caller.Teams.All
            ? [(tokens.Token(IndexKinds.All, IndexKinds.Everything).Value, IndexKinds.All)]
            : [.. caller.Teams.Queues.Select(q => (tokens.Token(IndexKinds.Queue, q).Value, IndexKinds.Queue))];
    }

    async IAsyncEnumerable<IndexEntry> CandidatesAsync(
        TenantStore store,
        IReadOnlyList<(string Token, string Kind)> terms,
        RecordingSearch query,
        SearchPosition? after,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var days = new SortedSet<DateOnly>(Comparer<DateOnly>.Create((a, b) => b.CompareTo(a)));
        foreach (var (token, kind) in terms)
        {
            days.UnionWith(await index.DaysAsync(store, token, kind, cancellationToken));
        }

        foreach (var day in days.Where(d => InRange(d, query) && (after is null || d <= after.Day)))
        {
            var seen = new SortedDictionary<string, IndexEntry>(StringComparer.Ordinal);
            foreach (var (token, kind) in terms)
            {
                await foreach (var entry in index.EntriesAsync(store, token, kind, day, cancellationToken))
                {
                    seen[entry.Position] = entry;
                }
            }

            foreach (var entry in seen.Values)
            {
                if (after is null || day < after.Day || string.CompareOrdinal(entry.Position, after.Position) > 0)
                {
                    yield return entry;
                }
            }
        }
    }

    static bool InRange(DateOnly day, RecordingSearch query) =>
        (query.From is not { } from || day >= DateOnly.FromDateTime(from.UtcDateTime))
        && (query.To is not { } to || day <= DateOnly.FromDateTime(to.UtcDateTime));

    async Task<(RecordingView? View, bool IsAuthentic)> ViewAsync(
        TenantStore store, RecordingId id, RecordingSearch query, Caller caller, CancellationToken cancellationToken)
    {
        // A recording that the caller may not see is not a match; opening it by id says why. One that fails verification is counted.
        try
        {
            return (await states.FindAsync(store, id, cancellationToken) is { } stored
                && Matches(stored.Document, query)
                && (await reader.ViewAsync(store, id, caller, cancellationToken, stored)).IsSuccess(out var view, out _)
                && Matches(view, query)
                    ? view
                    : null, true);
        }
        catch (ManifestException)
        {
            return (null, false);
        }
    }

    static bool Matches(RecordingDocument document, RecordingSearch query) =>
        (query.State is not { } state || document.State == state)
        && (query.Queue is not { } queue || document.Facts.Queue == queue)
        && (query.Category is not { } category || document.Facts.Category == category)
        && (query.Direction is not { } direction || document.Facts.Direction == direction)
        && (query.From is not { } from || document.Facts.StartedAt >= from)
        && (query.To is not { } to || document.Facts.StartedAt < to);

    static bool Matches(RecordingView view, RecordingSearch query) => view is LiveRecordingView live
        ? (query.PciOutcome is not { } outcome || live.Pci?.Outcome == outcome)
            && (query.Purpose is not { } purpose || IsUsedFor(live, purpose))
            && (query.AgentId is not { } agent
                || (live.AgentId is { } id && PlainIdentities.AgentId(id) == PlainIdentities.AgentId(agent)))
        : query is { PciOutcome: null, AgentId: null, Purpose: null };

    static bool IsUsedFor(LiveRecordingView view, string purpose) =>
        view.Restriction is null && view.Purposes.Any(x => x.Purpose == purpose && x.State is PurposeState.Active);
}

/// <summary>The point where a list stopped: a day and a position in it. Opaque to callers; identifies nobody.</summary>
sealed record SearchPosition(DateOnly Day, string Position)
{
    public static bool TryParse(string text, out SearchPosition? position)
    {
        position = null;
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text.Replace('-', '+').Replace('_', '/'), bytes, out var length))
        {
            return false;
        }

        var plain = Encoding.UTF8.GetString(bytes, 0, length);
        if (plain.Length < 12
            || !DateOnly.TryParseExact(plain.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return false;
        }

        position = new SearchPosition(day, plain[11..]);
        return true;
    }

    public override string ToString() =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Day:yyyy-MM-dd}/{Position}")).Replace('+', '-').Replace('/', '_');
}
