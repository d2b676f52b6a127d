using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>Stops sealings in progress. Their orchestrations belong to the host.</summary>
public interface ISealingTerminator
{
    /// <summary>
    /// Terminates a recording's sealing; does nothing if none is running. Steps that are already running check the tombstone themselves.
    /// </summary>
    Task TerminateAsync(TenantScope scope, RecordingId id, CancellationToken cancellationToken);
}
