using System.Collections.Concurrent;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Retention;

/// <summary>What the stores say of recordings that were to go in a quarter.</summary>
public sealed class QuarterLook(RetentionRunStore runs, RecordingStateStore states, TimeProvider clock)
{
    const int AtOnce = 8;

    /// <returns>In the order of their ids; nothing of those that were not to go yet.</returns>
    internal async Task<IReadOnlyList<QuarterItem>> AtAsync(
        TenantStore store,
        IReadOnlyList<RecordingId> looked,
        RetentionQuarter quarter,
        TenantSettings current,
        TimeZoneInfo zone,
        CancellationToken cancellationToken)
    {
        var known = await runs.ListAsync(store, cancellationToken).ToHashSetAsync(cancellationToken: cancellationToken);
        var found = new ConcurrentQueue<QuarterItem>();
        var limits = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(looked, limits, async (id, token) =>
        {
            if (await ItemAsync(store, id, quarter, current, zone, known, token) is { } item)
            {
                found.Enqueue(item);
            }
        });
        return [.. found.OrderBy(x => x.RecordingId.ToString(), StringComparer.Ordinal)];
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
}
