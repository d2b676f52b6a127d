using Compliance.Exchange;
using Compliance.Functions.Exchange;
using Compliance.Tenancy;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Health;

/// <summary>
/// Checks that every tenant's identity may send to its topic. Creating a batch opens a link, which requires the right to send; nothing is
/// sent.
/// </summary>
sealed class BusHealth(ITenantBus bus, IOptions<TenancyOptions> tenancy, ILogger<BusHealth> log) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        TenantHealth.CheckAsync(tenancy.Value, log, "bus", ReachAsync, cancellationToken);

    async Task ReachAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        var topic = BusMessages.TopicName(scope.Resource, TenantMessage.PrivacyEvents);
        await using var sender = bus.Of(scope.Identity).CreateSender(topic);
        using var batch = await sender.CreateMessageBatchAsync(cancellationToken);
    }
}
