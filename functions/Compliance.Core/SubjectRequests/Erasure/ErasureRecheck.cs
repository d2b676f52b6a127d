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
        await Parallel.ForEachAsync(
            outcomes.Where(x => x.Outcome is OutcomeKind.Erased),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (outcome, token) =>
            {
                var entry = await texts.FindAsync<LedgerEntry>(store, id, LedgerEntry.NameOf(outcome.RecordingId), token);
                if (entry is null || (await verification.LookAgainAsync(store, outcome.RecordingId, entry, token)).Count == 0)
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

/// <summary>An erasure left something behind; which recording it is, the register's pages say.</summary>
public sealed class LeftBehindException : Exception
{
    public LeftBehindException()
        : base("A part of an erased recording was found again.")
    {
    }

    public LeftBehindException(string message)
        : base(message)
    {
    }

    public LeftBehindException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
