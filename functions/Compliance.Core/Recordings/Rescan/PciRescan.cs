using System.Collections.Concurrent;
using Compliance.Audit;
using Compliance.Failures;
using Compliance.Model;
using Compliance.Pci;
using Compliance.Tenancy;
using Microsoft.Extensions.Options;

namespace Compliance.Recordings;

/// <summary>A request for a rescan.</summary>
/// <param name="IsNew">False if the same one was running already.</param>
public sealed record PciRescanAsked(PciRescanView Rescan, bool IsNew);

/// <summary>
/// Examines a tenant's sealed recordings again with today's gate, step by step. <c>state/pci/rescan</c> and the manifests themselves tell
/// the progress: a repeated step, by this host or another, finds what is already done.
/// </summary>
public sealed class PciRescan(
    TenantStoreFactory stores,
    PciRescanStore rescans,
    RecordingStateStore states,
    RecordingRescan recordings,
    PciRescanAudit audit,
    IOptions<PciRescanOptions> options,
    TimeProvider clock)
{
    /// <summary>Of entries in the audit log that nobody made but the rescan.</summary>
    public const string Origin = "RescanRecordings";

    /// <summary>The most recordings per step.</summary>
    internal const int StepSize = 50;

    /// <summary>While an instance of the app is of an older version than the one that began.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>A step takes no further recording after this time.</summary>
    static readonly TimeSpan StepTime = TimeSpan.FromSeconds(30);

    public async Task<PciRescanView> ReadAsync(TenantStore store, CancellationToken cancellationToken) =>
        PciRescanView.Of((await rescans.ReadAsync(store, cancellationToken)).Document);

    /// <summary>Whether one is under way. One read.</summary>
    public async Task<bool> IsActiveAsync(TenantStore store, CancellationToken cancellationToken) =>
        (await rescans.ReadAsync(store, cancellationToken)).Document.IsActive;

    /// <summary>Begins a rescan. The same request while it runs is answered with it; another one is refused.</summary>
    public async Task<Outcome<PciRescanAsked>> AskAsync(
        TenantStore store, Actor actor, PciRescanForm form, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var asked = new PciRescanDocument
        {
            State = PciRescanState.Running,
            Id = Guid.CreateVersion7(now).ToString("D"),
            Filter = form.Filter(),
            Gate = PciGate.Version,
            StartedAt = now,
        };
        for (var isAnnounced = false; ; isAnnounced = true)
        {
            var stored = await rescans.ReadAsync(store, cancellationToken);
            if (stored.Document.IsActive)
            {
                await (isAnnounced ? audit.OvertakenAsync(store.Scope, actor, asked, cancellationToken) : Task.CompletedTask);
                return stored.Document.Filter == asked.Filter
                    ? new PciRescanAsked(PciRescanView.Of(stored.Document), IsNew: false)
                    : Failure.Conflict("Another rescan is running; wait for its end or cancel it.");
            }

            await (isAnnounced ? Task.CompletedTask : audit.AskedAsync(store.Scope, actor, asked, cancellationToken));
            if (await rescans.TryWriteAsync(store, stored, asked, cancellationToken))
            {
                return new PciRescanAsked(PciRescanView.Of(asked), IsNew: true);
            }
        }
    }

    /// <summary>Ends a rescan after the step that runs. What was done stays done.</summary>
    public async Task<Outcome<PciRescanView>> CancelAsync(TenantStore store, Actor actor, CancellationToken cancellationToken)
    {
        while (await rescans.ReadAsync(store, cancellationToken) is { Document.IsActive: true } stored)
        {
            var cancelled = Ended(stored.Document, PciRescanState.Cancelled);
            if (await rescans.TryWriteAsync(store, stored, cancelled, cancellationToken))
            {
                await audit.CancelledAsync(store.Scope, actor, cancelled, CancellationToken.None);
                await audit.EndedAsync(store.Scope, cancelled, CancellationToken.None);
                return PciRescanView.Of(cancelled);
            }
        }

        return Failure.Conflict("No rescan is running.");
    }

    /// <summary>Performs one step.</summary>
    /// <param name="instance">The orchestration that seals a recording.</param>
    public async Task<WalkTurn> TurnAsync(
        TenantScope scope, Func<RecordingId, string> instance, CancellationToken cancellationToken)
    {
        var store = stores.Open(scope);
        var stored = await rescans.ReadAsync(store, cancellationToken);
        if (!stored.Document.IsActive)
        {
            return new(Ended: true);
        }

        if (stored.Document.Gate > PciGate.Version)
        {
            return new(Ended: false, clock.GetUtcNow() + Patience);
        }

        var rescan = stored.Document with { State = PciRescanState.Running, Fault = null };
        rescan = rescan with
        {
            Total = rescan.Total ?? await states.ListAsync(store, cancellationToken).LongCountAsync(cancellationToken),
            Walk = await rescan.Walk.AdvanceAsync(states, store, cancellationToken),
        };
        if (rescan.Walk.Listed.Count == 0)
        {
            // Written before the state: a crash in between repeats this entry, which counts once.
            await audit.EndedAsync(scope, rescan, cancellationToken);
            await rescans.TryWriteAsync(store, stored, Ended(rescan, PciRescanState.Completed), cancellationToken);
            return new(Ended: false);
        }

        var began = clock.GetUtcNow();
        var looked = await StepAsync(store, rescan, instance, cancellationToken);
        await rescans.TryWriteAsync(store, stored, rescan.With(looked), cancellationToken);
        return new(Ended: false, began + TimeSpan.FromSeconds(looked.Count / options.Value.PerSecond));
    }

    /// <summary>Records that a step was retried for long and gave up.</summary>
    /// <param name="fault">The exception's type.</param>
    public async Task FailAsync(TenantScope scope, string fault, CancellationToken cancellationToken)
    {
        var store = stores.Open(scope);
        while (await rescans.ReadAsync(store, cancellationToken) is { Document.IsActive: true } stored
            && !await rescans.TryWriteAsync(
                store, stored, stored.Document with { State = PciRescanState.Failed, Fault = fault }, cancellationToken))
        {
        }
    }

    async Task<IReadOnlyCollection<(RecordingId Id, Rescanned Seen)>> StepAsync(
        TenantStore store, PciRescanDocument rescan, Func<RecordingId, string> instance, CancellationToken cancellationToken)
    {
        var (looked, began) = (new ConcurrentQueue<(RecordingId, Rescanned)>(), clock.GetTimestamp());
        var limits = new ParallelOptions { MaxDegreeOfParallelism = options.Value.AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(rescan.Walk.Listed.Take(StepSize), limits, async (id, token) =>
        {
            if (clock.GetElapsedTime(began) < StepTime)
            {
                looked.Enqueue((id, await recordings.LookAsync(store, id, rescan, instance(id), token)));
            }
        });
        return looked;
    }

    PciRescanDocument Ended(PciRescanDocument rescan, PciRescanState state) =>
        rescan with { State = state, EndedAt = clock.GetUtcNow(), Walk = RecordingWalk.End };
}
