using Compliance.Model;
using Compliance.Recordings;
using Compliance.Settings;

namespace Compliance.Core.Tests.Recordings.Retention;

/// <summary>Every combination of selectors, wishes and duties.</summary>
public sealed class RetentionTableTests
{
    static readonly DateTimeOffset Start = new(2026, 3, 2, 14, 0, 0, TimeSpan.Zero);
    static readonly DateTimeOffset Default = Start.AddDays(30);

    static readonly RecordingFacts Facts = new(Start, null, "billing", CallDirection.Inbound, null) { Category = "order" };

    [Fact]
    public void A_rule_is_about_a_recording_if_each_of_its_members_is_absent_or_the_same()
    {
        string?[] texts = [null, "same", "other"];
        foreach (var (queue, category, direction, purpose, medium) in
            from q in texts from c in texts from d in texts from p in texts from m in texts select (q, c, d, p, m))
        {
            var rule = new RetentionRule("r")
            {
                Queue = Of(queue, "billing", "sales"),
                Category = Of(category, "order", "complaint"),
                Direction = direction is null ? null : direction == "same" ? CallDirection.Inbound : CallDirection.Outbound,
                Purpose = Of(purpose, "quality", "training"),
                Medium = medium is null ? null : medium == "same" ? RetentionMedium.Audio : RetentionMedium.Screen,
                DeleteAfter = new(0, 5),
                RetainAtLeast = new(0, 4),
                Law = "a law",
            };

            var found = Resolve([Named("quality")], [rule], RetentionMedium.Audio);

            var applies = !new[] { queue, category, direction, purpose, medium }.Contains("other");
            Assert.Equal(applies ? (End(5), "r", End(4), "a law") : (Default, null, null, null), Shown(found));
        }

        static string? Of(string? which, string same, string other) => which is null ? null : which == "same" ? same : other;
    }

    /// <summary>An oracle that says the same in other words: what must hold of the result, over all combinations.</summary>
    [Fact]
    public void The_longest_duty_and_the_shortest_wish_win_over_all_combinations()
    {
        int?[] days = [null, 10, 40];
        var seen = 0;
        foreach (var (own, other, rule, about, duty, law) in
            from own in days from other in days from rule in days from about in days from duty in days from law in days
            select (own, other, rule, about, duty, law))
        {
            Purpose[] purposes =
            [
                Named("quality") with { RetainUntil = At(own), RetainAtLeastUntil = At(duty) },
                Named("records") with { RetainUntil = At(other) },
            ];
            RetentionRule[] rules =
            [
                new("all") { DeleteAfter = Days(rule) },
                new("about") { Purpose = "quality", DeleteAfter = Days(about), RetainAtLeast = Days(law), Law = "a law" },
            ];

            var found = Resolve(purposes, rules, medium: null);

            var quality = Least(At(own), Ended(rule), Ended(about));
            var records = Least(At(other), Ended(rule));
            var wish = Greatest(quality, records) ?? Default;
            Assert.Equal(wish, found.DeleteAfter);
            Assert.Equal(Greatest(At(duty), Ended(law)), found.RetainAtLeastUntil);
            Assert.Equal(Greatest(wish, found.RetainAtLeastUntil), found.End);
            Assert.Equal(Ended(law) is { } most && most > (At(duty) ?? DateTimeOffset.MinValue) ? "a law" : null, found.Law);
            seen++;
        }

        Assert.Equal(729, seen);

        static RetentionPeriod? Days(int? days) => days is { } number ? new(0, number) : null;
        static DateTimeOffset? At(int? days) => days is { } number ? Start.AddDays(number) : null;
        static DateTimeOffset? Ended(int? days) => days is { } number ? End(number) : null;
        static DateTimeOffset? Least(params DateTimeOffset?[] ends) => ends.Min();
        static DateTimeOffset? Greatest(params DateTimeOffset?[] ends) => ends.Max();
    }

