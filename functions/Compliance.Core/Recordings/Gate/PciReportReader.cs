using System.Globalization;
using Compliance.Audit;
using Compliance.Failures;
using Compliance.Json;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>Reports of the gate, each reading on record.</summary>
public sealed class PciReportReader(PciReporter reporter, IAuditLog audit, TimeProvider clock)
{
    /// <param name="from">As the query has it; null for the default.</param>
    public async Task<Outcome<PciReportDocument>> ReadAsync(
        TenantStore store, Actor actor, string? from, string? to, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (!PciPeriod.Parse(from, to, now).IsSuccess(out var period, out var failure))
        {
            return failure;
        }

        var report = await reporter.ReportAsync(store, period, cancellationToken);
        var entry = new AuditEntry(
            "pci.reported",
            $"pci/{actor.Pseudonym}/{Rfc3339.Format(now)}",
            AuditPhase.Single,
            actor.Pseudonym,
            AuditEntry.Success,
            actor.Origin,
            "pci/report",
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["recordings"] = report.Recordings.ToString(CultureInfo.InvariantCulture),
            });
        await audit.AppendAsync(store.Scope, entry, CancellationToken.None);
        return report;
    }
}
