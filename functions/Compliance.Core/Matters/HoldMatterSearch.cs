using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Compliance.Json;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Matters;

/// <summary>
/// Finds what a matter covers in the blind index: by person, else by queue, else among all. An entry only leads to the recording, whose
/// authenticated state decides.
/// </summary>
public sealed class HoldMatterSearch(RecordingIndex index, IndexSecretReader secrets, RecordingStateStore states)
{
    /// <param name="after">The place after which to go on; null for the beginning.</param>
    public async IAsyncEnumerable<(RecordingId Id, string Place)> CandidatesAsync(
        TenantStore store, HoldMatterScope scope, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var (i, term) in (await TermsAsync(store, scope, cancellationToken)).Index())
        {
            var first = string.Create(CultureInfo.InvariantCulture, $"{i:D5}");
            if (string.CompareOrdinal(first + "~", after) <= 0)
            {
                continue;
            }

            await foreach (var entry in index.EntriesAsync(store, term.Token, term.Kind, cancellationToken))
            {
                var place = $"{first}/{entry.BlobName}";
                if (string.CompareOrdinal(place, after) > 0 && IsInPeriod(entry, scope))
                {
                    yield return (entry.Recording, place);
                }
            }
        }
    }

    /// <returns>False also for one that is gone or not authentic, which health and the nightly check report.</returns>
    public async Task<bool> CoversAsync(TenantStore store, HoldMatterScope scope, RecordingId id, CancellationToken cancellationToken) =>
        await states.FindAsync(store, id, cancellationToken).OrLeftOutAsync() is { } stored && Covers(scope, stored);

    public async Task<bool> HasHoldAsync(
        TenantStore store, RecordingId id, HoldMatterDocument matter, Func<HoldState, bool> which, CancellationToken cancellationToken) =>
        await states.FindAsync(store, id, cancellationToken).OrLeftOutAsync() is { } stored
        && stored.Document.Holds.Any(x => x.Matter == matter.Matter && which(x));

    public static bool Covers(HoldMatterScope scope, StoredRecording stored) => scope.Covers(stored.Id, stored.Document.Facts, PeopleOf(stored));

    /// <summary>Blind tokens of the people on a recording, without names.</summary>
    public static IReadOnlyCollection<string> PeopleOf(StoredRecording stored) => stored.Document.Manifest is { } manifest
        ? RecordingPeople.Of(StateJson.Read<RecordingManifest>(Encoding.UTF8.GetBytes(manifest)).IndexEntries)
        : [];

    async Task<IReadOnlyList<HeldToken>> TermsAsync(TenantStore store, HoldMatterScope scope, CancellationToken cancellationToken)
    {
        if (scope.Persons > 0)
        {
            return scope.Tokens;
        }

        using var secret = await secrets.OpenAsync(store, cancellationToken);
        return scope.Queues.Count > 0
            ? [.. scope.Queues.Select(x => new HeldToken(IndexKinds.Queue, secret.Tokens.Token(IndexKinds.Queue, x).Value))]
            : [new HeldToken(IndexKinds.All, secret.Tokens.Token(IndexKinds.All, IndexKinds.Everything).Value)];
    }

    static bool IsInPeriod(IndexEntry entry, HoldMatterScope scope) =>
        (scope.From is not { } from || entry.Day >= DateOnly.FromDateTime(from.UtcDateTime))
        && (scope.To is not { } to || entry.Day <= DateOnly.FromDateTime(to.UtcDateTime));
}
