using Compliance.Functions.Http;
using Compliance.Tenancy;
using Microsoft.Extensions.Options;

namespace Compliance.Functions;

/// <summary>
/// Runs a timer's work for each tenant of the deployment, one after the other. A failing tenant does not affect the others; the next run
/// tries it again.
/// </summary>
public sealed class ForEachTenant(TenantStoreFactory stores, IOptions<TenancyOptions> tenancy)
{
    /// <param name="failed">
    /// Logs a failed tenant with the fault's name (<see cref="FaultName"/>). If null, the function itself fails after all tenants have been
    /// processed, so that the host shows it.
    /// </param>
    public async Task RunAsync(Func<TenantStore, Task> act, Action<string, string>? failed = null)
    {
        var failures = new List<Exception>();
        foreach (var name in tenancy.Value.Tenants.Keys)
        {
            try
            {
                await act(stores.Open(new TenantScope(TenantId.Parse(name), TenantId.Parse(name))));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                failures.Add(e);
                failed?.Invoke(name, FaultName.Of(e));
            }
        }

        if (failed is null && failures.Count > 0)
        {
            throw new AggregateException(failures);
        }
    }
}
