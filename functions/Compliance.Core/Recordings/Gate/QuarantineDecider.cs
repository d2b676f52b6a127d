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
    RecordingStateStore states, ManifestReader manifests, SealingRun sealing, RecordingChange changes, TimeProvider clock)
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
            return RecordingFailure.NotAuthentic;
        }
    }

    async Task<Outcome<QuarantineResult>> TryDecideAsync(
        TenantStore store, Actor actor, RecordingId id, QuarantineAction action, string instance, CancellationToken cancellationToken)
    {
        if (await states.FindAsync(store, id, cancellationToken) is not { } stored)
        {
            return RecordingFailure.Unknown;
        }

        RecordingDocument changed;
        try
        {
            var decided = await ChangeAsync(store, id, stored.Document, action, instance, cancellationToken);
            if (!decided.IsSuccess(out changed!, out var failure))
            {
                return failure;
            }
        }
        catch (ManifestException)
        {
            return await states.IsCurrentAsync(store, stored, cancellationToken) ? RecordingFailure.NotAuthentic : Overtaken;
        }

        return await changes.TryApplyAsync(
            store,
            stored,
            new Announcement(actor, $"quarantine.{Name(action)}"),
            changed,
            cancellationToken) is { Document.State: var state }
                ? new QuarantineResult(state, Seal: state is RecordingState.Sealing)
                : Overtaken;
    }

    static Failure Overtaken { get; } = Failure.Conflict("The recording has changed in the meantime; read it again.");

    /// <summary>The document as the decision leaves it; itself where it was made before.</summary>
    async Task<Outcome<RecordingDocument>> ChangeAsync(
        TenantStore store,
        RecordingId id,
        RecordingDocument document,
        QuarantineAction action,
        string instance,
        CancellationToken cancellationToken)
    {
        switch (document)
        {
            case { State: RecordingState.Erased }:
                return RecordingFailure.Erased(document);

            case { State: RecordingState.Quarantined, Quarantine: { Class: QuarantineClass.CardData } or { Destroyed: true } }:
                return action is QuarantineAction.Destroy
                    ? document
                    : Failure.Conflict("The content of this recording was destroyed; there is nothing to release or reprocess.");

            case not { State: RecordingState.Quarantined, Quarantine: not null }:
                return document.Decision == action && document.State is RecordingState.Sealing or RecordingState.Sealed
                    ? document
                    : Failure.Conflict("The recording is not in quarantine.");
        }

        return RecordingTransitions.TryApply(document.State, Operation(action), document.IsHeld, out var to)
            ? await CarryOutAsync(store, id, document, action, to, instance, cancellationToken)
            : HoldRefusal.Of(document);
    }

    async Task<RecordingDocument> CarryOutAsync(
        TenantStore store,
        RecordingId id,
        RecordingDocument document,
        QuarantineAction action,
        RecordingState to,
        string instance,
        CancellationToken cancellationToken)
    {
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

    static RecordingOperation Operation(QuarantineAction action) => action switch
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
