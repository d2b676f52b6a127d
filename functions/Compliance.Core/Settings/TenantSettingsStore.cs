using System.Globalization;
using Compliance.Audit;
using Compliance.Failures;
using Compliance.Tenancy;

namespace Compliance.Settings;

/// <summary>
/// Stores a tenant's settings. The conditional write of blob <c>current</c> is the only point of change. The outcome is audited next, and
/// then <c>versions/{n}</c> is created, whose existence shows that version n is complete. A later change first completes a version that a
/// crash left incomplete, so no version is ever lost.
/// </summary>
public sealed class TenantSettingsStore(
    TenantStoreFactory stores, SettingsProposals proposals, IAuditLog audit, TimeProvider clock)
{
    const string Current = "current";
    const string Event = "settings.changed";
    const string Origin = "PUT /api/tenants/{tenant}/settings";

    // Its operation names who changed what and when.
    readonly VersionedBlob<string, SettingsVersion> blobs = new(x => x.Settings, x => x) { ContentNamesItsWriter = true };

    public async Task<SettingsVersion> ReadAsync(TenantScope scope, CancellationToken cancellationToken) =>
        (await blobs.FindAsync(stores.Open(scope), Current, cancellationToken))?.Value ?? SettingsVersion.Default;

    /// <returns>Version <paramref name="number"/>; null if there is none, or it is not complete yet.</returns>
    public async Task<SettingsVersion?> FindAsync(TenantScope scope, int number, CancellationToken cancellationToken) =>
        (await blobs.FindAsync(stores.Open(scope), VersionName(number), cancellationToken))?.Value;

    /// <summary>
    /// Replaces the settings, or proposes it where the change weakens protection and so takes a second person. Replacing them with equal
    /// ones gives the same answer, even with the previous tag. A tenant's first settings take one person: nothing is weakened yet.
    /// </summary>
    /// <param name="ifMatch">Entity tags, one of which must be that of the current version; <c>*</c> matches any.</param>
    public async Task<Outcome<SettingsReplacement>> ReplaceAsync(
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
        if (SettingsVersion.Differences(current.Settings, settings).Count == 0)
        {
            return new SettingsReplacement(current);
        }

        if (!ifMatch.Contains("*") && !ifMatch.Contains(current.ETag))
        {
            return Outdated;
        }

        var change = proposals.Make(current, settings, principal);
        return change.Weakens.Count > 0 && current.Version > 0
            ? new SettingsReplacement(current, await proposals.PutAsync(store, change, cancellationToken))
            : await ApplyAsync(store, stored, change, confirmedBy: null, Outdated, cancellationToken);
    }

    /// <summary>Puts a proposed change into force: the second person's act.</summary>
    /// <param name="principal">Someone other than who proposed it.</param>
    public async Task<Outcome<SettingsReplacement>> ConfirmAsync(
        TenantScope scope, string changeId, string principal, CancellationToken cancellationToken)
    {
        var store = stores.Open(scope);
        var stored = await blobs.FindAsync(store, Current, cancellationToken);
        var current = stored?.Value ?? SettingsVersion.Default;
        await FinishAsync(store, current, cancellationToken);
        if (await proposals.FindAsync(store, changeId, cancellationToken) is not { } proposal)
        {
            return Failure.NotFound("The change does not exist, or was not confirmed within 7 days.");
        }

        if (current.Operation == proposal.Operation)
        {
            return new SettingsReplacement(current);
        }

        if (proposal.ProposedBy == principal)
        {
            return Failure.Forbidden("Another person than the one who proposed this change must confirm it.");
        }

        return proposal.BaseVersion == current.Version
            ? await ApplyAsync(store, stored, proposal, principal, Lapsed, cancellationToken)
            : Lapsed;
    }

    /// <summary>Completes what a crash left of the last change, and ends proposals; called by the reconcile timer.</summary>
    public async Task ReconcileAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        var store = stores.Open(scope);
        if (await blobs.FindAsync(store, Current, cancellationToken) is { } current)
        {
            await FinishAsync(store, current.Value, cancellationToken);
            await proposals.SweepAsync(store, cancellationToken);
        }
    }

    async Task<Outcome<SettingsReplacement>> ApplyAsync(
        TenantStore store,
        Versioned<SettingsVersion>? stored,
        SettingsProposal change,
        string? confirmedBy,
        Failure overtaken,
        CancellationToken cancellationToken)
    {
        var current = stored?.Value ?? SettingsVersion.Default;
        var next = new SettingsVersion(
            current.Version + 1,
            clock.GetUtcNow(),
            change.ProposedBy,
            SettingsVersion.Differences(current.Settings, change.Settings),
            change.Operation,
            change.Settings) { ConfirmedBy = confirmedBy, Weakens = change.Weakens };
        await AuditAsync(store.Scope, next, AuditPhase.Intent, "success", cancellationToken);
        if (await blobs.TryWriteAsync(store, Current, next, stored?.ETag, cancellationToken) is not null)
        {
            await FinishAsync(store, next, cancellationToken);
            return new SettingsReplacement(next);
        }

        await AuditAsync(store.Scope, next, AuditPhase.Done, "refused", cancellationToken);
        return overtaken;
    }

    static Failure Lapsed => Failure.Conflict("The settings have changed since this was proposed; propose it again.");

    static Failure Outdated => Failure.PreconditionFailed("The settings have changed; read them again.");

    async Task FinishAsync(TenantStore store, SettingsVersion version, CancellationToken cancellationToken)
    {
        var history = VersionName(version.Version);
        if (version.Version == 0 || await blobs.FindAsync(store, history, cancellationToken) is not null)
        {
            return;
        }

        await AuditAsync(store.Scope, version, AuditPhase.Done, "success", cancellationToken);
        await blobs.TryCreateAsync(store, history, version, cancellationToken);
    }

    static string VersionName(int number) => string.Create(CultureInfo.InvariantCulture, $"versions/{number}");

    Task AuditAsync(TenantScope scope, SettingsVersion version, AuditPhase phase, string outcome, CancellationToken cancellationToken)
    {
        var details = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["version"] = version.Version.ToString(CultureInfo.InvariantCulture),
        };

        if (version.ConfirmedBy is { } second)
        {
            details["confirmedBy"] = second;
        }

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
