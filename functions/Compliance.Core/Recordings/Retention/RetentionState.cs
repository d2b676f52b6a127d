using System.Text.Json.Serialization;
using Compliance.Settings;

namespace Compliance.Recordings;

/// <param name="DeleteAfter">The end of the longest purpose, or the tenant's default; no rule lets the last of its media stay longer.</param>
/// <param name="RetainAtLeastUntil">The end of a duty to keep (GDPR Art. 17(3)(b)), or null.</param>
public sealed record RetentionState(DateTimeOffset DeleteAfter, DateTimeOffset? RetainAtLeastUntil)
{
    /// <summary>The law behind the duty, where a rule names it.</summary>
    public string? Law { get; init; }

    /// <summary>The rule that <see cref="DeleteAfter"/> is by; null: a purpose of the ticket, or the default.</summary>
    public string? Rule { get; init; }

    /// <summary>Media that end before the recording does.</summary>
    public IReadOnlyList<MediumRetention> Media { get; init; } = [];

    /// <summary>From then on nothing but a hold or a restriction keeps it.</summary>
    [JsonIgnore]
    public DateTimeOffset End => RetainAtLeastUntil > DeleteAfter ? RetainAtLeastUntil.Value : DeleteAfter;

    /// <summary>The first time at which something of it is to be deleted.</summary>
    [JsonIgnore]
    public DateTimeOffset FirstEnd => Media.Select(x => x.End).Append(End).Min();

    /// <summary>Whether both come to the same, whichever rules they are by.</summary>
    public bool IsAs(RetentionState other) =>
        (DeleteAfter, RetainAtLeastUntil, Law, Rule) == (other.DeleteAfter, other.RetainAtLeastUntil, other.Law, other.Rule)
        && Media.SequenceEqual(other.Media);
}

/// <summary>A medium of a recording that ends before the recording does.</summary>
/// <param name="Rule">As <see cref="RetentionState.Rule"/>.</param>
public sealed record MediumRetention(
    RetentionMedium Medium, DateTimeOffset DeleteAfter, DateTimeOffset? RetainAtLeastUntil, string? Law, string? Rule)
{
    [JsonIgnore]
    public DateTimeOffset End => RetainAtLeastUntil > DeleteAfter ? RetainAtLeastUntil.Value : DeleteAfter;
}
