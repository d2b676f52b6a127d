using Compliance.Audit;
using Compliance.Identities;
using Compliance.Model;
using Compliance.Notices;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>What people said of the purposes of a call that rest on their consent.</summary>
public interface ITicketConsents
{
    /// <summary>Purposes for which no recording of the call may be made, each once. Changes nothing.</summary>
    Task<IReadOnlyList<DroppedPurpose>> DroppedAsync(
        TenantStore store, RecordingTicket call, BlindIndex tokens, TenantSettings settings, CancellationToken cancellationToken);

    /// <summary>
    /// Records what the ticket asserts, and ties what was said in the call to its recording. Repeating it changes nothing.
    /// </summary>
    /// <param name="call">Without purposes that were dropped.</param>
    Task AssertAsync(
        TenantStore store,
        Actor actor,
        RecordingId recording,
        RecordingTicket call,
        GivenNotice? notice,
        BlindIndex tokens,
        TenantSettings settings,
        CancellationToken cancellationToken);
}
