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
    /// <summary>Reads it before the call is claimed. Changes nothing.</summary>
    Task<ITicketConsent> ReadAsync(
        TenantStore store, RecordingTicket call, BlindIndex tokens, TenantSettings settings, CancellationToken cancellationToken);
}

/// <summary>What was read for one ticket.</summary>
public interface ITicketConsent
{
    /// <summary>Purposes for which no recording of the call may be made, each once.</summary>
    IReadOnlyList<DroppedPurpose> Dropped { get; }

    /// <summary>
    /// Records what the ticket asserts, and ties what was said in the call to its recording. Repeating it changes nothing.
    /// </summary>
    /// <param name="dropped">What the recording was made without; of a repeated ticket, what the first one dropped.</param>
    /// <returns>The requests that are filed for what was withdrawn in the call, now that it is known by whom.</returns>
    Task<IReadOnlyList<SubjectRequestId>> AssertAsync(
        Actor actor,
        RecordingId recording,
        GivenNotice? notice,
        IReadOnlyList<DroppedPurpose> dropped,
        CancellationToken cancellationToken);
}
