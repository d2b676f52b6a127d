using Compliance.Settings;

namespace Compliance.Recordings;

/// <summary>What of a recording decides how long it is kept.</summary>
/// <param name="Default">The end where neither a purpose nor a rule names one.</param>
/// <param name="Media">The media of its files; null stands for files of none, and for the recording as such.</param>
public sealed record RetentionCase(
    RecordingFacts Facts, IReadOnlyList<Purpose> Purposes, DateTimeOffset Default, IReadOnlySet<RetentionMedium?> Media)
{
    /// <param name="awaited">Files that were announced and are not sealed; they count while there are no others.</param>
    public static RetentionCase Of(RecordingManifest manifest, RecordingTicketState? awaited = null) => new(
        manifest.Facts,
        manifest.Purposes,
        manifest.RetentionDefault ?? manifest.Retention.DeleteAfter,
        RetentionMedia.Of(manifest.Files.Count > 0 || awaited is null
            ? manifest.Files.Select(x => x.ContentType)
            : awaited.Files.Select(x => x.ContentType)));
}

/// <summary>Which medium a file is, for the rules.</summary>
public static class RetentionMedia
{
    /// <returns>Null for notes, which only rules without a medium are about.</returns>
    public static RetentionMedium? Of(string contentType) => FileContentTypes.Of(contentType) switch
    {
        FileContent.Audio => RetentionMedium.Audio,
        FileContent.Video => RetentionMedium.Screen,
        FileContent.Transcript => RetentionMedium.Transcript,
        FileContent.Keystrokes => RetentionMedium.Keystrokes,
        _ => null,
    };

    /// <returns>Never empty: a recording without files is decided as such.</returns>
    public static IReadOnlySet<RetentionMedium?> Of(IEnumerable<string> contentTypes)
    {
        var media = contentTypes.Select(Of).ToHashSet();
        return media.Count > 0 ? media : new HashSet<RetentionMedium?> { null };
    }
}

/// <summary>
/// The single table of how long a recording and its media are kept (GDPR Art. 5(1)(e)). Within a purpose the shortest wish counts: its own
/// end, and every rule about it. Over all purposes the longest: while one still needs the recording, it stays. Purposes that nothing names
/// an end for do not count, unless that is true of all: then the default does. Of duties the longest counts, and it wins over every wish.
/// The recording ends with the last of its media.
/// </summary>
public static class RetentionTable
{
    public static RetentionState Resolve(RetentionCase call, RetentionRules rules, TimeZoneInfo zone)
    {
        var own = rules.Items.Where(x => IsAbout(x, call.Facts)).ToArray();
        var media = call.Media.Select(x => Of(call, own, x, zone)).OrderBy(x => x.Medium).ToArray();
        var last = media.MaxBy(x => x.DeleteAfter)!;
        var duty = media.MaxBy(x => x.RetainAtLeastUntil)!;
        var whole = new RetentionState(last.DeleteAfter, duty.RetainAtLeastUntil)
        {
            Law = duty.Law,
            Rule = last.Rule,
        };
        return whole with { Media = [.. media.Where(x => x.Medium is not null && x.End < whole.End).Select(x => x.AsMedium())] };
    }

    /// <summary>A wish or a duty: when it ends, and the rule it is by.</summary>
    readonly record struct Term(DateTimeOffset End, RetentionRule? Rule);

    sealed record Ends(
        RetentionMedium? Medium, DateTimeOffset DeleteAfter, string? Rule, DateTimeOffset? RetainAtLeastUntil, string? Law)
    {
        public DateTimeOffset End => RetainAtLeastUntil > DeleteAfter ? RetainAtLeastUntil.Value : DeleteAfter;

        public MediumRetention AsMedium() => new(Medium!.Value, DeleteAfter, RetainAtLeastUntil, Law, Rule);
    }

    static Ends Of(RetentionCase call, IReadOnlyList<RetentionRule> rules, RetentionMedium? medium, TimeZoneInfo zone)
    {
        var own = rules.Where(x => x.Medium is null || x.Medium == medium).ToArray();
        var wishes = call.Purposes.Select(x => Wishes(call, own, x, zone).ToArray()).Where(x => x.Length > 0).Select(x => x.MinBy(y => y.End));
        var wish = wishes.DefaultIfEmpty(new Term(call.Default, Rule: null)).MaxBy(x => x.End);
        var duty = call.Purposes.SelectMany(x => Duties(call, own, x, zone)).Cast<Term?>().MaxBy(x => x?.End);
        return new(medium, wish.End, wish.Rule?.Name, duty?.End, duty?.Rule?.Law);
    }

    static IEnumerable<Term> Wishes(RetentionCase call, IReadOnlyList<RetentionRule> rules, Purpose purpose, TimeZoneInfo zone)
    {
        if (purpose.RetainUntil is { } until)
        {
            yield return new(until, Rule: null);
        }

        foreach (var rule in rules.Where(x => x.DeleteAfter is not null && IsAbout(x, purpose)))
        {
            yield return new(rule.DeleteAfter!.Value.EndFrom(call.Facts.StartedAt, zone), rule);
        }
    }

    static IEnumerable<Term> Duties(RetentionCase call, IReadOnlyList<RetentionRule> rules, Purpose purpose, TimeZoneInfo zone)
    {
        if (purpose.RetainAtLeastUntil is { } until)
        {
            yield return new(until, Rule: null);
        }

        foreach (var rule in rules.Where(x => x.RetainAtLeast is not null && IsAbout(x, purpose)))
        {
            yield return new(rule.RetainAtLeast!.Value.EndFrom(call.Facts.StartedAt, zone), rule);
        }
    }

    static bool IsAbout(RetentionRule rule, RecordingFacts facts) =>
        (rule.Queue is null || rule.Queue == facts.Queue)
        && (rule.Category is null || rule.Category == facts.Category)
        && (rule.Direction is null || rule.Direction == facts.Direction);

    static bool IsAbout(RetentionRule rule, Purpose purpose) =>
        rule.Purpose is null || string.Equals(rule.Purpose, purpose.Name, StringComparison.OrdinalIgnoreCase);
}
