using Microsoft.DurableTask.Client;

namespace Compliance.Local.Tests.Flows;

/// <summary>An engine that runs <see cref="FlowFunctions"/>.</summary>
public interface IFlowEngine : IAsyncDisposable
{
    DurableTaskClient Client { get; }
}
