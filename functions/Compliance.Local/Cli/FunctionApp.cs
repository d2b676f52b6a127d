using Compliance.Functions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

namespace Compliance.Local.Cli;

/// <summary>The function app's own registration, the same that its Program calls on Azure.</summary>
static class FunctionApp
{
    public static void Register(IFunctionsWorkerApplicationBuilder builder, IConfiguration configuration) => builder.AddCompliance(configuration);
}
