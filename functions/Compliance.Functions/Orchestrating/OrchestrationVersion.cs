using Microsoft.DurableTask;

namespace Compliance.Functions.Orchestrating;

/// <summary>The version of all orchestrations (README.md beside this file).</summary>
static class OrchestrationVersion
{
    /// <summary>What a new instance is given, by <c>defaultVersion</c> in host.json; the two are changed together.</summary>
    public const string Current = "1.0";

    /// <summary>Begins anew under the current version: so an instance that lives for months leaves an old one at its next round.</summary>
    public static void BeginAnew(this TaskOrchestrationContext context, object input) =>
        context.ContinueAsNew(new ContinueAsNewOptions { NewInput = input, NewVersion = Current });
}
