using Compliance.SubjectRequests;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.SubjectRequests;

/// <summary>The timer of packages.</summary>
public sealed class PackageTriggers(ForEachTenant tenants, PackageRemoval packages, ILogger<PackageTriggers> log)
{
    /// <summary>Runs every hour: destroys expired packages.</summary>
    [Function("ExpirePackages")]
    public Task Expire([TimerTrigger(Schedules.ExpirePackages)] TimerInfo timer, FunctionContext context) =>
        tenants.RunAsync(store => packages.ExpireAsync(store, context.CancellationToken), log.PackagesNotExpired);
}
