using Compliance.Audit;
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
    SubjectRequestReminders reminders,
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
        if (await register.FindAsync(store, id, cancellationToken) is not { } stored || IsOver(stored.Document))
        {
            // Entries may also be owed for a closed request. If any remain, it stays marked open and the timer checks again.
            if (settled)
            {
                await register.UnmarkOpenAsync(store, id, cancellationToken);
            }

            return NextMove.End;
        }

        if (stored.Document is { State: SubjectRequestState.CoolingOff, Decision: { } decision } && clock.GetUtcNow() >= decision.ActAt)
        {
            stored = await ChangeAsync(store, stored.Id, actor, SubjectRequestEvents.Begun, Begun, cancellationToken) ?? stored;
        }

        if (stored.Document is { State: SubjectRequestState.Running, Package: { DestroyedAt: not null } package })
        {
            // A recording in it was erased before anybody had the package. It is rebuilt without; the old key is destroyed first.
            await packages.DestroyAsync(store, PackageBuild.Of(id, package), cancellationToken);
            stored = await ChangeAsync(store, id, actor, SubjectRequestEvents.Repacked, Again, cancellationToken) ?? stored;
        }

        return stored.Document.State is SubjectRequestState.Running
            ? Running(stored.Document.Run)
            : await WaitAsync(store, stored, actor, cancellationToken);
    }

    /// <summary>
    /// Writes a step's result and announces it in the audit log. If <paramref name="change"/> returns null, it was written before.
    /// </summary>
    public async Task<StoredSubjectRequest?> ChangeAsync(
        TenantStore store,
        SubjectRequestId id,
        Actor actor,
        string @event,
        Func<SubjectRequestDocument, SubjectRequestDocument?> change,
        CancellationToken cancellationToken)
    {
        while (await register.FindAsync(store, id, cancellationToken) is { } stored)
        {
            if (change(stored.Document) is not { } changed)
            {
                return stored;
            }

            var owed = await audit.BeginAsync(store, id, actor, @event, stored.Version, cancellationToken);
            if (await register.TryReplaceAsync(store, stored, changed.With(owed), cancellationToken) is { } written)
            {
                await audit.SettleAsync(store, id, cancellationToken);
                return written;
            }

            await audit.RefusedAsync(store, id, owed, cancellationToken);
        }

        return null;
    }

    /// <summary>Records that a step gave up: the request waits for <c>retry</c> and continues from that step.</summary>
    /// <param name="fault">The exception's type; its message may contain more than the register should.</param>
    public Task FailAsync(
        TenantStore store, SubjectRequestId id, Actor actor, string step, string fault, CancellationToken cancellationToken) =>
        ChangeAsync(
            store,
            id,
            actor,
            SubjectRequestEvents.Failed,
            document => SubjectRequestTransitions.TryApply(document.State, SubjectRequestOperation.Fail, out var to)
                ? (document with { State = to, Run = document.Run with { Failures = document.Run.Failures + 1 } })
                    .At(clock.GetUtcNow(), step, $"failed: {fault}")
                : null,
            cancellationToken);

    SubjectRequestDocument? Begun(SubjectRequestDocument document) =>
        SubjectRequestTransitions.TryApply(document.State, SubjectRequestOperation.Begin, out var to)
            ? (document with { State = to }).At(clock.GetUtcNow(), "begun", "success")
            : null;

    SubjectRequestDocument? Again(SubjectRequestDocument document) =>
        document is { State: SubjectRequestState.Running, Package: { DestroyedAt: not null } package }
            ? (document with { Package = package.Again(), Run = document.Run with { Step = RunStep.Repack } })
                .At(clock.GetUtcNow(), "package", "again")
            : null;

    static NextMove Running(RunState run) => run.Step switch
    {
        RunStep.Plan or RunStep.Certify => new NextMove(run.Step),
        RunStep.Act or RunStep.LookAgain => new NextMove(run.Step, From: run.Settled, Pages: run.Pages),
        RunStep.Repack => new NextMove(run.Step, Pages: run.Pages),
        RunStep.Done => throw new InvalidOperationException("A finished request is not running."),
    };

    async Task<NextMove> WaitAsync(TenantStore store, StoredSubjectRequest stored, Actor actor, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var current = (await settings.ReadAsync(store.Scope, cancellationToken)).Settings;
        var next = await reminders.RemindAsync(store, stored, actor, current, cancellationToken);
        var until = now + LongestWait;
        foreach (var due in (DateTimeOffset?[])[next, stored.Document is { State: SubjectRequestState.CoolingOff, Decision: { } d } ? d.ActAt : null])
        {
            until = due is { } instant && instant < until ? instant : until;
        }

        return NextMove.Wait(until > now ? until : now + TimeSpan.FromSeconds(1));
    }

    /// <summary>A refusal is complete once the person has been told.</summary>
    static bool IsOver(SubjectRequestDocument document) =>
        document.State is SubjectRequestState.Completed or SubjectRequestState.Cancelled
            || document is { State: SubjectRequestState.Refused, Answer: not null };
}
