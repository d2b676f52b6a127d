using Compliance.Calls;
using Compliance.Keys;
using Compliance.Pci;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>The pauses of a call, in seconds of its media.</summary>
/// <param name="Applied">What the gate goes by: declared by the recorder, signalled in time, or confirmed by a handler.</param>
/// <param name="Proposed">What was signalled when the call was over.</param>
public sealed record CallWindows(IReadOnlyList<GateWindow> Applied, IReadOnlyList<GateWindow> Proposed);

/// <summary>
/// Reads the pauses of the live call for the gate. It reads when the gate runs, so signals that arrive between ticket and sealing count.
/// </summary>
public sealed class LiveWindowReader(
    IndexSecretReader secrets, LiveCallStore calls, RecordedCalls recorded, PauseProposalStore proposals)
{
    public async Task<CallWindows> ReadAsync(
        TenantStore store, StoredRecording recording, RecordingTicket ticket, CancellationToken cancellationToken)
    {
        var declared = GateInputBuilder.Windows(ticket);
        using var secret = await secrets.OpenAsync(store, cancellationToken);
        if (await calls.FindAsync(store, secret.Tokens.CallIdToken(ticket.CallId.Value).Value, cancellationToken) is not { } call)
        {
            return new CallWindows(declared, []);
        }

        var (counted, late) = (await recorded.OfAsync(store, recording.Document, cancellationToken)).Split(call);

        // Nothing is proposed before there is something sealed.
        var confirmed = recording.Document.Generation > 0
            ? (await proposals.ReadAsync(store, recording.Id, cancellationToken)).In(PauseProposalState.Confirmed)
            : [];
        return new CallWindows(
            MediaWindows.Join(declared, [.. InMedia(counted, ticket), .. confirmed]), late.Signals.Count > 0 ? InMedia(late, ticket) : []);
    }

    /// <summary>If the sender of the call's end also said when the media began, both times are from the same clock.</summary>
    static IReadOnlyList<GateWindow> InMedia(LiveCall call, RecordingTicket ticket)
    {
        var callSeconds = ticket.EndedAt is { } end ? (end - ticket.StartedAt).TotalSeconds : (double?)null;
        return MediaWindows.Of(call.Timeline(), call.MediaStart() ?? ticket.StartedAt, ticket.DurationSeconds, callSeconds);
    }
}
