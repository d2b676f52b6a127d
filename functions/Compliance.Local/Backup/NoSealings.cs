using Compliance.Model;
using Compliance.Recordings;
using Compliance.Tenancy;

namespace Compliance.Local.Backup;

/// <summary>While no host runs, nothing is being sealed. A sealing that a stopped host began checks the recording first and ends.</summary>
sealed class NoSealings : ISealingTerminator
{
    public string InstanceOf(TenantScope scope, RecordingId id) => throw new NotSupportedException("While no host runs, nothing is sealed.");

    public Task TerminateAsync(TenantScope scope, RecordingId id, CancellationToken cancellationToken) => Task.CompletedTask;
}
