using System.Globalization;
using Compliance.Audit;
using Compliance.Json;
using Compliance.Tenancy;

namespace Compliance.Keys;

/// <summary>A rotation in the audit log: its request, its start and end, and each record that could not be opened.</summary>
public sealed class RotationAudit(IAuditLog log, TimeProvider clock)
{
    /// <summary>Somebody requested it.</summary>
    public const string Asked = "keys.rewrapAsked";

    /// <summary>Intent when it starts, done when it ends; refused if a newer version replaced its target.</summary>
    public const string Rewrapped = "keys.rewrapped";

    /// <summary>One record, which stays as it is.</summary>
    public const string NotRewrapped = "keys.recordNotRewrapped";

    /// <summary>The resource of the first two events.</summary>
    public const string Resource = "keys/seal";

    internal Task AskedAsync(TenantScope scope, Actor actor, CancellationToken cancellationToken) => log.AppendAsync(
        scope,
        new AuditEntry(
            Asked,
            $"{actor.Pseudonym}/{Rfc3339.Format(clock.GetUtcNow())}",
            AuditPhase.Single,
            actor.Pseudonym,
            AuditEntry.Success,
            actor.Origin,
            Resource),
        cancellationToken);

    internal Task BeganAsync(TenantScope scope, RotationDocument rotation, string origin, CancellationToken cancellationToken) =>
        AppendAsync(scope, rotation, AuditPhase.Intent, AuditEntry.Success, origin, [], cancellationToken);

    internal Task EndedAsync(TenantScope scope, RotationDocument rotation, string origin, CancellationToken cancellationToken) =>
        AppendAsync(
            scope,
            rotation,
            AuditPhase.Done,
            AuditEntry.Success,
            origin,
            [("done", rotation.Done), ("gone", rotation.Gone), ("failed", rotation.Failed)],
            cancellationToken);

    internal Task SupersededAsync(TenantScope scope, RotationDocument rotation, string origin, CancellationToken cancellationToken) =>
        AppendAsync(scope, rotation, AuditPhase.Done, AuditEntry.Refused, origin, [], cancellationToken);

    internal Task FailedAsync(
        TenantScope scope, RotationDocument rotation, string record, string origin, CancellationToken cancellationToken) =>
        log.AppendAsync(
            scope,
            new AuditEntry(
                NotRewrapped,
                $"{OperationOf(rotation)}/{record}",
                AuditPhase.Single,
                AuditEntry.System,
                AuditEntry.Failed,
                origin,
                $"keyring/{record}"),
            cancellationToken);

    Task AppendAsync(
        TenantScope scope,
        RotationDocument rotation,
        AuditPhase phase,
        string outcome,
        string origin,
        IEnumerable<(string Name, long Count)> counts,
        CancellationToken cancellationToken)
    {
        var details = counts.Append(("records", rotation.Total))
            .ToDictionary(x => x.Item1, x => x.Item2.ToString(CultureInfo.InvariantCulture), StringComparer.Ordinal);
        details["seal"] = rotation.Seal!;
        return log.AppendAsync(
            scope,
            new AuditEntry(Rewrapped, OperationOf(rotation), phase, AuditEntry.System, outcome, origin, Resource, details),
            cancellationToken);
    }

    /// <summary>The same for every step of one rotation, so that a step repeated after a crash gives one entry.</summary>
    static string OperationOf(RotationDocument rotation) => $"{rotation.Seal}/{Rfc3339.Format(rotation.StartedAt!.Value)}";
}
