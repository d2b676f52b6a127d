using Compliance.Model;

namespace Compliance.Settings;

/// <summary>What of a recording a rule is about. Notes in plain text are none of these.</summary>
public enum RetentionMedium
{
    Audio,
    Screen,
    Transcript,
    Keystrokes,
}

/// <summary>
/// How long some recordings may be kept, or must be. Members that are null stand for all. Periods run from the day of the call's start on
/// the tenant's clocks to the end of their last day.
/// </summary>
/// <param name="Name"><c>[a-z0-9-]{1,40}</c>; views and reports name it.</param>
public sealed record RetentionRule(string Name)
{
    public string? Queue { get; init; }

    public string? Category { get; init; }

    public RetentionMedium? Medium { get; init; }

    /// <summary>The purpose it is about: others may keep the recording longer, as when a purpose of the ticket has an end.</summary>
    public string? Purpose { get; init; }

    public CallDirection? Direction { get; init; }

    /// <summary>The wish: kept no longer. The shortest of several counts.</summary>
    public RetentionPeriod? DeleteAfter { get; init; }

    /// <summary>The duty: kept at least so long (GDPR Art. 17(3)(b)). The longest of several counts, and each wins over any wish.</summary>
    public RetentionPeriod? RetainAtLeast { get; init; }

    /// <summary>The law behind it, in one line; a duty needs one.</summary>
    public string? Law { get; init; }

    /// <summary>Whether it is about every recording and file that the other one is about.</summary>
    public bool Covers(RetentionRule other) =>
        (Queue is null || Queue == other.Queue)
        && (Category is null || Category == other.Category)
        && (Medium is null || Medium == other.Medium)
        && (Purpose is null || Purpose == other.Purpose)
        && (Direction is null || Direction == other.Direction);
}

/// <summary>Rules that are in force from a time on.</summary>
/// <param name="Version">The version of the settings that brought them; 0 for a tenant without rules.</param>
public sealed record RetentionRules(int Version, DateTimeOffset From, IReadOnlyList<RetentionRule> Items)
{
    public static RetentionRules None { get; } = new(0, DateTimeOffset.UnixEpoch, []);
}

/// <summary>A tenant's rules of retention: a part of its settings' versions, with the same history and the same second person.</summary>
public sealed record RetentionPlan
{
    /// <summary>What is confirmed waits so long: whoever sees a mistake can still take it back.</summary>
    public static readonly TimeSpan Notice = TimeSpan.FromDays(7);

    public static RetentionPlan None { get; } = new();

    public RetentionRules Current { get; init; } = RetentionRules.None;

    /// <summary>Confirmed rules that shorten something, and when they replace the others; null if there are none.</summary>
    public RetentionRules? Next { get; init; }

    public RetentionRules At(DateTimeOffset now) => Next is { } next && next.From <= now ? next : Current;

    /// <summary>The plan after somebody wants other rules: at once where they only lengthen, after notice where they may shorten.</summary>
    /// <param name="version">The version of the settings that would bring them.</param>
    internal RetentionPlan Changed(int version, IReadOnlyList<RetentionRule> rules, DateTimeOffset now) =>
        Has(rules, now) ? this
        : With(new(version, RetentionShortening.IsIn(At(now).Items, rules) ? now + Notice : now, rules), now);

    /// <summary>The plan in which these rules replace others.</summary>
    internal RetentionPlan With(RetentionRules rules, DateTimeOffset now) =>
        rules.From > now ? new() { Current = At(now), Next = rules } : new() { Current = rules };

    /// <summary>Whether these are the rules that are in force, or those that are to come.</summary>
    bool Has(IReadOnlyList<RetentionRule> rules, DateTimeOffset now) =>
        (Next is { } next && next.From > now ? next : At(now)).Items.SequenceEqual(rules);
}

/// <summary>Ready rules for laws that many tenants come under. They name no queue: the tenant narrows them.</summary>
public static class RetentionTemplates
{
    public static IReadOnlyList<RetentionRule> All { get; } =
    [
        new("mifid2-16-7") { RetainAtLeast = new(Months: 60, Days: 0), Law = "Directive 2014/65/EU (MiFID II) Art. 16(7)" },
        new("pci-dss-3-2-1") { DeleteAfter = new(Months: 0, Days: 90), Law = "PCI DSS 3.2.1" },
    ];
}
