using System.Globalization;
using Compliance.Failures;
using Compliance.Json;
using Compliance.SubjectRequests;
using static Compliance.Core.Tests.SubjectRequests.Deadlines.LegalCalendarTests;

namespace Compliance.Core.Tests.SubjectRequests.Deadlines;

public sealed class SubjectRequestClockTests
{
    static readonly LegalCalendar Berlin = Calendar("Europe/Berlin", new DateOnly(2026, 4, 6));

    [Theory]
    [InlineData("2026-01-31", "2026-03-02")]
    [InlineData("2026-03-05", "2026-04-07")]
    [InlineData("2026-08-31", "2026-09-30")]
    [InlineData("2028-01-31", "2028-02-29")]
    [InlineData("2026-03-15", "2026-04-15")]
    [InlineData("2026-12-24", "2027-01-25")] // The 24th is a Sunday.
    public void Start_DayOfReceipt_IsDueAMonthLater(string received, string due)
    {
        var clock = Received(received);

        Assert.Equal(Day(due), Berlin.DayOf(clock.DueAt));
        Assert.NotEqual(Day(due), Berlin.DayOf(clock.DueAt.AddTicks(1)));
        Assert.Equal(clock.FirstDueAt, clock.DueAt);
    }

    [Fact]
    public void Start_WithoutTheHoliday_IsDueADayEarlier() =>
        Assert.Equal(
            Day("2026-04-06"), Berlin.DayOf(SubjectRequestClock.Start(At("2026-03-05"), default, Calendar("Europe/Berlin")).DueAt));

    [Theory]
    [InlineData("Pacific/Kiritimati", "2026-03-06")] // There it is the 6th already.
    [InlineData("Europe/Berlin", "2026-03-05")]
    [InlineData("Pacific/Pago_Pago", "2026-03-04")] // And here still the 4th.
    public void Start_DayOfReceipt_IsTheTenants(string zone, string received)
    {
        var calendar = Calendar(zone);
        var clock = SubjectRequestClock.Start(new DateTimeOffset(2026, 3, 5, 10, 30, 0, TimeSpan.Zero), default, calendar);

        Assert.Equal(calendar.WorkingDayFrom(Day(received).AddMonths(1)), calendar.DayOf(clock.DueAt));
    }

    [Fact]
    public void Extend_ByTwoMonths_IsThreeMonthsFromReceipt()
    {
        var clock = Received("2026-01-31");
        var extended = Extended(clock, until: "2026-04-30", told: "2026-02-20", now: "2026-02-21");

        Assert.Equal(Day("2026-04-30"), Berlin.DayOf(extended.DueAt));
        Assert.Equal(extended.LatestDueAt, extended.DueAt);
        Assert.Equal(Day("2026-03-02"), Berlin.DayOf(extended.FirstDueAt));
    }

    [Theory]
    [InlineData("2026-05-01", "2026-02-20", "until")] // Too far.
    [InlineData("2026-03-02", "2026-02-20", "until")] // Due then anyway.
    [InlineData("2026-04-30", "2026-03-03", "toldAt")] // Told too late.
    [InlineData("2026-04-30", "2026-01-30", "toldAt")] // Told before it was asked.
    [InlineData("2026-04-30", "2026-03-11", "toldAt")] // Not told yet.
    public void Extend_OutsideTheLaw_IsRefusedByField(string until, string told, string field)
    {
        var outcome = Received("2026-01-31").Extend(new(At(until), "many recordings", At(told)), At("2026-03-10"), Berlin);

        Assert.Equal(field, Assert.Single(FailureAssert.Faults(outcome.Failure)).Key);
    }

    [Fact]
    public void Extend_WithoutReasons_IsRefused()
    {
        var outcome = Received("2026-01-31").Extend(new(At("2026-04-30"), " ", At("2026-02-20")), At("2026-02-21"), Berlin);

        Assert.Contains("reasons", FailureAssert.Faults(outcome.Failure).Keys);
    }

    [Fact]
    public void Extend_ToldOnTheLastInstantOfTheFirstMonth_Counts()
    {
        var clock = Received("2026-01-31");

        Assert.Null(clock.Extend(new(At("2026-04-30"), "many", clock.FirstDueAt), At("2026-03-10"), Berlin).Failure);
        Assert.NotNull(clock.Extend(new(At("2026-04-30"), "many", clock.FirstDueAt.AddTicks(1)), At("2026-03-10"), Berlin).Failure);
    }

    [Fact]
    public void Extend_Again_IsTheSameOrAConflict()
    {
        var extended = Extended(Received("2026-01-31"), "2026-04-30", "2026-02-20", "2026-02-21");

        Assert.True(
            extended.Extend(new(At("2026-04-30"), "many", At("2026-02-20")), At("2026-02-25"), Berlin).IsSuccess(out var same, out _));
        Assert.Same(extended, same);
        FailureAssert.Is(
            FailureKind.Conflict,
            extended.Extend(new(At("2026-04-20"), "many", At("2026-02-20")), At("2026-02-25"), Berlin).Failure);
    }

