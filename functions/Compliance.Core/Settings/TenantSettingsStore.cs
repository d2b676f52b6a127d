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
        return errors.Any
            ? Failure.Invalid(errors)
            : await ChangeAsync(scope, x => settings with { Retention = x.Retention }, ifMatch, principal, cancellationToken);
    }

    /// <summary>
    /// Replaces the rules of the retention. What only lengthens is in force at once; what may shorten something is proposed, always, and
    /// waits <see cref="RetentionPlan.Notice"/> once it is confirmed.
    /// </summary>
    public async Task<Outcome<SettingsReplacement>> ReplaceRetentionAsync(
        TenantScope scope,
        IReadOnlyList<RetentionRule> rules,
        IReadOnlySet<string> ifMatch,
        string principal,
        CancellationToken cancellationToken)
    {
        var errors = RetentionRuleCheck.Check(rules);
        return errors.Any
            ? Failure.Invalid(errors)
            : await ChangeAsync(
                scope,
                x => x.Settings with { Retention = x.Retention.Changed(x.Version + 1, rules, clock.GetUtcNow()) },
                ifMatch,
                principal,
                cancellationToken);
    }

    async Task<Outcome<SettingsReplacement>> ChangeAsync(
        TenantScope scope,
        Func<SettingsVersion, TenantSettings> wanted,
        IReadOnlySet<string> ifMatch,
        string principal,
        CancellationToken cancellationToken)
    {
        var store = stores.Open(scope);
        var stored = await blobs.FindAsync(store, Current, cancellationToken);
        var current = stored?.Value ?? SettingsVersion.Default;
        await FinishAsync(store, current, cancellationToken);
        var settings = wanted(current);
        if (SettingsVersion.Differences(current.Settings, settings).Count == 0)
        {
            return new SettingsReplacement(current);
        }

        if (!ifMatch.Contains("*") && !ifMatch.Contains(current.ETag))
        {
            return Outdated;
        }

        var change = proposals.Make(current, settings, principal);
        return change.Weakens.Count > 0 && (current.Version > 0 || change.Weakens.Contains(SettingsWeakening.Retention, StringComparer.Ordinal))
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
            ? await ApplyAsync(store, stored, Dated(current, proposal), principal, Lapsed, cancellationToken)
            : Lapsed;
    }

    /// <summary>Rules wait from the moment at which the second person confirms them.</summary>
    SettingsProposal Dated(SettingsVersion current, SettingsProposal proposal)
    {
        var now = clock.GetUtcNow();
        return proposal.Weakens.Contains(SettingsWeakening.Retention, StringComparer.Ordinal) && proposal.Retention.Next is { } next
            ? proposal with { Retention = current.Retention.With(next with { From = now + RetentionPlan.Notice }, now) }
            : proposal;
    }

    /// <summary>
    /// Whether an older version was put back: a later one is complete. Nothing may be destroyed on the word of such settings.
    /// </summary>
    public async Task<bool> IsRolledBackAsync(TenantStore store, SettingsVersion current, CancellationToken cancellationToken) =>
        await blobs.FindAsync(store, VersionName(current.Version + 1), cancellationToken) is not null;

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

    /// <summary>The operation that changes these fields, for the audit log.</summary>
    internal static string OriginOf(IReadOnlyList<string> fields) =>
        fields is [SettingsWeakening.Retention] ? "PUT /api/tenants/{tenant}/retention" : "PUT /api/tenants/{tenant}/settings";

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

        var origin = OriginOf(version.ChangedFields);
        var entry = new AuditEntry(
            Event, version.Operation, phase, version.ChangedBy, outcome, origin, $"settings/{version.Version}", details);
        return audit.AppendAsync(scope, entry, cancellationToken);
    }
}
