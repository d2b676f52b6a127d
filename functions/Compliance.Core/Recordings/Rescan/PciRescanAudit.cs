using System.Globalization;
using Compliance.Audit;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>A rescan in the audit log: who asked for it or cancelled it, and its end. Each find is there with its recording.</summary>
public sealed class PciRescanAudit(IAuditLog log)
{
    /// <summary>Intent when it is asked for, done when it ends.</summary>
    public const string Rescanned = "pci.rescanned";

    public const string Cancelled = "pci.rescanCancelled";

    const string Resource = "pci/rescan";

    internal Task AskedAsync(TenantScope scope, Actor actor, PciRescanDocument rescan, CancellationToken cancellationToken) =>
        AppendAsync(scope, Rescanned, AuditPhase.Intent, actor, rescan, [], cancellationToken);

    /// <summary>Nobody was before another: it was not started.</summary>
    internal Task OvertakenAsync(TenantScope scope, Actor actor, PciRescanDocument rescan, CancellationToken cancellationToken) =>
        AppendAsync(scope, Rescanned, AuditPhase.Done, actor, rescan, [], cancellationToken, AuditEntry.Refused);

    internal Task EndedAsync(TenantScope scope, PciRescanDocument rescan, CancellationToken cancellationToken) => AppendAsync(
        scope,
        Rescanned,
        AuditPhase.Done,
        Actor.System(PciRescan.Origin),
        rescan,
        [("clean", rescan.Clean), ("found", rescan.Found), ("skipped", rescan.Skipped), ("failed", rescan.Failed)],
        cancellationToken);

    internal Task CancelledAsync(TenantScope scope, Actor actor, PciRescanDocument rescan, CancellationToken cancellationToken) =>
        AppendAsync(scope, Cancelled, AuditPhase.Single, actor, rescan, [("done", rescan.Done)], cancellationToken);

    Task AppendAsync(
        TenantScope scope,
        string @event,
        AuditPhase phase,
        Actor actor,
        PciRescanDocument rescan,
        IEnumerable<(string Name, long Count)> counts,
        CancellationToken cancellationToken,
        string outcome = AuditEntry.Success)
    {
        var details = counts.Append(("gate", rescan.Gate)).Append(("olderThan", rescan.Filter.OlderThan))
            .ToDictionary(x => x.Item1, x => x.Item2.ToString(CultureInfo.InvariantCulture), StringComparer.Ordinal);
        return log.AppendAsync(
            scope,
            new AuditEntry(@event, rescan.Id!, phase, actor.Pseudonym, outcome, actor.Origin, Resource, details),
            cancellationToken);
    }
}
