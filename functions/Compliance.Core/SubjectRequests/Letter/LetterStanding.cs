using System.Collections.Concurrent;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// What other requests have made of the recordings since this one was decided: a letter says what playback does on the day it is written.
/// </summary>
public sealed class LetterStanding(RecordingStateStore recordings)
{
    const int AtOnce = 16;

    static readonly RecordingVerdict Gone = new(OutcomeKind.NotFound, Basis: null, ReviewAt: null, VerdictReasons.Gone, []);

    internal async Task<IReadOnlyList<AnswerItem>> OfAsync(
        TenantStore store,
        SubjectRequestId id,
        IReadOnlyList<(RecordingId RecordingId, AnswerItem Item)> items,
        CancellationToken cancellationToken)
    {
        var now = new ConcurrentDictionary<RecordingId, RecordingDocument>();
        await Parallel.ForEachAsync(
            items.Where(x => x.Item.IsTheirs && x.Item.Verdict.Outcome is OutcomeKind.Retained or OutcomeKind.Restricted or OutcomeKind.Stopped),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (x, token) =>
            {
                if (await recordings.FindAsync(store, x.RecordingId, token).OrLeftOutAsync() is { } found)
                {
                    now[x.RecordingId] = found.Document;
                }
            });
        return [.. items.Select(x => now.TryGetValue(x.RecordingId, out var document) ? Of(x.Item, document, id) : x.Item)];
    }

    static AnswerItem Of(AnswerItem item, RecordingDocument now, SubjectRequestId id) =>
        now.State is RecordingState.Erasing or RecordingState.Erased
            ? item with { Verdict = Gone }
            : item with
            {
                RestrictedOtherwise = now.Restrictions.Any(x => x.Request != id),
                Verdict = Of(item.Verdict, now.Stops.Where(x => x.Request != id).ToLookup(x => x.Purpose, StringComparer.Ordinal)),
            };

    static RecordingVerdict Of(RecordingVerdict verdict, ILookup<string, PurposeStop> stops)
    {
        PurposeVerdict[] purposes = [.. verdict.Purposes.Select(x => x.Fate is PurposeFate.Kept && stops.Contains(x.Purpose)
            ? new(x.Purpose, PurposeFate.Ends, ArticleOf(stops[x.Purpose].MinBy(s => s.At)!.State), null, VerdictReasons.EndedMeanwhile)
            : x)];
        return purposes.SequenceEqual(verdict.Purposes)
            || verdict.Reason is not (VerdictReasons.GroundDoesNotReach or VerdictReasons.KeptForSomePurposes)
                ? verdict with { Purposes = purposes }
            : purposes.All(x => x.Fate is PurposeFate.Ends)
                ? verdict with { Purposes = purposes, Basis = null, ReviewAt = null, Reason = VerdictReasons.EndedMeanwhile }
            : verdict with { Purposes = purposes, Reason = VerdictReasons.KeptForSomePurposes };
    }

    static string ArticleOf(PurposeState state) => state switch
    {
        PurposeState.Withdrawn or PurposeState.Refused => "7(3)",
        PurposeState.Objected => "21",
        _ => "5(1)(b)",
    };
}
