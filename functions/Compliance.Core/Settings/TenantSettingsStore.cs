using System.Globalization;
using Compliance.Audit;
using Compliance.Failures;
using Compliance.Json;
using Compliance.Tenancy;

namespace Compliance.Settings;

/// <summary>
/// Stores a tenant's settings. The conditional write of blob <c>current</c> is the only point of change. The outcome is audited next, and
/// then <c>versions/{n}</c> is created, whose existence shows that version n is complete. A later change first completes a version that a
/// crash left incomplete, so no version is ever lost.
/// </summary>
public sealed class TenantSettingsStore(TenantStoreFactory stores, IAuditLog audit, TimeProvider clock)
{
    const string Current = "current";
    const string Event = "settings.changed";
    const string Origin = "PUT /api/tenants/{tenant}/settings";

    // Its operation names who changed what and when.
    readonly VersionedBlob<string, SettingsVersion> blobs = new(x => x.Settings, x => x) { ContentNamesItsWriter = true };

    public async Task<SettingsVersion> ReadAsync(TenantScope scope, CancellationToken cancellationToken) =>
        (await blobs.FindAsync(stores.Open(scope), Current, cancellationToken))?.Value ?? SettingsVersion.Default;

    /// <summary>Replaces the settings. Replacing them with equal ones gives the same answer, even with the previous tag.</summary>
    /// <param name="ifMatch">Entity tags, one of which must be that of the current version; <c>*</c> matches any.</param>
    public async Task<Outcome<SettingsVersion>> ReplaceAsync(
        TenantScope scope, TenantSettings settings, IReadOnlySet<string> ifMatch, string principal, CancellationToken cancellationToken)
    {
        var errors = TenantSettingsRules.Check(settings);
        if (errors.Any)
        {
            return Failure.Invalid(errors);
        }

        var store = stores.Open(scope);
        var stored = await blobs.FindAsync(store, Current, cancellationToken);
        var current = stored?.Value ?? SettingsVersion.Default;
        await FinishAsync(store, current, cancellationToken);
        var changed = SettingsVersion.Differences(current.Settings, settings);
        if (changed.Count == 0)
        {
            return current;
        }

        if (!ifMatch.Contains("*") && !ifMatch.Contains(current.ETag))
        {
            return Outdated;
        }

        var version = current.Version + 1;
        var now = clock.GetUtcNow();
        var next = new SettingsVersion(version, now, principal, changed, $"settings/{version}/{Rfc3339.Format(now)}/{principal}", settings);
        await AuditAsync(scope, next, AuditPhase.Intent, "success", cancellationToken);
        if (await blobs.TryWriteAsync(store, Current, next, stored?.ETag, cancellationToken) is not null)
        {
            await FinishAsync(store, next, cancellationToken);
            return next;
        }

        await AuditAsync(scope, next, AuditPhase.Done, "refused", cancellationToken);
        return Outdated;
    }

    /// <summary>Completes what a crash left of the last change; called by the reconcile timer.</summary>
    public async Task ReconcileAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        var store = stores.Open(scope);
        if (await blobs.FindAsync(store, Current, cancellationToken) is { } current)
        {
            await FinishAsync(store, current.Value, cancellationToken);
        }
    }

    static Failure Outdated => Failure.PreconditionFailed("The settings have changed; read them again.");

    async Task FinishAsync(TenantStore store, SettingsVersion version, CancellationToken cancellationToken)
    {
        var history = $"versions/{version.Version}";
        if (version.Version == 0 || await blobs.FindAsync(store, history, cancellationToken) is not null)
        {
            return;
        }

        await AuditAsync(store.Scope, version, AuditPhase.Done, "success", cancellationToken);
        await blobs.TryCreateAsync(store, history, version, cancellationToken);
    }

    Task AuditAsync(TenantScope scope, SettingsVersion version, AuditPhase phase, string outcome, CancellationToken cancellationToken)
    {
        var details = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["version"] = version.Version.ToString(CultureInfo.InvariantCulture),
        };

        // A detail holds at most 200 characters; six field names stay well below that.
        foreach (var (number, names) in version.ChangedFields.Chunk(6).Index())
        {
            details[$"fields{number}"] = string.Join(',', names);
        }

        var entry = new AuditEntry(
            Event, version.Operation, phase, version.ChangedBy, outcome, Origin, $"settings/{version.Version}", details);
        return audit.AppendAsync(scope, entry, cancellationToken);
    }
}
