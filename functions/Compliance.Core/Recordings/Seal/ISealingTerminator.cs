using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>Names and stops sealings. Their orchestrations belong to the host.</summary>
public interface ISealingTerminator
{
    /// <summary>The orchestration that seals a recording, running or not.</summary>
    string InstanceOf(TenantScope scope, RecordingId id);

    /// <summary>
    /// Terminates a recording's sealing; does nothing if none is running. Steps that are already running check the tombstone themselves.
    /// </summary>
    Task TerminateAsync(TenantScope scope, RecordingId id, CancellationToken cancellationToken);
}
