using Compliance.Audit;
using Compliance.Failures;
using Compliance.Model;
using Compliance.Pci;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>The result of a decision.</summary>
/// <param name="Seal">Whether a sealing must be started.</param>
public sealed record QuarantineResult(RecordingState State, bool Seal);

/// <summary>Carries out <c>POST …/quarantine</c>.</summary>
public sealed class QuarantineDecider(
    RecordingStateStore states, ManifestReader manifests, SealingRun sealing, RecordingSettlement settlement, RecordingAudit audit, TimeProvider clock)
{
    /// <param name="instance">The id of the orchestration that would seal.</param>
    public async Task<Outcome<QuarantineResult>> DecideAsync(
        TenantStore store, Actor actor, RecordingId id, QuarantineDecision decision, string instance, CancellationToken cancellationToken)
    {
        try
        {
            return await TryDecideAsync(store, actor, id, decision.Action, instance, cancellationToken);
        }
        catch (ManifestException)
        {
            return Failure.FailedVerification("The stored recording failed its integrity check; it can only be erased.");
        }
    }

    async Task<Outcome<QuarantineResult>> TryDecideAsync(
        TenantStore store, Actor actor, RecordingId id, QuarantineAction action, string instance, CancellationToken cancellationToken)
    {
        if (await states.FindAsync(store, id, cancellationToken) is not { } stored)
        {
            return Failure.NotFound("The recording does not exist.");
        }

        if (stored.Document.State is RecordingState.Erased)
        {
            return Failure.Gone("This recording was erased.", stored.Document.Certificate);
        }

        if (stored.Document is not { State: RecordingState.Quarantined, Quarantine: { } quarantine })
        {
            return stored.Document.Decision == action && stored.Document.State is RecordingState.Sealing or RecordingState.Sealed
                ? new QuarantineResult(stored.Document.State, Seal: stored.Document.State is RecordingState.Sealing)
                : Failure.Conflict("The recording is not in quarantine.");
        }

        if (quarantine.Class is QuarantineClass.CardData || quarantine.Destroyed)
        {
            return action is QuarantineAction.Destroy
                ? new QuarantineResult(stored.Document.State, Seal: false)
                : Failure.Conflict("The content of this recording was destroyed; there is nothing to release or reprocess.");
        }

        if (!RecordingTransitions.TryApply(stored.Document.State, OperationOf(action), stored.Document.IsHeld, out _))
        {
            return HoldRefusal.Of(stored.Document);
        }

        var owed = await audit.BeginAsync(
            store, id, actor, $"quarantine.{Name(action)}", $"{id}/{stored.Version}/{actor.Pseudonym}", cancellationToken);
        RecordingDocument changed;
        try
        {
            changed = (await ChangeAsync(store, id, stored.Document, action, instance, cancellationToken)).With(owed);
        }
        catch (ManifestException)
        {
            await audit.RefusedAsync(store, id, owed, cancellationToken);
            return await states.IsCurrentAsync(store, stored, cancellationToken)
                ? Failure.FailedVerification("The stored recording failed its integrity check; it can only be erased.")
                : Changed;
        }

        if (await states.TryReplaceAsync(store, stored, changed, cancellationToken) is null)
        {
            await audit.RefusedAsync(store, id, owed, cancellationToken);
            return Changed;
        }

        await settlement.SettleAsync(store, id, cancellationToken);
        return new QuarantineResult(changed.State, Seal: changed.State is RecordingState.Sealing);
    }

    static Failure Changed { get; } = Failure.Conflict("The recording has changed in the meantime; read it again.");

    async Task<RecordingDocument> ChangeAsync(
        TenantStore store, RecordingId id, RecordingDocument document, QuarantineAction action, string instance, CancellationToken cancellationToken)
    {
        if (!RecordingTransitions.TryApply(document.State, OperationOf(action), document.IsHeld, out var to))
        {
            throw new InvalidOperationException("The table of transitions refuses this decision.");
        }

        if (action is QuarantineAction.Release)
        {
            // Verify before releasing: a recording that is not authentic must not be released.
            await manifests.OpenAsync(store, id, document, cancellationToken);
            return document with { State = to, Quarantine = null, Decision = action };
        }

        var sources = action is QuarantineAction.Reprocess ? await sealing.SealedSourcesAsync(store, id, document, cancellationToken) : [];
        var reason = action is QuarantineAction.Destroy ? QuarantineReasonCodes.Destroyed : null;
        return document with
        {
            State = to,
            Decision = action,
            Run = new SealingRunState(instance, document.Generation + 1, Attempt: 0, clock.GetUtcNow(), sources, [], reason),
        };
    }

    static RecordingOperation OperationOf(QuarantineAction action) => action switch
    {
        QuarantineAction.Reprocess => RecordingOperation.Reprocess,
        QuarantineAction.Destroy => RecordingOperation.Destroy,
        QuarantineAction.Release => RecordingOperation.Release,
        _ => throw new ArgumentOutOfRangeException(nameof(action)),
    };

    static string Name(QuarantineAction action) => action switch
    {
        QuarantineAction.Reprocess => "reprocess",
        QuarantineAction.Release => "release",
        QuarantineAction.Destroy => "destroy",
        _ => throw new ArgumentOutOfRangeException(nameof(action)),
    };
}
