using System.Globalization;
using Compliance.Audit;
using Compliance.Failures;
using Compliance.Json;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// Lists what the gate found, newest calls first, each reading on record. The blind index names the recordings in which something was
/// found, and their manifests, verified, say what.
/// </summary>
public sealed class PciFindReader(
    IndexSecretReader secrets,
    RecordingIndex index,
    ManifestReader manifests,
    TenantSettingsStore settings,
    IAuditLog audit,
    TimeProvider clock)
{
    const int ReadAhead = 8;

    /// <param name="limit">The most finds on the page.</param>
    public async Task<Outcome<PciFindPage>> ListAsync(
        TenantStore store, Actor actor, PciFindQuery query, int limit, string? continuation, CancellationToken cancellationToken)
    {
        SearchPosition? after = null;
        if (continuation is not null && !SearchPosition.TryParse(continuation, out after))
        {
            return Failure.Invalid("continuation", "is not a continuation token returned by this list");
        }

        var page = await PageAsync(store, query, limit, after, cancellationToken);
        var now = clock.GetUtcNow();
        var entry = new AuditEntry(
            "pci.findsListed",
            $"pci/{actor.Pseudonym}/{Rfc3339.Format(now)}",
            AuditPhase.Single,
            actor.Pseudonym,
            AuditEntry.Success,
            actor.Origin,
            "pci/finds",
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["finds"] = page.Items.Count.ToString(CultureInfo.InvariantCulture),
            });
        await audit.AppendAsync(store.Scope, entry, CancellationToken.None);
        return page;
    }

    async Task<PciFindPage> PageAsync(
        TenantStore store, PciFindQuery query, int limit, SearchPosition? after, CancellationToken cancellationToken)
    {
        var current = (await settings.ReadAsync(store.Scope, cancellationToken)).Settings;
        var (items, unverifiable) = (new List<PciFindView>(), 0);
        var candidates = CandidatesAsync(store, query, after, cancellationToken).Chunk(ReadAhead);
        await foreach (var batch in candidates.WithCancellation(cancellationToken))
        {
            var read = await Task.WhenAll(batch.Select(x => FindsAsync(store, x.Recording, query, current, cancellationToken)));
            foreach (var (entry, finds) in batch.Zip(read))
            {
                unverifiable += finds is null ? 1 : 0;
                foreach (var (number, find) in finds ?? [])
                {
                    if (new FindPosition(entry, number).IsBefore(after))
                    {
                        continue;
                    }

                    if (items.Count == limit)
                    {
                        return new PciFindPage(items, after!.ToString(), unverifiable);
                    }

                    items.Add(find);
                    after = new FindPosition(entry, number).ToSearch();
                }
            }
        }

        return new PciFindPage(items, null, unverifiable);
    }

    /// <returns>By their numbers, in order; null if the recording failed authentication.</returns>
    async Task<IReadOnlyList<(int Number, PciFindView View)>?> FindsAsync(
        TenantStore store, RecordingId id, PciFindQuery query, TenantSettings current, CancellationToken cancellationToken)
    {
        try
        {
            using var recording = await manifests.FindAsync(store, id, cancellationToken);
            return recording is null || !query.Matches(recording.Manifest.Facts)
                ? []
                : [.. recording.Manifest.Finds.Where(query.Matches).Select(x => (x.Number, PciFindView.Of(recording, x, current)))];
        }
        catch (ManifestException)
        {
            return null;
        }
    }

    async IAsyncEnumerable<IndexEntry> CandidatesAsync(
        TenantStore store,
        PciFindQuery query,
        SearchPosition? after,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string found;
        using (var secret = await secrets.OpenAsync(store, cancellationToken))
        {
            found = secret.Tokens.Token(IndexKinds.Found, IndexKinds.Everything).Value;
        }

        foreach (var day in (await index.DaysAsync(store, found, IndexKinds.Found, cancellationToken)).Where(query.MayHold))
        {
            if (after is not null && day > after.Day)
            {
                continue;
            }

            await foreach (var entry in index.EntriesAsync(store, found, IndexKinds.Found, day, cancellationToken))
            {
                if ((query.Recording is not { } only || entry.Recording == only)
                    && !new FindPosition(entry, int.MaxValue).IsBefore(after))
                {
                    yield return entry;
                }
            }
        }
    }

    /// <summary>A find's place in the list.</summary>
    readonly record struct FindPosition(IndexEntry Entry, int Number)
    {
        public SearchPosition ToSearch() => new(
            Entry.Day, string.Create(CultureInfo.InvariantCulture, $"{Entry.Position}/{Number:D10}"));

        /// <summary>Whether a page that ended there had it.</summary>
        public bool IsBefore(SearchPosition? end) => end is not null
            && (Entry.Day > end.Day
                || (Entry.Day == end.Day && string.CompareOrdinal(ToSearch().Position, end.Position) <= 0));
    }
}
