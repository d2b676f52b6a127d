using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>Sealings under way: the orchestrations belong to whoever hosts them.</summary>
public interface ISealingTerminator
{
    /// <summary>
    /// Ends a recording's sealing; none under way is no error. Steps that run look at the recording's tombstone themselves.
    /// </summary>
    Task TerminateAsync(TenantScope scope, RecordingId id, CancellationToken cancellationToken);
}