    [Fact]
    public void Suspend_UntilIdentityCame_AddsTheDaysItStoodStill()
    {
        var suspended = Received("2026-03-15").Suspend(At("2026-03-20"), Berlin);

        Assert.True(suspended.IsSuspended);
        Assert.False(suspended.IsOverdue(At("2027-01-01")));
        Assert.Empty(suspended.Reminders(Berlin));

        // 15 April and 12 days: Monday the 27th.
        var resumed = suspended.Resume(At("2026-04-01"), Berlin);
        Assert.Equal(Day("2026-04-27"), Berlin.DayOf(resumed.DueAt));
        Assert.Equal(resumed.DueAt, suspended.AsOf(At("2026-04-01"), Berlin).DueAt);
        Assert.Equal(26, suspended.DaysLeft(At("2026-04-01"), Berlin));
        Assert.False(resumed.IsSuspended);
        Assert.True(resumed.IsOverdue(resumed.DueAt.AddTicks(1)));
        Assert.False(resumed.IsOverdue(resumed.DueAt));
    }

    [Fact]
    public void Suspend_AskedAndAnsweredOnOneDay_ChangesNothing()
    {
        var clock = Received("2026-03-15");

        Assert.Equal(clock.DueAt, clock.Suspend(At("2026-03-20"), Berlin).Resume(At("2026-03-20").AddHours(3), Berlin).DueAt);
    }

    [Fact]
    public void Suspend_OnceOverdue_ChangesNothing()
    {
        var clock = Received("2026-03-15");

        Assert.Same(clock, clock.Suspend(clock.DueAt.AddTicks(1), Berlin));
    }

    [Fact]
    public void Suspend_Twice_CountsEachDayOnce()
    {
        var clock = Received("2026-03-15").Suspend(At("2026-03-20"), Berlin);

        Assert.Same(clock, clock.Suspend(At("2026-03-22"), Berlin));
        var again = clock.Resume(At("2026-03-25"), Berlin).Suspend(At("2026-03-24"), Berlin).Resume(At("2026-03-27"), Berlin);
        Assert.Equal(7, again.StoodStill(Berlin));
        Assert.Equal(2, again.Suspended.Count);
    }

    [Fact]
    public void Extend_WhileSuspended_MovesOnByTheDaysThatFollow()
    {
        var suspended = Received("2026-03-16").Suspend(At("2026-03-20"), Berlin);
        var extended = Extended(suspended, until: "2026-05-20", told: "2026-04-01", now: "2026-04-01");

        Assert.True(extended.IsSuspended);
        Assert.Equal(Day("2026-05-20"), Berlin.DayOf(extended.AsOf(At("2026-04-01"), Berlin).DueAt));
        Assert.Equal(Day("2026-05-22"), Berlin.DayOf(extended.Resume(At("2026-04-03"), Berlin).DueAt));
    }

    [Fact]
    public void Reminders_ByDefault_AreSevenAndTwoDaysBeforeAndOverdue()
    {
        var clock = Received("2026-01-31");

        Assert.Equal(
            [
                new(Berlin.FirstInstantOf(Day("2026-02-23")), 7),
                new(Berlin.FirstInstantOf(Day("2026-02-28")), 2),
                new(clock.DueAt.AddTicks(1), 0),
            ],
            clock.Reminders(Berlin));
        Assert.Equal([20, 0], clock.Reminders(Berlin, [20, 20, 60, -1]).Select(x => x.DaysBefore));
    }

    [Theory]
    [InlineData(SubjectRequestType.Erasure, "17(1)(b)", true)]
    [InlineData(SubjectRequestType.Objection, "21(2)", true)]
    [InlineData(SubjectRequestType.Objection, "21(3)", true)]
    [InlineData(SubjectRequestType.Objection, "21(1)", false)]
    [InlineData(SubjectRequestType.Erasure, "17(1)(a)", false)]
    [InlineData(SubjectRequestType.Erasure, null, false)]
    public void Effect_OfWithdrawnConsentAndMarketing_IsAtOnce(SubjectRequestType type, string? text, bool atOnce)
    {
        Ground? ground = Ground.TryParse(type, text, out var parsed) ? parsed : null;
        var clock = SubjectRequestClock.Start(At("2026-03-05"), Effects.Of(type, ground), Berlin);

        Assert.Equal(atOnce, clock.Effect is TakesEffect.AtOnce);
        Assert.Equal(Received("2026-03-05").DueAt, clock.DueAt);
    }

    [Fact]
    public void Clock_StoredAndRead_IsTheSame_WhateverTheSettingsBecame()
    {
        var resumed = Received("2026-01-31").Suspend(At("2026-02-02"), Berlin).Resume(At("2026-02-04"), Berlin);
        var clock = Extended(resumed, "2026-04-30", "2026-02-20", "2026-02-21");
        var read = StateJson.Read<SubjectRequestClock>(StateJson.Write(clock));

        Assert.Equal(StateJson.Write(clock), StateJson.Write(read));
        Assert.Equal(clock.DueAt, read.AsOf(At("2026-03-01"), Calendar("Asia/Tokyo", Day("2026-04-30"))).DueAt);
    }

    static SubjectRequestClock Extended(SubjectRequestClock clock, string until, string told, string now)
    {
        Assert.True(clock.Extend(new(At(until), "many recordings", At(told)), At(now), Berlin).IsSuccess(out var extended, out _));
        return extended;
    }

    static SubjectRequestClock Received(string day) => SubjectRequestClock.Start(At(day), TakesEffect.WithoutUndueDelay, Berlin);

    static DateOnly Day(string text) => DateOnly.Parse(text, CultureInfo.InvariantCulture);

    /// Ten in the morning of that day, in UTC.
    static DateTimeOffset At(string day) => new(Day(day), new TimeOnly(10, 0), TimeSpan.Zero);
}
