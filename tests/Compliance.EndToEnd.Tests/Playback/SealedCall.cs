using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Playback;

/// <summary>One call of queue <c>billing</c>, sealed: keys were pressed during a pause that the recorder ignored.</summary>
public sealed class SealedCall(SharedHost host) : IAsyncLifetime
{
    public Sample Sample { get; } = Sample.Call("pause-ignored");

    public Sealed Sealed { get; private set; } = null!;

    public string Id => Sealed.Id;

    public async ValueTask InitializeAsync() => Sealed = await host.Api.As("acme", "Recordings.Upload")
        .SealAsync(Sample.Ticket, Sample.Files);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
