using Microsoft.DurableTask;

namespace Compliance.Functions.Orchestrating;

/// <summary>The version of all orchestrations (see README.md in this folder).</summary>
static class OrchestrationVersion
{
    /// <summary>The version of new instances; must equal <c>defaultVersion</c> in host.json.</summary>
    public const string Current = "1.0";

    /// <summary>Starts over under the current version, so that an instance that lives for months leaves an old version in its next
    /// round.</summary>
    public static void BeginAnew(this TaskOrchestrationContext context, object input) =>
        context.ContinueAsNew(new ContinueAsNewOptions { NewInput = input, NewVersion = Current });
}
