using Compliance.Exchange;
using Compliance.Recordings;
using Compliance.Rights.Erasure;
using Compliance.Tenancy;

namespace Compliance.Core.Tests.Recordings.State;

/// <summary>Remembers whose sealing was ended; benches run none by themselves.</summary>
sealed class EndedSealings : ISealingRuns
{
    readonly Lock gate = new();
    readonly List<RecordingId> ended = [];

    public IReadOnlyList<RecordingId> Ended => ended;

    public Task TerminateAsync(TenantScope scope, RecordingId id, CancellationToken cancellation)
    {
        lock (gate)
        {
            ended.Add(id);
        }

        return Task.CompletedTask;
    }
}

/// <summary>A bench has no bus.</summary>
sealed class NoMessages : ITenantMessages
{
    public Task<SendOutcome> SendAsync(TenantScope scope, IReadOnlyList<TenantMessage> messages, CancellationToken cancellation) =>
        Task.FromResult(SendOutcome.Unreachable);
}
