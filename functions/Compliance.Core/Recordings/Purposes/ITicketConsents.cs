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
    /// <summary>
    /// Records what the ticket asserts, and ties what was said in the call to its recording. Repeating it changes nothing.
    /// </summary>
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
