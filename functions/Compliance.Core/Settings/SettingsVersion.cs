using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Compliance.Json;

namespace Compliance.Settings;

/// <summary>Settings as stored in JSON: blob <c>current</c>, and one blob <c>versions/{n}</c> per version.</summary>
/// <param name="Version">From 1; 0 for a tenant that never changed its settings.</param>
/// <param name="ChangedBy">Pseudonym.</param>
/// <param name="ChangedFields">Names of the top-level fields that differ from the previous version.</param>
/// <param name="Operation">Id of the change in the audit log.</param>
public sealed record SettingsVersion(
    int Version, DateTimeOffset ChangedAt, string ChangedBy, IReadOnlyList<string> ChangedFields, string Operation, TenantSettings Settings)
{
    /// <summary>Pseudonym of the second person who confirmed the change; null if none was needed.</summary>
    public string? ConfirmedBy { get; init; }

    /// <summary>The settings by which this version weakened protection.</summary>
    public IReadOnlyList<string> Weakens { get; init; } = [];

    public RetentionPlan Retention
    {
        get => Settings.Retention;
        init => Settings = Settings with { Retention = value };
    }

    public static SettingsVersion Default { get; } = new(0, DateTimeOffset.UnixEpoch, "", [], "", new TenantSettings());

    /// <summary>The strong entity tag of this version.</summary>
    [JsonIgnore]
    public string ETag => string.Create(CultureInfo.InvariantCulture, $"\"{Version}\"");

    /// <summary>Names of the top-level fields that differ. Values are left out: they may reveal more than the log should keep.</summary>
    public static IReadOnlyList<string> Differences(TenantSettings before, TenantSettings after) =>
        [.. Changes(before, after).Select(x => x.Field)];

    /// <summary>Top-level fields that differ, with both values, in alphabetical order.</summary>
    public static IReadOnlyList<SettingsDifference> Changes(TenantSettings before, TenantSettings after)
    {
        var (old, fresh) = (Fields(before), Fields(after));
        return
        [
            .. fresh.Where(x => !JsonNode.DeepEquals(x.Value, old[x.Key]))
                .Select(x => new SettingsDifference(x.Key, old[x.Key]?.DeepClone(), x.Value?.DeepClone()))
                .OrderBy(x => x.Field, StringComparer.Ordinal),
        ];
    }

    static JsonObject Fields(TenantSettings settings)
    {
        var fields = JsonNode.Parse(StrictJson.Write(settings))!.AsObject();
        fields[SettingsWeakening.Retention] = JsonNode.Parse(StrictJson.Write(settings.Retention));
        return fields;
    }
}
