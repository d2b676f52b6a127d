namespace Compliance.Settings;

/// <summary>
/// Whether new rules may end some recording, or some of its media, earlier than the old ones. Decided on the rules alone and on the safe
/// side: what can't be shown to lengthen only takes a second person.
/// </summary>
public static class RetentionShortening
{
    public static bool IsIn(IReadOnlyList<RetentionRule> before, IReadOnlyList<RetentionRule> after) =>
        after.Any(x => IsNewWish(x, before)) || before.Any(x => IsLostDuty(x, after) || IsLostWish(x, after));

    /// <summary>A wish where there was none as short.</summary>
    static bool IsNewWish(RetentionRule rule, IReadOnlyList<RetentionRule> before) =>
        rule.DeleteAfter is { } wish
        && !before.Any(x => x.DeleteAfter is { } old && x.Covers(rule) && old.IsAtMost(wish));

    static bool IsLostDuty(RetentionRule rule, IReadOnlyList<RetentionRule> after) =>
        rule.RetainAtLeast is { } duty
        && !after.Any(x => x.RetainAtLeast is { } fresh && x.Covers(rule) && duty.IsAtMost(fresh));

    /// <summary>Without it, another purpose or the default may end the recording earlier.</summary>
    static bool IsLostWish(RetentionRule rule, IReadOnlyList<RetentionRule> after) =>
        rule.DeleteAfter is not null && !after.Any(x => x.DeleteAfter is not null && x.Covers(rule));
}
