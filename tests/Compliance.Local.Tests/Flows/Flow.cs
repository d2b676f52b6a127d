namespace Compliance.Local.Tests.Flows;

/// <summary>Something a client does with orchestrations, written once and run on every engine.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Script">Does it, and notes what can be seen from outside.</param>
public sealed record Flow(string Name, Func<FlowRun, Task> Script);
