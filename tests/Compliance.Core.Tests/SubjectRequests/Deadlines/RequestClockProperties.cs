using Compliance.SubjectRequests;

namespace Compliance.Core.Tests.SubjectRequests.Deadlines;

/// Random lives of requests in every zone, against the rules said again in other words.
public sealed class RequestClockProperties
{
    const int Lives = 4000;

    [Fact]
    public void A_month_ends_on_its_date_or_its_last_day_and_moves_to_a_working_day()
    {
        var random = new Random(1182);
        for (var i = 0; i < Lives; i++)
        {
            var calendar = Any(random);
            var received = Moment(random);
            var clock = SubjectRequestClock.Start(received, default, calendar);
            var from = calendar.DayOf(received);

            foreach (var (months, at) in new[] { (1, clock.DueAt), (3, clock.LatestDueAt) })
            {
                var (year, month) = (from.Year + ((from.Month - 1 + months) / 12), ((from.Month - 1 + months) % 12) + 1);
                var nominal = new DateOnly(year, month, Math.Min(from.Day, DateTime.DaysInMonth(year, month)));
                var due = calendar.DayOf(at);

                Assert.True(calendar.IsWorkingDay(due));
                Assert.True(due >= nominal);
                Assert.DoesNotContain(Days(nominal, due), calendar.IsWorkingDay);
                Assert.Equal(due.AddDays(1), calendar.DayOf(at.AddTicks(1)));
            }
        }
    }

    [Fact]
    public void Standing_still_only_ever_adds_the_days_it_lasted_and_at_most_a_run_of_free_days()
    {
        var random = new Random(126);
        for (var i = 0; i < Lives; i++)
        {
            var calendar = Any(random);
            var clock = SubjectRequestClock.Start(Moment(random), default, calendar);
            var asked = clock.ReceivedAt.AddHours(random.Next(24 * 28));
            var came = asked.AddHours(random.Next(24 * 90));
            var resumed = clock.Suspend(asked, calendar).Resume(came, calendar);

            var stood = calendar.DayOf(came).DayNumber - calendar.DayOf(asked).DayNumber;
            var moved = calendar.DayOf(resumed.DueAt).DayNumber - calendar.DayOf(clock.DueAt).DayNumber;
            Assert.InRange(moved, stood - 8, stood + 8);
            Assert.True(resumed.DueAt >= clock.DueAt);
            Assert.True(resumed.DueAt > came);
            Assert.True(resumed.LatestDueAt > resumed.FirstDueAt);
        }
    }

    [Fact]
    public void Whatever_happens_the_answer_is_due_within_three_months_and_the_days_it_stood_still()
    {
        var random = new Random(20160679);
        var extended = 0;
        for (var i = 0; i < Lives; i++)
        {
            var calendar = Any(random);
            var clock = SubjectRequestClock.Start(Moment(random), default, calendar);
            var now = clock.ReceivedAt;
            for (var step = 0; step < 6; step++)
            {
                now = now.AddHours(random.Next(24 * 12));
                clock = random.Next(3) switch
                {
                    0 => clock.Suspend(now, calendar),
                    1 => clock.Resume(now, calendar),
                    _ => clock.Extend(new(now.AddDays(random.Next(80)), "r", now), now, calendar).IsSuccess(out var done, out _) ? done : clock,
                };
                Assert.True(clock.DueAt <= clock.LatestDueAt);
                Assert.True(clock.DueAt >= clock.FirstDueAt || clock.Extension is not null);
            }

            clock = clock.Resume(now, calendar);
            extended += clock.Extension is null ? 0 : 1;
            var outermost = calendar.EndOf(calendar.DayOf(clock.ReceivedAt), 3, clock.StoodStill(calendar));
            Assert.True(calendar.DayOf(clock.DueAt) <= outermost);
            Assert.All(clock.Suspended.Zip(clock.Suspended.Skip(1)), x => Assert.True(x.First.To <= x.Second.From));
            Assert.All(clock.Suspended, x => Assert.True(x.To >= x.From));
        }

        Assert.InRange(extended, Lives / 10, Lives);
    }

    static LegalCalendar Any(Random random)
    {
        var zone = LegalCalendarTests.Zones[random.Next(LegalCalendarTests.Zones.Length)];
        var holidays = Enumerable.Range(0, 12).Select(_ => DateOnly.FromDateTime(Moment(random).DateTime)).ToArray();
        return LegalCalendarTests.Calendar(zone, holidays);
    }

    /// Month ends are likelier than chance would have them.
    static DateTimeOffset Moment(Random random)
    {
        var day = new DateTimeOffset(2023, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(random.Next(72));
        day = day.AddDays(random.Next(4) == 0 ? random.Next(31) : -random.Next(1, 5));
        return day.AddMinutes(random.Next(24 * 60));
    }

    static IEnumerable<DateOnly> Days(DateOnly from, DateOnly before) =>
        Enumerable.Range(0, before.DayNumber - from.DayNumber).Select(from.AddDays);
}