    [Fact]
    public void A_recording_ends_with_the_last_of_its_media_and_names_those_that_end_before()
    {
        RetentionRule[] rules =
        [
            new("sound") { Medium = RetentionMedium.Audio, DeleteAfter = new(0, 10) },
            new("screen") { Medium = RetentionMedium.Screen, DeleteAfter = new(0, 5), RetainAtLeast = new(0, 20), Law = "a law" },
        ];

        var both = Resolve([Named("quality")], rules, RetentionMedium.Audio, RetentionMedium.Transcript, RetentionMedium.Screen);
        Assert.Equal((Default, End(20), "a law"), (both.DeleteAfter, both.RetainAtLeastUntil, both.Law));
        Assert.Equal(
            [
                new MediumRetention(RetentionMedium.Audio, End(10), null, null, "sound"),
                new MediumRetention(RetentionMedium.Screen, End(5), End(20), "a law", "screen"),
            ],
            both.Media);
        Assert.Equal(End(10), both.FirstEnd);

        var alone = Resolve([Named("quality")], rules, RetentionMedium.Audio);
        Assert.Equal((End(10), 0), (alone.End, alone.Media.Count));

        var note = Resolve([Named("quality")], rules, medium: null);
        Assert.Equal((Default, 0), (note.End, note.Media.Count));
    }

    [Fact]
    public void Among_random_rules_what_is_said_only_to_lengthen_ends_nothing_earlier()
    {
        var random = new Random(17);
        var lengthening = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var before = Rules(random);
            RetentionRule[] after = [.. before.Select(x => random.Next(4) switch
            {
                0 => x with { DeleteAfter = Period(random) },
                1 => x with { RetainAtLeast = Period(random), Law = "a law" },
                _ => x,
            }).Where(_ => random.Next(8) > 0), .. random.Next(4) == 0 ? Rules(random) : []];
            if (RetentionShortening.IsIn(before, after))
            {
                continue;
            }

            lengthening++;
            foreach (var (purposes, medium) in
                from p in new Purpose[][] { [Named("a")], [Named("a"), Named("b") with { RetainUntil = Start.AddDays(20) }] }
                from m in new RetentionMedium?[] { null, RetentionMedium.Audio, RetentionMedium.Screen }
                select (p, m))
            {
                var (old, fresh) = (Resolve(purposes, before, medium), Resolve(purposes, after, medium));
                Assert.True(fresh.End >= old.End, $"round {round}");
            }
        }

        Assert.True(lengthening > 1000, $"{lengthening}");
    }

    static RetentionRule[] Rules(Random random) =>
    [
        .. Enumerable.Range(0, random.Next(4)).Select(x => new RetentionRule($"r{x}")
        {
            Queue = Any(random, "billing", "sales"),
            Category = Any(random, "order", "complaint"),
            Purpose = Any(random, "a", "b"),
            Medium = random.Next(3) == 0 ? (RetentionMedium)random.Next(2) : null,
            DeleteAfter = random.Next(2) == 0 ? Period(random) : null,
            RetainAtLeast = random.Next(3) == 0 ? Period(random) : null,
        }),
    ];

    static string? Any(Random random, string one, string other) => random.Next(3) switch { 0 => one, 1 => other, _ => null };

    static RetentionPeriod Period(Random random) => random.Next(2) == 0 ? new(0, random.Next(1, 70)) : new(random.Next(1, 4), 0);

    static Purpose Named(string name) => new() { Name = name, Basis = LawfulBasis.Consent };

    /// <summary>The end of the day that many days after the call's.</summary>
    static DateTimeOffset End(int days) => new(Start.UtcDateTime.Date.AddDays(days + 1), TimeSpan.Zero);

    static (DateTimeOffset, string?, DateTimeOffset?, string?) Shown(RetentionState found) =>
        (found.DeleteAfter, found.Rule, found.RetainAtLeastUntil, found.Law);

    static RetentionState Resolve(IReadOnlyList<Purpose> purposes, IReadOnlyList<RetentionRule> rules, RetentionMedium? medium) =>
        RetentionTable.Resolve(
            new(Facts, purposes, Default, new HashSet<RetentionMedium?> { medium }), new(1, Start, rules), TimeZoneInfo.Utc);

    static RetentionState Resolve(IReadOnlyList<Purpose> purposes, IReadOnlyList<RetentionRule> rules, params RetentionMedium[] media) =>
        RetentionTable.Resolve(
            new(Facts, purposes, Default, media.Select(x => (RetentionMedium?)x).ToHashSet()), new(1, Start, rules), TimeZoneInfo.Utc);
}
