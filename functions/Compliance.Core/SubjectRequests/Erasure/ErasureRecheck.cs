using System.Collections.Concurrent;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>After a request's erasures: nothing may be found of what they destroyed.</summary>
public sealed class ErasureRecheck(
    PlanPageStore pages, RecordingErasure erasure, ErasureVerification verification, SubjectRequestTexts texts)
{
    /// <summary>Recordings of one page at once.</summary>
    const int AtOnce = 8;

    /// <summary>
    /// Looks in every store for what a page says is erased. What a step that was under way wrote since then is removed, and looked for
    /// again.
    /// </summary>
    /// <exception cref="LeftBehindException">Something is there still, or again.</exception>
    public async Task LookAgainAsync(
        TenantStore store, SubjectRequestId id, int page, ISealingTerminator sealing, CancellationToken cancellationToken)
    {
        var outcomes = await pages.OutcomesAsync(store, id, page, cancellationToken)
            ?? throw new InvalidOperationException("A page of the plan has no outcomes.");
        RecordingOutcome[] erased = [.. outcomes.Where(x => x.Outcome is OutcomeKind.Erased)];
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        var entries = new ConcurrentDictionary<RecordingId, LedgerEntry>();
        await Parallel.ForEachAsync(erased, options, async (outcome, token) =>
        {
            if (await texts.FindAsync<LedgerEntry>(store, id, LedgerEntry.NameOf(outcome.RecordingId), token) is { } entry)
            {
                entries[outcome.RecordingId] = entry;
            }
        });
        var indexed = await verification.IndexedAsync(store, entries.Values, cancellationToken);
        await Parallel.ForEachAsync(erased, options, async (outcome, token) =>
        {
            var entry = entries.GetValueOrDefault(outcome.RecordingId);
            if ((await verification.LookAgainAsync(store, outcome.RecordingId, entry, token, indexed)).Count == 0)
            {
                return;
            }

            await erasure.ResumeAsync(store, outcome.RecordingId, sealing, token);
            if ((await verification.LookAgainAsync(store, outcome.RecordingId, entry, token)).Count > 0)
            {
                throw new LeftBehindException();
            }
        });
    }
}
