using System.Runtime.CompilerServices;
using Compliance.Identities;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>What a search read beside the index: the metadata of recordings' states.</summary>
/// <param name="Recordings">How many it compared.</param>
/// <param name="Complete">Whether those are all; a request about the person reads them all.</param>
/// <param name="NotInIndex">How many of the person's it found that the index lacks: the index is damaged.</param>
public sealed record SecondSource(int Recordings, bool Complete, int NotInIndex);

/// <param name="Matches">Newest first; those that only the second source has come last.</param>
public sealed record SubjectFindings(IReadOnlyList<SubjectMatch> Matches, SecondSource SecondSource);

/// <summary>
/// Finds a person's recordings in every state except erased, through the blind index: one list per identity, and one state blob per
/// recording found. Other recordings cost nothing. Found ones are not opened, so the only vault call is for the index secret. A recording
/// whose state fails authentication is returned as one that cannot be verified.
/// </summary>
public sealed class SubjectFinder(IndexSecretReader secrets, RecordingIndex index, RecordingStateStore states)
{
    /// <summary>How many states a search compares: 20 lists of 5,000.</summary>
    public const int MostCompared = 100_000;

    const int AtOnce = 16;

    /// <summary>Newest first; those that only <paramref name="everywhere"/> finds come last.</summary>
    /// <param name="identities">
    /// Several values of one kind are the person's several numbers or addresses: one match among them is enough.
    /// </param>
    /// <param name="everywhere">
    /// Also reads the second source, the metadata of every state, which has whom the index lacks: one more request per 5,000 recordings of
    /// the tenant. For what is about to be acted on and certified.
    /// </param>
    internal async IAsyncEnumerable<SubjectMatch> FindAsync(
        TenantStore store,
        IReadOnlyList<NormalizedIdentity> identities,
        [EnumeratorCancellation] CancellationToken cancellationToken,
        bool everywhere = false)
    {
        var asked = await AskedAsync(store, identities, cancellationToken);
        var candidates = await CandidatesAsync(store, asked, cancellationToken);
        await foreach (var match in ListedAsync(store, asked, candidates, cancellationToken))
        {
            yield return match;
        }

        if (!everywhere)
        {
            yield break;
        }

        await foreach (var id in states.NamingAsync(store, asked.Listing, cancellationToken).Where(x => !candidates.ContainsKey(x.Value)))
        {
            if (await MatchAsync(store, Unlisted(id), asked, cancellationToken) is { } match)
            {
                yield return match;
            }
        }
    }

    /// <summary>For whoever searches a person: the index, and as much of the second source as fits into one answer.</summary>
    /// <param name="most">Default <see cref="MostCompared"/>.</param>
    public async Task<SubjectFindings> SearchAsync(
        TenantStore store,
        IReadOnlyList<NormalizedIdentity> identities,
        CancellationToken cancellationToken,
        int most = MostCompared)
    {
        var asked = await AskedAsync(store, identities, cancellationToken);
        var candidates = await CandidatesAsync(store, asked, cancellationToken);
        var matches = await ListedAsync(store, asked, candidates, cancellationToken).ToListAsync(cancellationToken);
        var (listed, compared, complete) = (matches.Count, 0, true);
        await foreach (var (id, isNamed) in states.PeopleAsync(store, asked.Listing, cancellationToken))
        {
            if (compared == most)
            {
                complete = false;
                break;
            }

            compared++;
            if (isNamed
                && !candidates.ContainsKey(id.Value)
                && await MatchAsync(store, Unlisted(id), asked, cancellationToken) is { } match)
            {
                matches.Add(match);
            }
        }

        return new SubjectFindings(matches, new SecondSource(compared, complete, matches.Count - listed));
    }

    async IAsyncEnumerable<SubjectMatch> ListedAsync(
        TenantStore store,
        SubjectTokenSet asked,
        Dictionary<Guid, IndexEntry> candidates,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var batch in candidates.Values.OrderByDescending(c => c.Day).ThenBy(c => c.Position, StringComparer.Ordinal).Chunk(AtOnce))
        {
            foreach (var match in await Task.WhenAll(batch.Select(c => MatchAsync(store, c, asked, cancellationToken))))
            {
                if (match is not null)
                {
                    yield return match;
                }
            }
        }
    }

    static IndexEntry Unlisted(RecordingId id) =>
        new() { Recording = id, Day = DateOnly.FromDateTime(DateTime.UnixEpoch), Order = "99999" };

    /// <returns>Null if no party matches, or if there is nothing of it.</returns>
    async Task<SubjectMatch?> MatchAsync(TenantStore store, IndexEntry found, SubjectTokenSet asked, CancellationToken cancellationToken)
    {
        try
        {
            return await states.FindAsync(store, found.Recording, cancellationToken) is { } recording
                ? SubjectEvidence.Match(recording, asked)
                : null;
        }
        catch (ManifestException)
        {
            return SubjectMatch.Unverifiable(found);
        }
    }

    async Task<SubjectTokenSet> AskedAsync(
        TenantStore store, IReadOnlyList<NormalizedIdentity> identities, CancellationToken cancellationToken)
    {
        using var secret = await secrets.OpenAsync(store, cancellationToken);
        return new SubjectTokenSet(
            [.. identities.SelectMany(x => secret.Tokens.Tokens(x).Select(token => (x.Type, token.Value))).Distinct()]);
    }

    /// <summary>A name alone identifies nobody, because many people share it. It is compared but never used to list recordings.</summary>
    async Task<Dictionary<Guid, IndexEntry>> CandidatesAsync(TenantStore store, SubjectTokenSet asked, CancellationToken cancellationToken)
    {
        var candidates = new Dictionary<Guid, IndexEntry>();
        foreach (var (type, token) in asked.All.Where(x => x.Type is not IdentityType.Name))
        {
            await foreach (var entry in index.EntriesAsync(store, token, IndexTerms.KindName(type), cancellationToken))
            {
                candidates[entry.Recording.Value] = entry;
            }
        }

        return candidates;
    }
}
