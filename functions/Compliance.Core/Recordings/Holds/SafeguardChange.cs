using Compliance.Audit;
using Compliance.Failures;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>A change to what protects a recording: a hold or a restriction.</summary>
/// <param name="Code">Opaque; distinguishes it from other changes with the same event.</param>
public sealed record Safeguard(string Event, string Code, RecordingOperation Operation);

/// <summary>
/// Applies holds and restrictions: announces the change, writes it with <c>If-Match</c> and settles it. If a change and an erasure race,
/// the state blob decides which wins, and the loser sees the winner's result.
/// </summary>
public sealed class SafeguardChange(RecordingStateStore states, RecordingSettlement settlement, RecordingAudit audit)
{
    /// <param name="change">A pure function; returns the same instance if nothing needs to change.</param>
    public async Task<Outcome<RecordingDocument>> ApplyAsync(
        TenantStore store,
        Actor actor,
        RecordingId id,
        Safeguard safeguard,
        Func<RecordingDocument, Outcome<RecordingDocument>> change,
        CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                if (await TryApplyAsync(store, actor, id, safeguard, change, cancellationToken) is { } ended)
                {
                    return ended;
                }
            }
        }
        catch (ManifestException)
        {
            return Failure.FailedVerification("The stored recording failed its integrity check; it can only be erased.");
        }
    }

    /// <returns>Null if the recording changed in the meantime.</returns>
    async Task<Outcome<RecordingDocument>?> TryApplyAsync(
        TenantStore store,
        Actor actor,
        RecordingId id,
        Safeguard safeguard,
        Func<RecordingDocument, Outcome<RecordingDocument>> change,
        CancellationToken cancellationToken)
    {
        if (await states.FindAsync(store, id, cancellationToken) is not { } stored)
        {
            return Unknown;
        }

        var document = stored.Document;
        if (document.State is RecordingState.Erased)
        {
            return Failure.Gone("This recording was erased.", document.Certificate);
        }

        if (!RecordingTransitions.TryApply(document.State, safeguard.Operation, document.IsHeld, out var to))
        {
            return Failure.Conflict("This recording is being erased.");
        }

        if (document.Manifest is null)
        {
            return Unknown;
        }

        if (!change(document).IsSuccess(out var changed, out var failure))
        {
            return failure;
        }

        if (ReferenceEquals(changed, document))
        {
            return document;
        }

        var owed = await audit.BeginAsync(
            store, id, actor, safeguard.Event, $"{id}/{safeguard.Code}/{stored.Version}/{actor.Pseudonym}", cancellationToken);
        var written = changed.With(owed) with { State = to };
        if (await states.TryReplaceAsync(store, stored, written, cancellationToken) is null)
        {
            await audit.RefusedAsync(store, id, owed, cancellationToken);
            return null;
        }

        await settlement.SettleAsync(store, id, cancellationToken);
        return written;
    }

    /// <summary>Also the answer for a ticket that was never finished: nobody was told of that recording.</summary>
    static Failure Unknown { get; } = Failure.NotFound("The recording does not exist.");
}
