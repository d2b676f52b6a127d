using Compliance.Audit;
using Compliance.Failures;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>A change of what protects a recording.</summary>
/// <param name="Code">What sets it apart from others of its event, opaque.</param>
public sealed record Safeguard(string Event, string Code, RecordingOperation Operation);

/// <summary>
/// Places and lifts what protects a recording: announced, written with <c>If-Match</c>, settled. Of a change and an erasure one comes
/// first: the other meets its result.
/// </summary>
public sealed class SafeguardChange(RecordingStateStore states, RecordingSettlement settlement, RecordingAudit audit)
{
    /// <param name="change">Pure; the document itself, where it is so already.</param>
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

    /// <returns>Null when the recording changed meanwhile.</returns>
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

    /// <summary>Also a ticket that was never finished: nobody was told of that recording.</summary>
    static Failure Unknown { get; } = Failure.NotFound("The recording does not exist.");
}
