using Compliance.EndToEnd.Tests.Harness;
using Compliance.Local.Cli;
using Compliance.Local.Demo;
using Compliance.Local.Hosting;

namespace Compliance.EndToEnd.Tests.Demo;

public sealed class DemoTests
{
    [Fact]
    public async Task The_demo_finds_holds_erases_and_certifies_and_checks_all_of_it()
    {
        var told = await Shell.RunAsync(Path.GetTempPath(), "dotnet", typeof(LocalHost).Assembly.Location, "demo");
        Assert.True(told.ExitCode == 0, told.Output + told.Errors);
        Assert.Contains("steps succeeded", told.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("failed", told.Output, StringComparison.Ordinal);
        string[] steps = ["weak  ", "a legal hold", "retained 17(3)(e)", "sample warehouse", "certificate is valid", "fsck: ", "new call", "signed certificate"];
        Assert.All(steps, step => Assert.Contains(step, told.Output, StringComparison.Ordinal));
    }

    [Fact]
    public void A_step_that_does_not_hold_ends_the_demo_with_1()
    {
        var steps = new DemoSteps(new Terminal());
        steps.Check("one that holds", holds: true, "");
        Assert.Equal(0, steps.ExitCode);
        steps.Check("one that does not", holds: false, "");
        steps.Check("one after it", holds: true, "");
        Assert.Equal(1, steps.ExitCode);
    }
}
