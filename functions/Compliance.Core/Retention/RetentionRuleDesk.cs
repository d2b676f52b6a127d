using Compliance.Failures;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Retention;

/// <summary>What became of rules that somebody wants.</summary>
/// <param name="ChangeId">Null only where the rules were never changed.</param>
/// <param name="EffectiveAt">When they are in force; of rules that wait for a second person, at the earliest.</param>
/// <param name="NeedsConfirmation">A second person must confirm them; <see cref="EffectiveAt"/> is then 7 days after that.</param>
/// <param name="ExpiresAt">Until when they can be confirmed; null where nobody needs to.</param>
public sealed record RetentionChangeView(
    string? ChangeId,
    DateTimeOffset EffectiveAt,
    bool NeedsConfirmation,
    string? ProposedBy,
    DateTimeOffset? ExpiresAt,
    IReadOnlyList<RetentionRule> Rules,
    RetentionPreview Preview);

/// <summary>Changes the rules of the retention, with a preview and, where something may end earlier, a second person.</summary>
public sealed class RetentionRuleDesk(
    TenantSettingsStore settings, SettingsProposals proposals, RetentionPreviewer previewer, TimeProvider clock)
{
    public async Task<Outcome<RetentionChangeView>> ReplaceAsync(
        TenantStore store,
        IReadOnlyList<RetentionRule> rules,
        IReadOnlySet<string>? ifMatch,
        string principal,
        CancellationToken cancellationToken)
    {
        var before = await settings.ReadAsync(store.Scope, cancellationToken);
        var tags = ifMatch ?? new HashSet<string>(StringComparer.Ordinal) { "*" };
        return (await settings.ReplaceRetentionAsync(store.Scope, rules, tags, principal, cancellationToken))
            .IsSuccess(out var replaced, out var failure)
                ? await ViewAsync(store, before, replaced, cancellationToken)
                : failure;
    }

    /// <summary>The second person's act.</summary>
    public async Task<Outcome<RetentionChangeView>> ConfirmAsync(
        TenantStore store, string changeId, string principal, CancellationToken cancellationToken)
    {
        var before = await settings.ReadAsync(store.Scope, cancellationToken);
        if (await proposals.FindAsync(store, changeId, cancellationToken) is not { } proposal || !RetentionReport.IsOfRules(proposal))
        {
            return Unknown;
        }

        return (await settings.ConfirmAsync(store.Scope, changeId, principal, cancellationToken)).IsSuccess(out var replaced, out var failure)
            ? await ViewAsync(store, before, replaced, cancellationToken)
            : failure;
    }

    /// <summary>What a change that waits would do today.</summary>
    public async Task<Outcome<RetentionChangeView>> FindAsync(TenantStore store, string changeId, CancellationToken cancellationToken)
    {
        var current = await settings.ReadAsync(store.Scope, cancellationToken);
        return await proposals.FindAsync(store, changeId, cancellationToken) is { } proposal
            && RetentionReport.IsOfRules(proposal)
            && proposal.BaseVersion == current.Version
                ? await ViewAsync(store, current, new(current, proposal), cancellationToken)
                : Unknown;
    }

    public async Task<Outcome<Unit>> WithdrawAsync(
        TenantStore store, string changeId, string principal, CancellationToken cancellationToken) =>
        await proposals.FindAsync(store, changeId, cancellationToken) is { } proposal && RetentionReport.IsOfRules(proposal)
            ? await proposals.WithdrawAsync(store, changeId, principal, cancellationToken)
            : Unknown;

    static Failure Unknown => Failure.NotFound("The change does not exist, or was not confirmed within 7 days.");

    async Task<RetentionChangeView> ViewAsync(
        TenantStore store, SettingsVersion before, SettingsReplacement replaced, CancellationToken cancellationToken)
    {
        var (proposal, plan) = (replaced.Proposal, replaced.Proposal?.Retention ?? replaced.Version.Retention);
        var rules = plan.Next is { } next && next.From > clock.GetUtcNow() ? next : plan.At(clock.GetUtcNow());
        return new(
            proposal?.ChangeId ?? ChangeIdOf(replaced.Version),
            rules.From > DateTimeOffset.UnixEpoch ? rules.From : clock.GetUtcNow(),
            proposal is not null,
            proposal?.ProposedBy,
            proposal?.ExpiresAt,
            rules.Items,
            await previewer.OfAsync(store, before.Settings, rules, cancellationToken));
    }

    /// <summary>Of the version that brought its rules; null where it did not.</summary>
    static string? ChangeIdOf(SettingsVersion version) =>
        version.ChangedFields.Contains(SettingsWeakening.Retention, StringComparer.Ordinal) ? version.Operation.Split('/')[^1] : null;
}
