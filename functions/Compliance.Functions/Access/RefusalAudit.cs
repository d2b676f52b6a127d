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
/// a caller who disconnects does not prevent the entry. What exceeds the budget is summarised.
/// </summary>
public sealed class RefusalAudit(
    IAuditLog audit, IPrincipalPseudonyms pseudonyms, RefusalBudget budget, IOptions<TenancyOptions> tenancy, ILogger<RefusalAudit> log)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>For a valid token without the right: writes to the log of the caller's own tenant.</summary>
    public Task WriteAsync(Attempt attempt, Principal principal, string reason)
    {
        ComplianceTelemetry.AccessRefused(principal.Tenant, reason);
        return SpendAsync(new Refusal(new TenantScope(principal.Tenant, principal.Tenant), principal, attempt, reason));
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
        if (attempt.RouteTenant is { } resource && tenancy.Value.Find(resource) is { } identity)
        {
            await SpendAsync(new Refusal(new TenantScope(identity, resource), Principal: null, attempt, reason));
        }
    }

    /// <summary>Writes one entry for each principal whose refusals were only counted: its last attempt, and how many there were.</summary>
    public async Task SummariseAsync()
    {
        foreach (var (last, unwritten) in budget.Take())
        {
            await TryAsync(last, unwritten);
        }
    }

    Task SpendAsync(Refusal refusal) => budget.TrySpend(refusal) ? TryAsync(refusal, unwritten: 0) : Task.CompletedTask;

    async Task TryAsync(Refusal refusal, int unwritten)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var pseudonym = refusal.Principal is { } principal
                ? await pseudonyms.OfAsync(refusal.Scope, principal.Subject, principal.Name, patience.Token)
                : AuditEntry.Anonymous;
            await audit.AppendAsync(refusal.Scope, Entry(refusal.Attempt, pseudonym, refusal.Reason, unwritten), patience.Token);
        }
#pragma warning disable CA1031 // No failure to write the entry may turn a refusal into anything else.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            log.RefusalNotAudited(refusal.Attempt.Origin, FaultName.Of(fault));
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
            "access.refused", unwritten > 0 ? attempt.Operation + "/unwritten" : attempt.Operation, AuditPhase.Single, principal, "refused", attempt.Origin, attempt.Resource, details);
    }
}
