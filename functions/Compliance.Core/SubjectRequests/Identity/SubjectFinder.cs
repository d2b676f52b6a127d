using System.Runtime.CompilerServices;
using Compliance.Identities;
using Compliance.Keys;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Finds a person's recordings in every state except erased, through the blind index: one list per identity, and one state blob per
/// recording found. Other recordings cost nothing. Found ones are not opened, so the only vault call is for the index secret.
/// </summary>
public sealed class SubjectFinder(IndexSecretReader secrets, RecordingIndex index, RecordingStateStore states)
{
    const int AtOnce = 16;

    /// <summary>Newest first.</summary>
    /// <param name="identities">
    /// Several values of one kind are the person's several numbers or addresses: one match among them is enough.
    /// </param>
    /// <exception cref="ManifestException">A recording's state cannot be read, so its data subjects cannot be determined.</exception>
    public async IAsyncEnumerable<SubjectMatch> FindAsync(
        TenantStore store, IReadOnlyList<NormalizedIdentity> identities, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var asked = await AskedAsync(store, identities, cancellationToken);
        var candidates = await CandidatesAsync(store, asked, cancellationToken);
        foreach (var batch in candidates.Values.OrderByDescending(c => c.Day).ThenBy(c => c.Position, StringComparer.Ordinal).Chunk(AtOnce))
        {
            var stored = await Task.WhenAll(batch.Select(c => states.FindAsync(store, c.Recording, cancellationToken)));
            foreach (var recording in stored)
            {
                if (recording is not null && SubjectEvidence.Match(recording, asked) is { } match)
                {
                    yield return match;
                }
            }
        }
    }

    async Task<SubjectTokenSet> AskedAsync(
        TenantStore store, IReadOnlyList<NormalizedIdentity> identities, CancellationToken cancellationToken)
    {
        using var secret = await secrets.OpenAsync(store, cancellationToken);
        return new SubjectTokenSet([.. identities.Distinct().Select(x => (x.Type, secret.Tokens.Token(x).Value))]);
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
