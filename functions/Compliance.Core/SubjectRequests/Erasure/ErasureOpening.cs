using Compliance.Audit;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>A recording whose erasure has been opened, or the reason why not.</summary>
/// <param name="Stored">Its state, <c>erasing</c> or <c>erased</c>; null if there already is an outcome.</param>
/// <param name="Marker">Its marker on the work list as this host wrote it; null if the erasure had begun before.</param>
public sealed record OpenedErasure(StoredRecording? Stored, Versioned<OutboxMarker>? Marker)
{
    /// <summary>The outcome if there is nothing to destroy; otherwise null.</summary>
    public RecordingOutcome? Outcome { get; init; }

    /// <summary>Whether this host has just begun it.</summary>
    public bool IsNew => Marker is not null;
}

/// <summary>
/// The first step of an erasure: sets each recording's state to <c>erasing</c>, announced in the audit log. From then on it accepts
/// neither holds nor files.
/// </summary>
public sealed class ErasureOpening(
    RecordingStateStore states, RecordingOutbox pending, RecordingAudit audit, RecordingChange changes, TimeProvider clock)
{
    /// <returns>In the order of <paramref name="page"/>.</returns>
    public async Task<IReadOnlyList<OpenedErasure>> BeginAsync(
        TenantStore store, IReadOnlyList<(RecordingId Id, ErasureOrder Order)> page, CancellationToken cancellationToken)
    {
        var opened = new OpenedErasure?[page.Count];
        while (opened.Contains(null))
        {
            var wanted = new (StoredRecording Stored, PendingAudit Owed, Versioned<OutboxMarker> Marker)?[page.Count];
            await RecordingErasure.EachAsync(opened, async (i, done, token) =>
            {
                if (done is null)
                {
                    (opened[i], wanted[i]) = await LookAsync(store, page[i].Id, page[i].Order, token);
                }
            }, cancellationToken);
            var owed = wanted.Where(x => x is not null).Select(x => (x!.Value.Stored.Id, x.Value.Owed));
            await audit.AnnounceAsync(store, owed, cancellationToken);
            await RecordingErasure.EachAsync(wanted, async (i, want, token) =>
            {
                if (want is { } it)
                {
                    opened[i] = await BeginAsync(store, it.Stored, it.Owed, it.Marker, page[i].Order, token);
                }
            }, cancellationToken);
        }

        return opened!;
    }

    /// <summary>Returns a recording's outcome, or puts its erasure on the work list.</summary>
    async Task<(OpenedErasure?, (StoredRecording, PendingAudit, Versioned<OutboxMarker>)?)> LookAsync(
        TenantStore store, RecordingId id, ErasureOrder order, CancellationToken cancellationToken)
    {
        StoredRecording? found;
        try
        {
            found = await states.FindAsync(store, id, cancellationToken);
        }
        catch (ManifestException)
        {
            // Nothing is destroyed by a state that is not authentic. The other recordings go on, and this one stays open.
            return (new OpenedErasure(null, null) { Outcome = new RecordingOutcome(id, OutcomeKind.Open) }, null);
        }

        switch (found)
        {
            // No manifest: a ticket that was never finished, and that nobody was told of.
            case null or { Document: { State: not RecordingState.Erased, Manifest: null } }:
                return (new OpenedErasure(null, null) { Outcome = new RecordingOutcome(id, OutcomeKind.NotFound) }, null);

            case { Document.State: RecordingState.Erasing or RecordingState.Erased } begun:
                return (new OpenedErasure(begun, null), null);

            case { } kept when order.Unless(kept) is { } outcome:
                return (new OpenedErasure(null, null) { Outcome = outcome }, null);

            case { Document: var held } when !TryBegin(held, order, out _):
                var retained = new RecordingOutcome(id, OutcomeKind.Retained, "17(3)(e)", held.Holds.Min(h => h.ReviewAt));
                return (new OpenedErasure(null, null) { Outcome = retained }, null);

            case var stored:
                var owed = audit.Owed(id, order.Actor, RecordingEvents.Erased, $"{order.Request}/{stored.Version}");
                return (null, (stored, owed, await pending.AddAsync(store, id, owed, cancellationToken)));
        }
    }

    /// <returns>Null if the recording changed in the meantime: a hold may have been placed.</returns>
    async Task<OpenedErasure?> BeginAsync(
        TenantStore store,
        StoredRecording stored,
        PendingAudit owed,
        Versioned<OutboxMarker> marker,
        ErasureOrder order,
        CancellationToken cancellationToken)
    {
        if (!TryBegin(stored.Document, order, out var to))
        {
            throw new InvalidOperationException("A recording that exists must be erasable.");
        }

        var erasing = stored.Document with
        {
            State = to,
            Erasure = new ErasureState(
                order.Request.ToString(), order.CertificatePath, order.Actor.Pseudonym, order.Actor.Origin, clock.GetUtcNow()),
        };
        return await changes.TryWriteAsync(store, stored, erasing, owed, cancellationToken) is { } begun
            ? new OpenedErasure(begun, marker)
            : null;
    }

    /// <summary>Holds of a state that came back from before an erasure do not count: the erasure was lawful when it was done.</summary>
    static bool TryBegin(RecordingDocument document, ErasureOrder order, out RecordingState to) =>
        RecordingTransitions.TryApply(
            document.State,
            order.Refused && document.Generation == 0 ? RecordingOperation.EraseRefused : RecordingOperation.BeginErasure,
            document.IsHeld && !order.Again,
            out to);
}
