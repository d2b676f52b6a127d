using System.Security.Cryptography;
using Compliance.Audit;
using Compliance.Failures;
using Compliance.Json;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Settings;

/// <summary>Changes of settings that wait for a second person, one blob <c>settings/changes/{changeId}</c> each.</summary>
public sealed class SettingsProposals(IAuditLog audit, TimeProvider clock)
{
    const string Prefix = "changes/";
    const int IdBytes = 16;

    readonly VersionedBlob<string, SettingsProposal> blobs = new(x => x.Settings, id => Prefix + id);

    /// <summary>A change as one principal wants it. The same change of the same version by the same principal has the same id.</summary>
    internal SettingsProposal Make(SettingsVersion current, TenantSettings settings, string principal)
    {
        var rules = (settings.Retention.Next ?? settings.Retention.Current).Items;
        var wanted = StateJson.Write(new { current.Version, principal, settings, rules });
        return new SettingsProposal(
            Convert.ToHexStringLower(SHA256.HashData(wanted).AsSpan(0, IdBytes)),
            current.Version,
            clock.GetUtcNow(),
            principal,
            SettingsWeakening.Of(current.Settings, settings),
            settings);
    }

    /// <returns>The proposal as stored: proposed again, it keeps its time.</returns>
    internal async Task<SettingsProposal> PutAsync(TenantStore store, SettingsProposal proposal, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await FindAsync(store, proposal.ChangeId, cancellationToken) is { } known)
            {
                return known;
            }

            await NoteAsync(store, proposal, "settings.proposed", proposal.ProposedBy, TenantSettingsStore.OriginOf(proposal.Weakens), cancellationToken);
            await blobs.RemoveAsync(store, proposal.ChangeId, cancellationToken);
            await blobs.TryCreateAsync(store, proposal.ChangeId, proposal, cancellationToken);
        }
    }

    /// <returns>Null if there is none, or it has expired.</returns>
    public async Task<SettingsProposal?> FindAsync(TenantStore store, string changeId, CancellationToken cancellationToken) =>
        changeId.Length == IdBytes * 2
        && changeId.All(char.IsAsciiHexDigitLower)
        && await blobs.FindAsync(store, changeId, cancellationToken) is { Value: var proposal }
        && proposal.ExpiresAt > clock.GetUtcNow()
            ? proposal
            : null;

    /// <summary>Those that can still be confirmed, oldest first.</summary>
    /// <param name="version">The settings in force: a change of an earlier version has lapsed.</param>
    public async Task<IReadOnlyList<SettingsProposal>> ListAsync(TenantStore store, int version, CancellationToken cancellationToken)
    {
        var found = new List<SettingsProposal>();
        await foreach (var id in blobs.ListAsync(store, Prefix, _ => true, cancellationToken))
        {
            if (await FindAsync(store, id, cancellationToken).OrLeftOutAsync() is { } proposal && proposal.BaseVersion == version)
            {
                found.Add(proposal);
            }
        }

        return [.. found.OrderBy(x => x.ProposedAt)];
    }

    /// <summary>Removes proposals that can no longer be confirmed.</summary>
    internal async Task SweepAsync(TenantStore store, CancellationToken cancellationToken)
    {
        await foreach (var id in blobs.ListAsync(store, Prefix, _ => true, cancellationToken))
        {
            if (await blobs.FindAsync(store, id, cancellationToken).OrLeftOutAsync() is { Value: var proposal, ETag: var read }
                && proposal.ExpiresAt <= clock.GetUtcNow())
            {
                await blobs.RemoveAsync(store, id, read, cancellationToken);
            }
        }
    }

    /// <summary>Takes a proposal back.</summary>
    public async Task<Outcome<Unit>> WithdrawAsync(
        TenantStore store, string changeId, string principal, CancellationToken cancellationToken)
    {
        if (await FindAsync(store, changeId, cancellationToken) is not { } proposal)
        {
            return Failure.NotFound("The change does not exist, or was not confirmed within 7 days.");
        }

        await NoteAsync(
            store, proposal, "settings.withdrawn", principal, "DELETE /api/tenants/{tenant}/settings/changes/{changeId}", cancellationToken);
        await blobs.RemoveAsync(store, changeId, cancellationToken);
        return default(Unit);
    }

    Task NoteAsync(
        TenantStore store, SettingsProposal proposal, string @event, string principal, string origin, CancellationToken cancellationToken) =>
        audit.AppendAsync(
            store.Scope,
            new AuditEntry(
                @event,
                proposal.Operation,
                AuditPhase.Single,
                principal,
                AuditEntry.Success,
                origin,
                $"settings/changes/{proposal.ChangeId}",
                new Dictionary<string, string>(StringComparer.Ordinal) { ["weakens"] = string.Join(',', proposal.Weakens) }),
            cancellationToken);
}
