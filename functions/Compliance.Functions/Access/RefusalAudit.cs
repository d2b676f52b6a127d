using System.Globalization;
using Compliance.Access;
using Compliance.Audit;
using Compliance.Functions.Http;
using Compliance.Telemetry;
using Compliance.Tenancy;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Access;

/// <summary>
/// Writes refused attempts to the tenant's audit log (PCI DSS 10.2.1.4). An attempt is refused whether or not its entry can be written, and
/// a caller who disconnects does not prevent the entry.
/// </summary>
public sealed class RefusalAudit(
    IAuditLog audit, IPrincipalPseudonyms pseudonyms, RefusalBudget budget, IOptions<TenancyOptions> tenancy, ILogger<RefusalAudit> log)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>For a valid token without the right: writes to the log of the caller's own tenant.</summary>
    public Task WriteAsync(Attempt attempt, Principal principal, string reason)
    {
        ComplianceTelemetry.AccessRefused(principal.Tenant, reason);
        var own = new TenantScope(principal.Tenant, principal.Tenant);
        return TryAsync(attempt, async cancellationToken =>
        {
            var pseudonym = await pseudonyms.OfAsync(own, principal.Subject, principal.Name, cancellationToken);
            await audit.AppendAsync(own, Entry(attempt, pseudonym, reason, unwritten: 0), cancellationToken);
        });
    }

    /// <summary>
    /// Without a valid token: writes to the log of the route's tenant, if there is one, with that tenant's identity, because there is no
    /// other.
    /// </summary>
    public async Task WriteAnonymousAsync(Attempt attempt, TokenFault fault)
    {
        var reason = "token." + fault.ToString().ToLower(CultureInfo.InvariantCulture);
        ComplianceTelemetry.AccessRefused(tenant: null, reason);
        log.TokenRefused(attempt.Origin, reason);
        if (attempt.RouteTenant is { } resource
            && tenancy.Value.Find(resource) is { } identity
            && budget.TrySpend(identity, out var unwritten))
        {
            await TryAsync(attempt, cancellationToken => audit.AppendAsync(
                new TenantScope(identity, resource), Entry(attempt, AuditEntry.Anonymous, reason, unwritten), cancellationToken));
        }
    }

    async Task TryAsync(Attempt attempt, Func<CancellationToken, Task> write)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await write(patience.Token);
        }
#pragma warning disable CA1031 // No failure to write the entry may turn a refusal into anything else.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            log.RefusalNotAudited(attempt.Origin, FaultName.Of(fault));
        }
    }

    static AuditEntry Entry(Attempt attempt, string principal, string reason, int unwritten)
    {
        var details = new Dictionary<string, string>(StringComparer.Ordinal) { ["reason"] = reason };
        if (unwritten > 0)
        {
            details["unwritten"] = unwritten.ToString(CultureInfo.InvariantCulture);
        }

        return new AuditEntry(
            "access.refused", attempt.Operation, AuditPhase.Single, principal, "refused", attempt.Origin, attempt.Resource, details);
    }
}
