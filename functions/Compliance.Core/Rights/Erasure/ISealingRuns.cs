using Compliance.Recordings;
using Compliance.Tenancy;

namespace Compliance.Rights.Erasure;

/// <summary>Sealings under way: the orchestrations belong to whoever hosts them.</summary>
public interface ISealingRuns
{
    /// <summary>
    /// Ends a recording's sealing; none under way is no error. Steps that run look at the recording's tombstone themselves.
    /// </summary>
    Task TerminateAsync(TenantScope scope, RecordingId id, CancellationToken cancellation);
}
