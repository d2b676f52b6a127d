using Compliance.Calls;
using Compliance.Keys;
using Compliance.Pci;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// Reads the pauses of the live call for the gate. It reads when the gate runs, so signals that arrive between ticket and sealing count.
/// </summary>
public sealed class LiveWindowReader(IndexSecretReader secrets, LiveCallStore calls)
{
    public async Task<IReadOnlyList<GateWindow>> JoinAsync(
        TenantStore store, RecordingTicket ticket, IReadOnlyList<GateWindow> declared, CancellationToken cancellationToken)
    {
        using var secret = await secrets.OpenAsync(store, cancellationToken);
        if (await calls.FindAsync(store, secret.Tokens.CallIdToken(ticket.CallId.Value).Value, cancellationToken) is not { } call)
        {
            return declared;
        }

        // If the sender of the call's end also said when the media began, both times are from the same clock.
        var start = call.MediaStart is { } told ? PauseTimeline.OurTime(told.At, told.Source, call.Clocks) : ticket.StartedAt;
        var callSeconds = ticket.EndedAt is { } end ? (end - ticket.StartedAt).TotalSeconds : (double?)null;
        return MediaWindows.Join(declared, MediaWindows.Of(call.Timeline(), start, ticket.DurationSeconds, callSeconds));
    }
}
