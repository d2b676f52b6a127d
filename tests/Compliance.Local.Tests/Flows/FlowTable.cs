namespace Compliance.Local.Tests.Flows;

/// <summary>All flows, and the functions they need: of each engine its own.</summary>
public sealed class FlowTable
{
    public FlowTable()
    {
        EventFlows.Register(Functions);
        ClientFlows.Register(Functions);
        FailureFlows.Register(Functions);
        ControlFlows.Register(Functions);
        All = [.. EventFlows.All, .. ClientFlows.All, .. FailureFlows.All, .. ControlFlows.All, .. new AppFlows(new AppScenes(Functions)).All];
    }

    public FlowFunctions Functions { get; } = new();

    public IReadOnlyList<Flow> All { get; }
}
