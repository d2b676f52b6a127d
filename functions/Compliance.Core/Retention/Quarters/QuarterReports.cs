using System.Collections.Concurrent;
using System.Text.Json;
using Compliance.Json;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Retention;

/// <summary>
/// Makes the signed report of each quarter once it is over, step by step: looks at every recording there is, not at the index of what is
/// due, and compares it with what the nights said they did. Any step may run twice.
/// </summary>
public sealed class QuarterReports(
    QuarterStore quarters,
    RetentionRunStore runs,
    PlanPageStore pages,
    RecordingStateStore states,
    TenantSettingsStore settings,
    ITenantVaultProvider vaults,
    TimeProvider clock)
{
    const int StepSize = 200;
    const int AtOnce = 8;

    public async Task<QuarterList> ListAsync(TenantStore store, CancellationToken cancellationToken)
    {
        var items = new List<QuarterView>();
        foreach (var quarter in (await quarters.ListAsync(store, cancellationToken)).Reverse())
        {
            if (await quarters.FindAsync(store, quarter, cancellationToken) is { Value: var document })
            {
                items.Add(new(
                    quarter,
                    document.EndedAt,
                    document.Expected,
                    document.Deleted,
                    document.Reduced,
                    document.Kept,
                    document.Mismatches,
                    document.EndedAt is null ? null : $"/api/tenants/{store.Tenant}/retention/reports/{quarter}"));
            }
        }

        return new(items);
    }

    /// <returns>The signed report; null if there is none.</returns>
    public Task<byte[]?> FindAsync(TenantStore store, RetentionQuarter quarter, CancellationToken cancellationToken) =>
        quarters.SignedAsync(store, quarter, cancellationToken);

    /// <summary>Does one step of the next report.</summary>
    /// <returns>Whether there is more to do.</returns>
    public async Task<bool> TurnAsync(TenantStore store, CancellationToken cancellationToken)
    {
        var current = (await settings.ReadAsync(store.Scope, cancellationToken)).Settings;
        var zone = TimeZoneInfo.FindSystemTimeZoneById(current.TimeZone);
        if (await NextAsync(store, zone, cancellationToken) is not var (quarter, stored))
        {
            return false;
        }

        var document = stored?.Value ?? new QuarterDocument { StartedAt = clock.GetUtcNow(), Walk = RecordingWalk.Begin };
        document = document with { Walk = await document.Walk.AdvanceAsync(states, store, cancellationToken) };
        document = document.Walk.Listed.Count > 0
            ? await LookAsync(store, quarter, document, current, zone, cancellationToken)
            : await EndAsync(store, quarter, document, zone, cancellationToken);
        await quarters.TryWriteAsync(store, quarter, document, stored?.ETag, cancellationToken);
        return true;
    }

    /// <summary>The oldest quarter that is over and has no report since there are reports; the last one if there are none.</summary>
    async Task<(RetentionQuarter Quarter, Versioned<QuarterDocument>? Stored)?> NextAsync(
        TenantStore store, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        var over = RetentionQuarter.Of(clock.GetUtcNow(), zone).Previous;
        if (await quarters.ListAsync(store, cancellationToken) is not [.., var newest])
        {
            return (over, null);
        }

        return await quarters.FindAsync(store, newest, cancellationToken) is { Value.EndedAt: null } open ? (newest, open)
            : newest.First < over.First ? (newest.Next, null)
            : null;
    }

    async Task<QuarterDocument> LookAsync(
        TenantStore store,
        RetentionQuarter quarter,
        QuarterDocument document,
        TenantSettings current,
        TimeZoneInfo zone,
        CancellationToken cancellationToken)
    {
        var looked = document.Walk.Listed.Take(StepSize).ToArray();
        var (found, known) = (new ConcurrentQueue<QuarterItem>(), await RunsAsync(store, cancellationToken));
        var limits = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(looked, limits, async (id, token) =>
        {
            if (await ItemAsync(store, id, quarter, current, zone, known, token) is { } item)
            {
                found.Enqueue(item);
            }
        });
        if (!found.IsEmpty)
        {
            await quarters.PutPageAsync(
                store, quarter, document.Pages, [.. found.OrderBy(x => x.RecordingId.ToString(), StringComparer.Ordinal)], cancellationToken);
        }

        return document with { Walk = document.Walk.Without(looked), Pages = document.Pages + (found.IsEmpty ? 0 : 1) };
    }

    async Task<QuarterItem?> ItemAsync(
        TenantStore store,
        RecordingId id,
        RetentionQuarter quarter,
        TenantSettings current,
        TimeZoneInfo zone,
        IReadOnlySet<SubjectRequestId> known,
        CancellationToken cancellationToken)
    {
        StoredRecording? stored;
        try
        {
            stored = await states.FindAsync(store, id, cancellationToken);
        }
        catch (ManifestException)
        {
            return new(id, QuarterOutcome.Mismatch, Mismatch: QuarterMismatch.NotAuthentic);
        }

        return stored switch
        {
            null => null,
            { Document: { State: RecordingState.Erased, ErasedAt: { } at, Certificate: { } certificate } } =>
                RetentionQuarter.Of(at, zone) == quarter
                && SubjectRequestLinks.RequestOf(certificate) is { } run
                && known.Contains(run)
                    ? new(id, QuarterOutcome.Deleted, Run: run)
                    : null,
            _ => KeptItem(stored, quarter, current, zone),
        };
    }

    QuarterItem? KeptItem(StoredRecording stored, RetentionQuarter quarter, TenantSettings current, TimeZoneInfo zone)
    {
        var now = clock.GetUtcNow();
        if (DueRecordings.ManifestOf(stored) is not { } manifest
            || stored.Document.State is RecordingState.Erasing
            || RetentionQuarter.Of(DueRecordings.StateOf(stored, manifest, current, now).FirstEnd, zone).First > quarter.First)
        {
            return null;
        }

        return DueRecordings.VerdictOf(stored, current, now) is { Kept: { } kept }
            ? new(stored.Id, QuarterOutcome.Kept, Because: kept.Reason)
            : new(stored.Id, QuarterOutcome.Mismatch, Mismatch: QuarterMismatch.NotDeleted);
    }

    async Task<IReadOnlySet<SubjectRequestId>> RunsAsync(TenantStore store, CancellationToken cancellationToken) =>
        await runs.ListAsync(store, cancellationToken).ToHashSetAsync(cancellationToken: cancellationToken);

    async Task<QuarterDocument> EndAsync(
        TenantStore store, RetentionQuarter quarter, QuarterDocument document, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        var items = new Dictionary<RecordingId, QuarterItem>();
        for (var page = 0; page < document.Pages; page++)
        {
            foreach (var item in await quarters.PageAsync(store, quarter, page, cancellationToken))
            {
                items[item.RecordingId] = item;
            }
        }

        await CompareAsync(store, quarter, items, zone, cancellationToken);
        var all = items.Values.OrderBy(x => x.RecordingId.ToString(), StringComparer.Ordinal).ToArray();
        int Count(QuarterOutcome outcome) => all.Count(x => x.Outcome == outcome);
        document = document with
        {
            EndedAt = clock.GetUtcNow(),
            Expected = all.Length,
            Deleted = Count(QuarterOutcome.Deleted),
            Reduced = Count(QuarterOutcome.Reduced),
            Kept = Count(QuarterOutcome.Kept),
            Mismatches = Count(QuarterOutcome.Mismatch),
        };
        var listed = QuarterStatement.Listed(all);
        var statement = new QuarterStatement(
            V: 1,
            store.Tenant.ToString(),
            quarter,
            RetentionPeriod.FirstInstantOf(quarter.First, zone),
            RetentionPeriod.FirstInstantOf(quarter.Next.First, zone),
            document.StartedAt,
            document.Expected,
            document.Deleted,
            document.Reduced,
            all.Where(x => x.Because is not null)
                .GroupBy(x => JsonNamingPolicy.CamelCase.ConvertName(x.Because!.Value.ToString()), StringComparer.Ordinal)
                .OrderBy(x => x.Key, StringComparer.Ordinal)
                .ToDictionary(x => x.Key, x => x.Count(), StringComparer.Ordinal),
            document.Mismatches,
            IsComplete: listed.Count == all.Length,
            listed);
        var signed = await SignedStatement.SignAsync(
            vaults.Open(store.Scope), StrictJson.Write(statement), QuarterStatement.Type, cancellationToken);
        await quarters.PutSignedAsync(store, quarter, signed, cancellationToken);
        return document;
    }

    /// <summary>Puts what the nights of the quarter say beside what the stores say.</summary>
    async Task CompareAsync(
        TenantStore store,
        RetentionQuarter quarter,
        Dictionary<RecordingId, QuarterItem> items,
        TimeZoneInfo zone,
        CancellationToken cancellationToken)
    {
        var said = new HashSet<RecordingId>();
        await foreach (var id in runs.ListAsync(store, cancellationToken))
        {
            if (await runs.FindAsync(store, id, cancellationToken) is not { Value: { EndedAt: { } ended } run }
                || RetentionQuarter.Of(run.StartedAt, zone).First > quarter.First
                || RetentionQuarter.Of(ended, zone).First < quarter.First)
            {
                continue;
            }

            foreach (var outcome in await pages.AllOutcomesAsync(store, id, run.Pages, cancellationToken))
            {
                if (outcome.Media is { } media && RetentionQuarter.Of(run.StartedAt, zone) == quarter)
                {
                    items.TryAdd(outcome.RecordingId, new(outcome.RecordingId, QuarterOutcome.Reduced, Run: id, Media: media));
                }
                else if (outcome.Outcome is OutcomeKind.Erased)
                {
                    said.Add(outcome.RecordingId);
                    if (await IsBackAsync(store, outcome.RecordingId, cancellationToken))
                    {
                        items[outcome.RecordingId] = new(
                            outcome.RecordingId, QuarterOutcome.Mismatch, Mismatch: QuarterMismatch.Back, Run: id);
                    }
                }
            }
        }

        foreach (var item in items.Values.Where(x => x.Outcome is QuarterOutcome.Deleted && !said.Contains(x.RecordingId)).ToArray())
        {
            items[item.RecordingId] = item with { Outcome = QuarterOutcome.Mismatch, Mismatch = QuarterMismatch.NotCertified };
        }
    }

    async Task<bool> IsBackAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken) =>
        (await states.FindAsync(store, id, cancellationToken).OrLeftOutAsync())?.Document.State
            is not (null or RecordingState.Erased or RecordingState.Erasing);
}
