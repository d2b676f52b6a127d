using Compliance.Json;
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
    QuarterLook look,
    QuarterComparison comparison,
    RecordingStateStore states,
    TenantSettingsStore settings,
    ITenantVaultProvider vaults,
    TimeProvider clock)
{
    const int StepSize = 200;

    /// <summary>Recordings that are compared at a time, in memory.</summary>
    internal int StretchSize { get; set; } = 100_000;

    public async Task<QuarterList> ListAsync(TenantStore store, CancellationToken cancellationToken)
    {
        var items = new List<QuarterView>();
        foreach (var quarter in (await quarters.ListAsync(store, cancellationToken)).Reverse())
        {
            if (await quarters.FindAsync(store, quarter, cancellationToken) is { Value: var document })
            {
                var tally = document.Tally;
                items.Add(new(
                    quarter,
                    document.EndedAt,
                    tally.Expected,
                    tally.Deleted,
                    tally.Reduced,
                    tally.Kept.Values.Sum(),
                    tally.Mismatches,
                    document.EndedAt is null ? null : $"/api/tenants/{store.Tenant}/retention/reports/{quarter}"));
            }
        }

        return new(items);
    }

    /// <returns>The signed report; null if there is none.</returns>
    public Task<byte[]?> FindAsync(TenantStore store, RetentionQuarter quarter, CancellationToken cancellationToken) =>
        quarters.SignedAsync(store, quarter, cancellationToken);

    /// <returns>A page of a report that is signed, byte for byte; null if there is none.</returns>
    public async Task<byte[]?> FindPageAsync(TenantStore store, RetentionQuarter quarter, int page, CancellationToken cancellationToken) =>
        await quarters.FindAsync(store, quarter, cancellationToken) is { Value: { EndedAt: not null } document }
        && page >= 0 && page < document.Listed.Count
            ? await quarters.ListedAsync(store, quarter, page, cancellationToken)
            : null;

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
        document = document.Walk.Listed.Count > 0 ? await LookAsync(store, quarter, document, current, zone, cancellationToken)
            : document.Compared < document.Stretches.Count ? await CompareAsync(store, quarter, document, zone, cancellationToken)
            : await SignAsync(store, quarter, document, zone, cancellationToken);
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
        var found = await look.AtAsync(store, looked, quarter, current, zone, cancellationToken);
        if (found.Count > 0)
        {
            await quarters.PutPageAsync(store, quarter, document.Pages, found, cancellationToken);
        }

        var isFull = document.InStretch + looked.Length > StretchSize;
        return document with
        {
            Walk = document.Walk.Without(looked),
            Pages = document.Pages + (found.Count > 0 ? 1 : 0),
            Stretches = isFull ? [.. document.Stretches, new(looked[0], document.Pages)] : document.Stretches,
            InStretch = isFull ? looked.Length : document.InStretch + looked.Length,
        };
    }

    async Task<QuarterDocument> CompareAsync(
        TenantStore store, RetentionQuarter quarter, QuarterDocument document, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        var items = await comparison.NextAsync(store, quarter, document, zone, cancellationToken);
        var listed = new List<ListedPage>(document.Listed);
        foreach (var page in items.Chunk(QuarterStore.ListedSize))
        {
            listed.Add(await quarters.PutListedAsync(store, quarter, listed.Count, page, cancellationToken));
        }

        return document with { Compared = document.Compared + 1, Listed = listed, Tally = document.Tally.With(items) };
    }

    async Task<QuarterDocument> SignAsync(
        TenantStore store, RetentionQuarter quarter, QuarterDocument document, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        var pages = document.Listed.Count > 0 ? document.Listed : [await quarters.PutListedAsync(store, quarter, 0, [], cancellationToken)];
        var tally = document.Tally;
        var statement = new QuarterStatement(
            V: 1,
            store.Tenant.ToString(),
            quarter,
            RetentionPeriod.FirstInstantOf(quarter.First, zone),
            RetentionPeriod.FirstInstantOf(quarter.Next.First, zone),
            document.StartedAt,
            tally.Expected,
            tally.Deleted,
            tally.Reduced,
            tally.Kept,
            tally.Mismatches,
            pages,
            await InlineAsync(store, quarter, pages, cancellationToken));
        var signed = await SignedStatement.SignAsync(
            vaults.Open(store.Scope), StrictJson.Write(statement), QuarterStatement.Type, cancellationToken);
        await quarters.PutSignedAsync(store, quarter, signed, cancellationToken);
        return document with { EndedAt = clock.GetUtcNow(), Listed = pages };
    }

    async Task<IReadOnlyList<QuarterItem>> InlineAsync(
        TenantStore store, RetentionQuarter quarter, IReadOnlyList<ListedPage> pages, CancellationToken cancellationToken)
    {
        var items = new List<QuarterItem>();
        for (var page = 0; page < pages.Count && pages.Sum(x => x.Recordings) <= QuarterStatement.MostInline; page++)
        {
            items.AddRange(await quarters.ListedItemsAsync(store, quarter, page, cancellationToken));
        }

        return items;
    }
}
