using System.Reflection;
using Compliance.Local.Timers;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Functions.Tests.Platform;

/// <summary>A timer whose setting is missing is one that the Functions host leaves out, with a line in its log that nobody reads.</summary>
public sealed class ScheduleTests
{
    static readonly IReadOnlyDictionary<string, TimerTriggerAttribute> Timers =
        (from type in typeof(ComplianceRegistration).Assembly.GetTypes()
         from method in type.GetMethods()
         let function = method.GetCustomAttribute<FunctionAttribute>()
         where function is not null
         from parameter in method.GetParameters()
         let timer = parameter.GetCustomAttribute<TimerTriggerAttribute>()
         where timer is not null
         select (function.Name, timer)).ToDictionary(x => x.Name, x => x.timer, StringComparer.Ordinal);

    [Fact]
    public void Every_timer_has_a_setting_of_its_name_with_a_default()
    {
        Assert.Equal(
            Timers.Keys.Select(x => "Schedule_" + x).Order(StringComparer.Ordinal),
            Schedules.Settings.Keys.Order(StringComparer.Ordinal));
        Assert.All(Timers, x => Assert.Equal($"%Schedule_{x.Key}%", x.Value.Schedule));
        Assert.All(Schedules.Settings, x => Assert.True(CronSchedule.TryParse(x.Value, out _, out var error), $"{x.Key}: {error}"));
    }

    /// <summary>On Azure every instance that a scale-out adds would run them, beside those that run.</summary>
    [Fact]
    public void No_timer_runs_at_the_start_of_an_instance() => Assert.All(Timers.Values, x => Assert.False(x.RunOnStartup));

    [Fact]
    public void Infrastructure_gives_every_setting_with_its_default()
    {
        var app = File.ReadAllText(Repository.PathOf("infra", "modules", "platform", "app.bicep"));

        Assert.All(Schedules.Settings, x => Assert.Contains($"{x.Key}: '{x.Value}'", app, StringComparison.Ordinal));
    }
}
