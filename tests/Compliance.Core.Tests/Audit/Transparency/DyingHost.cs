using Azure.Core;
using Azure.Core.Pipeline;

namespace Compliance.Core.Tests.Audit.Transparency;

/// <summary>
/// Ends a host at one of its storage calls: before the service sees it, or after, when the answer does not come any more. What the host
/// tries from then on fails, too.
/// </summary>
sealed class DyingHost(int at, bool answered) : HttpPipelinePolicy
{
    int calls;

    public int Calls => calls;

    public bool Died { get; private set; }

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var call = Interlocked.Increment(ref calls);
        if (call == at && answered)
        {
            await ProcessNextAsync(message, pipeline);
        }

        Died |= call >= at;
        if (Died)
        {
            throw new DiedException();
        }

        await ProcessNextAsync(message, pipeline);
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

    public sealed class DiedException : Exception;
}

/// <summary>Lets something else happen before one of a host's storage calls.</summary>
sealed class Between(int at, Func<Task> act) : HttpPipelinePolicy
{
    int calls;

    public int Calls => calls;

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        if (Interlocked.Increment(ref calls) == at)
        {
            await act();
        }

        await ProcessNextAsync(message, pipeline);
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();
}
