using Compliance.Audit;
using Compliance.Failures;
using Compliance.Model;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// A request's progress and next step, read from the register alone: the orchestration may die anywhere and ask again. Every step writes
/// the register when it is done, and may safely run twice.
/// </summary>
public sealed class SubjectRequestRun(
    SubjectRequestRegister register,
    SubjectRequestAudit audit,
    SubjectRequestChange changes,
    SubjectRequestReminders reminders,
    InterimEffects interim,
    PackageStore packages,
    TenantSettingsStore settings,
    TimeProvider clock)
{
    /// <summary>The longest time between two checks of a waiting request.</summary>
    static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    /// <summary>Settles owed audit entries, advances what is due, and returns the next move.</summary>
    public async Task<NextMove> LookAsync(TenantStore store, SubjectRequestId id, Actor actor, CancellationToken cancellationToken)
    {
        var settled = await audit.SettleAsync(store, id, cancellationToken);
        var found = await register.FindAsync(store, id, cancellationToken);
        var stored = found is null ? null : await interim.SettleAsync(store, found, actor, cancellationToken);
        if (stored is not { Document.IsLookedAfter: true })
        {
            // Entries may also be owed for a closed request. If any remain, it stays marked open and the timer checks again.
            return settled && await IsOpenedAgainAsync(store, id, cancellationToken) ? NextMove.Wait(clock.GetUtcNow()) : NextMove.End;
        }

        if (stored.Document is { State: SubjectRequestState.CoolingOff, Decision: { } decision } && clock.GetUtcNow() >= decision.ActAt)
        {
            stored = await StepAsync(store, stored, actor, SubjectRequestEvents.Begun, Begun, cancellationToken);
        }

        if (stored.Document is { State: SubjectRequestState.Running, Package: { DestroyedAt: not null } package, IsCertifiedAgain: false })
        {
            // A recording in it was erased before anybody had the package. It is rebuilt without; the old key is destroyed first.
            await packages.DestroyAsync(store, PackageBuild.Of(id, package), cancellationToken);
            stored = await StepAsync(store, stored, actor, SubjectRequestEvents.Repacked, Again, cancellationToken);
        }

        if (await IsTransferDueAsync(store, stored.Document, cancellationToken))
        {
            return new NextMove(RunStep.Transfer);
        }

        return stored.Document.State is SubjectRequestState.Running
            ? Running(stored.Document.Run)
            : await WaitAsync(store, stored, actor, cancellationToken);
    }

    /// <summary>Takes a closed request off the work list, unless somebody takes it up in this moment: their mark may be the one that went.</summary>
    async Task<bool> IsOpenedAgainAsync(TenantStore store, SubjectRequestId id, CancellationToken cancellationToken)
    {
        await register.UnmarkOpenAsync(store, id, cancellationToken);
        if (await register.FindAsync(store, id, cancellationToken) is not { Document.IsLookedAfter: true })
        {
            return false;
        }

        await register.MarkOpenAsync(store, id, cancellationToken);
        return true;
    }

    /// <summary>Records that a step gave up: the request waits for <c>retry</c> and continues from that step.</summary>
    /// <param name="fault">The exception's type; its message may contain more than the register should.</param>
    public Task FailAsync(
        TenantStore store, SubjectRequestId id, Actor actor, string step, string fault, CancellationToken cancellationToken) =>
        changes.ApplyAsync(
            store,
            id,
            new Announcement(actor, SubjectRequestEvents.Failed),
            document => SubjectRequestTransitions.TryApply(document.State, SubjectRequestOperation.Fail, out var to)
                ? (document with { State = to, Run = document.Run with { Failures = document.Run.Failures + 1 } })
                    .At(clock.GetUtcNow(), step, $"failed: {fault}")
                : document,
            cancellationToken);

    async Task<StoredSubjectRequest> StepAsync(
        TenantStore store,
        StoredSubjectRequest stored,
        Actor actor,
        string @event,
        Func<SubjectRequestDocument, Outcome<SubjectRequestDocument>> change,
        CancellationToken cancellationToken) =>
        (await changes.ApplyAsync(store, stored.Id, new Announcement(actor, @event), change, cancellationToken)).IsSuccess(
            out var changed, out _) ? changed : stored;

    Outcome<SubjectRequestDocument> Begun(SubjectRequestDocument document) =>
        SubjectRequestTransitions.TryApply(document.State, SubjectRequestOperation.Begin, out var to)
            ? (document with { State = to }).At(clock.GetUtcNow(), "begun", "success")
            : document;

    Outcome<SubjectRequestDocument> Again(SubjectRequestDocument document) =>
        document is { State: SubjectRequestState.Running, Package: { DestroyedAt: not null } package }
            ? (document with { Package = package.Again(), Run = document.Run with { Step = RunStep.Repack } })
                .At(clock.GetUtcNow(), "package", "again")
            : document;

    static NextMove Running(RunState run) => run.Step switch
    {
        RunStep.Plan or RunStep.Certify => new NextMove(run.Step),
        RunStep.Act or RunStep.LookAgain => new NextMove(run.Step, From: run.Settled, Pages: run.Pages),
        RunStep.Repack => new NextMove(run.Step, Pages: run.Pages),
        RunStep.Done or RunStep.Transfer => throw new InvalidOperationException("A request with this step is not running."),
    };

    async Task<bool> IsTransferDueAsync(TenantStore store, SubjectRequestDocument document, CancellationToken cancellationToken)
    {
        if (document.Transfer is not { IsOpen: true })
        {
            return false;
        }

        var current = (await settings.ReadAsync(store.Scope, cancellationToken)).Settings;
        return TransferState.DueAt(document, current.ReviewPackages, clock.GetUtcNow()) <= clock.GetUtcNow();
    }

    async Task<NextMove> WaitAsync(TenantStore store, StoredSubjectRequest stored, Actor actor, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var current = (await settings.ReadAsync(store.Scope, cancellationToken)).Settings;
        var next = await reminders.RemindAsync(store, stored, actor, current, cancellationToken);
        var until = now + LongestWait;
        var act = stored.Document is { State: SubjectRequestState.CoolingOff, Decision: { } d } ? d.ActAt : (DateTimeOffset?)null;
        foreach (var due in (DateTimeOffset?[])[next, act, TransferState.DueAt(stored.Document, current.ReviewPackages, now)])
        {
            until = due is { } instant && instant < until ? instant : until;
        }

        return NextMove.Wait(until > now ? until : now + TimeSpan.FromSeconds(1));
    }
}
