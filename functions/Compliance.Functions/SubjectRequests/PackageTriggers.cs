using Compliance.Functions.Http;
using Compliance.SubjectRequests;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.SubjectRequests;

/// <summary>The clock ends packages.</summary>
public sealed class PackageTriggers(
    TenantStoreFactory stores, IOptions<TenancyOptions> tenancy, PackageRemoval packages, ILogger<PackageTriggers> log)
{
    /// <summary>Every hour: packages whose time is over are destroyed. One tenant that fails does not keep the others waiting.</summary>
    [Function("ExpirePackages")]
    public async Task Expire([TimerTrigger(Schedules.ExpirePackages)] TimerInfo timer, FunctionContext context)
    {
        foreach (var name in tenancy.Value.Tenants.Keys)
        {
            try
            {
                var scope = new TenantScope(TenantId.Parse(name), TenantId.Parse(name));
                await packages.ExpireAsync(stores.Open(scope), context.CancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.PackagesNotExpired(name, FaultName.Of(e));
            }
        }
    }
}
