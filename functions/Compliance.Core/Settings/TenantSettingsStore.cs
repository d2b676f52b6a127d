using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
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

    public async Task<SettingsVersion> ReadAsync(TenantScope scope, CancellationToken cancellation) =>
        (await LoadAsync(stores.Open(scope).Settings, cancellation)).Version;

    /// <summary>Replaces the settings. Replacing them with equal ones gives the same answer, even with the previous tag.</summary>
    /// <param name="ifMatch">Entity tags, one of which must be that of the current version; <c>*</c> matches any.</param>
    public async Task<Outcome<SettingsVersion>> ReplaceAsync(
        TenantScope scope, TenantSettings settings, IReadOnlySet<string> ifMatch, string principal, CancellationToken cancellation)
    {
        var errors = TenantSettingsRules.Check(settings);
        if (errors.Any)
        {
            return Failure.Invalid(errors);
        }

        var container = stores.Open(scope).Settings;
        var (current, tag) = await LoadAsync(container, cancellation);
        await FinishAsync(scope, container, current, cancellation);
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
        await AuditAsync(scope, next, AuditPhase.Intent, "success", cancellation);
        if (await TryWriteAsync(container.GetBlobClient(Current), next, ConditionOf(tag), cancellation)
            || (await LoadAsync(container, cancellation)).Version.Operation == next.Operation)
        {
            // The second: a write that the client repeated after a lost answer is refused although it was made.
            await FinishAsync(scope, container, next, cancellation);
            return next;
        }

        await AuditAsync(scope, next, AuditPhase.Done, "refused", cancellation);
        return Outdated;
    }

    /// <summary>Completes what a crash left of the last change; called by the reconcile timer.</summary>
    public async Task ReconcileAsync(TenantScope scope, CancellationToken cancellation)
    {
        var container = stores.Open(scope).Settings;
        var (current, _) = await LoadAsync(container, cancellation);
        await FinishAsync(scope, container, current, cancellation);
    }

    static Failure Outdated => Failure.PreconditionFailed("The settings have changed; read them again.");

    async Task FinishAsync(TenantScope scope, BlobContainerClient container, SettingsVersion version, CancellationToken cancellation)
    {
        var history = container.GetBlobClient($"versions/{version.Version}");
        if (version.Version == 0 || await history.ExistsAsync(cancellation))
        {
            return;
        }

        await AuditAsync(scope, version, AuditPhase.Done, "success", cancellation);
        await TryWriteAsync(history, version, new BlobRequestConditions { IfNoneMatch = ETag.All }, cancellation);
    }

    Task AuditAsync(TenantScope scope, SettingsVersion version, AuditPhase phase, string outcome, CancellationToken cancellation)
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
        return audit.AppendAsync(scope, entry, cancellation);
    }

    static BlobRequestConditions ConditionOf(ETag? tag) =>
        tag is { } known ? new BlobRequestConditions { IfMatch = known } : new BlobRequestConditions { IfNoneMatch = ETag.All };

    static async Task<(SettingsVersion Version, ETag? Tag)> LoadAsync(BlobContainerClient container, CancellationToken cancellation)
    {
        try
        {
            var stored = await container.GetBlobClient(Current).DownloadContentAsync(cancellation);
            var version = System.Text.Json.JsonSerializer.Deserialize<SettingsVersion>(stored.Value.Content, StrictJson.Options)!;
            return (version, stored.Value.Details.ETag);
        }
        catch (RequestFailedException absent) when (absent.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return (SettingsVersion.Default, null);
        }
    }

    static async Task<bool> TryWriteAsync(
        BlobClient blob, SettingsVersion version, BlobRequestConditions condition, CancellationToken cancellation)
    {
        try
        {
            var json = new BlobHttpHeaders { ContentType = "application/json" };
            var options = new BlobUploadOptions { Conditions = condition, HttpHeaders = json };
            await blob.UploadAsync(BinaryData.FromBytes(StrictJson.Write(version)), options, cancellation);
            return true;
        }
        catch (RequestFailedException lost) when (lost.IsOvertaken())
        {
            return false;
        }
    }
}
