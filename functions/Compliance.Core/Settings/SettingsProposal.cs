using Compliance.Json;

namespace Compliance.Settings;

/// <summary>A change of settings that waits for a second person, <c>settings/changes/{changeId}</c>.</summary>
/// <param name="BaseVersion">The version it changes. It lapses when another change comes first.</param>
/// <param name="ProposedBy">Pseudonym.</param>
/// <param name="Weakens">The settings by which it weakens protection.</param>
public sealed record SettingsProposal(
    string ChangeId, int BaseVersion, DateTimeOffset ProposedAt, string ProposedBy, IReadOnlyList<string> Weakens, TenantSettings Settings)
{
    /// <summary>How long it can be confirmed.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromDays(7);

    public RetentionPlan Retention
    {
        get => Settings.Retention;
        init => Settings = Settings with { Retention = value };
    }

    public DateTimeOffset ExpiresAt => ProposedAt + Lifetime;

    /// <summary>Names the change in the audit log.</summary>
    internal string Operation => $"settings/{BaseVersion + 1}/{Rfc3339.Format(ProposedAt)}/{ProposedBy}/{ChangeId}";
}

/// <summary>What became of a request to replace the settings.</summary>
/// <param name="Version">The settings in force.</param>
/// <param name="Proposal">Set if the change waits for a second person; the settings in force are then as before.</param>
public sealed record SettingsReplacement(SettingsVersion Version, SettingsProposal? Proposal = null);

/// <summary>One version in the history of the settings.</summary>
/// <param name="ChangedBy">Pseudonym of who made or proposed the change.</param>
/// <param name="ConfirmedBy">Pseudonym of the second person; null where none was needed.</param>
/// <param name="Weakens">The settings by which it weakened protection.</param>
public sealed record SettingsHistoryItem(
    int Version,
    DateTimeOffset ChangedAt,
    string ChangedBy,
    string? ConfirmedBy,
    IReadOnlyList<string> Weakens,
    IReadOnlyList<SettingsDifference> Changes);

/// <param name="Continuation">Pass it to get the next page; null on the last one.</param>
public sealed record SettingsHistoryPage(IReadOnlyList<SettingsHistoryItem> Items, string? Continuation);

/// <summary>A top-level setting as JSON, before and after.</summary>
public sealed record SettingsDifference(
    string Field, System.Text.Json.Nodes.JsonNode? From, System.Text.Json.Nodes.JsonNode? To);
