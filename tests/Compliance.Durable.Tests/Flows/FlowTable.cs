namespace Compliance.Durable.Tests.Flows;

/// <summary>All flows, and the functions they need.</summary>
static class FlowTable
{
    public static IReadOnlyList<Flow> All { get; } = [.. EventFlows.All, .. ClientFlows.All, .. FailureFlows.All, .. ControlFlows.All];

    public static FlowFunctions Functions()
    {
        var functions = new FlowFunctions();
        EventFlows.Register(functions);
        ClientFlows.Register(functions);
        FailureFlows.Register(functions);
        ControlFlows.Register(functions);
        return functions;
    }
}
