using Compliance.Audit;
using Compliance.Failures;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>A decision taken.</summary>
/// <param name="Seal">The recording has to be sealed again for it.</param>
public sealed record PauseProposalResult(PauseProposalView Proposal, bool Seal);

/// <summary>
/// Pauses that were signalled when their call was over: nothing of a sealed recording is silenced for them until a handler, who sees what
/// that would destroy, confirms it, and never under a legal hold.
/// </summary>
public sealed class PauseProposals(
    RecordingStateStore states,
    ManifestReader manifests,
    LatePauseResealing late,
    PauseProposalStore proposals,
    RecordingOutbox pending,
    IAuditLog audit,
    TimeProvider clock)
{
    public Task<Outcome<PauseProposalList>> ListAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken) =>
        OpenAsync<PauseProposalList>(
            store,
            id,
            async recording =>
            {
                await late.IsDueAsync(store, id, cancellationToken);
                var document = await proposals.ReadAsync(store, id, cancellationToken);
                return new PauseProposalList(id, [.. document.Items.Select(x => PauseProposalView.Of(x, recording))]);
            },
            cancellationToken);

    /// <summary>The same again has the same answer; another decision on what was decided is a conflict.</summary>
    public Task<Outcome<PauseProposalResult>> DecideAsync(
        TenantStore store, Actor actor, RecordingId id, PauseProposalForm form, CancellationToken cancellationToken) =>
        OpenAsync<PauseProposalResult>(
            store,
            id,
            async recording =>
            {
                var known = (await proposals.ReadAsync(store, id, cancellationToken)).Find(form.Number);
                if (Refusal(known, form, recording) is { } refusal)
                {
                    return refusal;
                }

                var decided = known!.State is PauseProposalState.Open
                    ? await WriteAsync(store, actor, recording, known, form.Action, cancellationToken)
                    : known;
                return decided is null
                    ? Changed
                    : new PauseProposalResult(PauseProposalView.Of(decided, recording), decided.State is PauseProposalState.Confirmed);
            },
            cancellationToken);

    static Failure Changed { get; } = Failure.Conflict("What would be silenced has changed since that preview; look at it again.");

    static Failure? Refusal(PauseProposal? proposal, PauseProposalForm form, OpenedRecording recording)
    {
        if (proposal is null)
        {
            return Failure.NotFound("The recording has no pause proposal with this number.");
        }

        if (proposal.State is not PauseProposalState.Open)
        {
            return proposal.State == Decided(form.Action) ? null : Failure.Conflict("Another decision was made on this proposal.");
        }

        if (form.Action is PauseProposalAction.Reject)
        {
            return null;
        }

        return recording.Document.IsHeld ? HoldRefusal.Of(recording.Document)
            : !RecordingTransitions.TryApply(recording.Document.State, RecordingOperation.Reexamine, held: false, out _)
                ? Failure.Conflict("The recording is not sealed at the moment; try again when it is.")
            : PauseProposalPreview.Of(proposal, recording).Tag == form.Preview ? null
            : Changed;
    }

    /// <summary>On the work list first: if a host dies after the decision, the reconcile timer starts the sealing.</summary>
    /// <returns>Null if the proposal changed in the meantime.</returns>
    async Task<PauseProposal?> WriteAsync(
        TenantStore store,
        Actor actor,
        OpenedRecording recording,
        PauseProposal known,
        PauseProposalAction action,
        CancellationToken cancellationToken)
    {
        var id = recording.Stored.Id;
        var wanted = known with { State = Decided(action), DecidedAt = clock.GetUtcNow(), DecidedBy = actor.Pseudonym };
        PauseProposal? decided = null;
        await pending.RenewAsync(store, id, cancellationToken);
        var intent = new AuditEntry(
            action is PauseProposalAction.Confirm ? RecordingEvents.PauseConfirmed : RecordingEvents.PauseRejected,
            $"{id}/{known.Number}/{PauseProposalPreview.Of(known, recording).Tag}/{actor.Pseudonym}",
            AuditPhase.Intent,
            actor.Pseudonym,
            AuditEntry.Success,
            actor.Origin,
            $"recordings/{id}");
        await audit.ChangeAsync(
            store.Scope,
            intent,
            async token =>
            {
                var document = await proposals.UpdateAsync(
                    store, id, document => document.Has(known) ? document.With(wanted) : document, token);
                decided = document.Find(known.Number) is { } now && now.State == wanted.State ? now : null;
                return decided is not null;
            },
            (done, made) => done with { Outcome = made ? AuditEntry.Success : AuditEntry.Refused },
            cancellationToken);
        return decided;
    }

    static PauseProposalState Decided(PauseProposalAction action) => action switch
    {
        PauseProposalAction.Confirm => PauseProposalState.Confirmed,
        PauseProposalAction.Reject => PauseProposalState.Rejected,
        _ => throw new ArgumentOutOfRangeException(nameof(action)),
    };

    async Task<Outcome<T>> OpenAsync<T>(
        TenantStore store, RecordingId id, Func<OpenedRecording, Task<Outcome<T>>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await manifests.ReadAsync<Outcome<T>>(
                store,
                id,
                async recording => recording is not null
                    ? await read(recording)
                    : await states.FindAsync(store, id, cancellationToken) is { } gone
                        ? Failure.Gone("This recording was erased.", gone.Document.Certificate)
                        : Failure.NotFound("The recording does not exist."),
                cancellationToken);
        }
        catch (Exception e) when (e is ManifestException or SealedContentException)
        {
            return Failure.FailedVerification("The stored recording failed its integrity check; it can only be erased.");
        }
    }
}
