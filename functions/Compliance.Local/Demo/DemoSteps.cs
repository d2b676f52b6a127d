using System.Net;
using Compliance.Local.Cli;
using Spectre.Console;

namespace Compliance.Local.Demo;

/// <summary>Says and counts what the demo checks.</summary>
sealed class DemoSteps(Terminal terminal)
{
    public int Passed { get; private set; }

    public int Failed { get; private set; }

    /// <summary>0 when every step did what it should, 1 when one did not.</summary>
    public int ExitCode => Failed == 0 ? 0 : 1;

    public void Check(string step, bool holds, string detail)
    {
        if (holds)
        {
            Passed++;
            terminal.Output.MarkupLineInterpolated($"[green]ok[/]     {step} [grey]{detail}[/]");
        }
        else
        {
            Failed++;
            terminal.Output.MarkupLineInterpolated($"[red]failed[/] {step} [grey]{detail}[/]");
        }
    }

    /// <summary>A new part of the story.</summary>
    public void Begin(string part, string detail = "") => terminal.Output.MarkupLineInterpolated($"[bold]{part}[/] [grey]{detail}[/]");

    /// <summary>Something to look at, under the step before it.</summary>
    public void Show(string line) => terminal.Output.MarkupLineInterpolated($"       [grey]{line}[/]");

    public void Conclude()
    {
        if (Failed == 0)
        {
            terminal.Output.MarkupLineInterpolated($"[green]{Passed} steps, all as they should be[/]");
        }
        else
        {
            terminal.Output.MarkupLineInterpolated($"[red]{Failed} of {Passed + Failed} steps failed[/]");
        }
    }

    /// <exception cref="InvalidOperationException">The story can't go on.</exception>
    public static void Expect(HttpStatusCode expected, HttpStatusCode actual)
    {
        if (expected != actual)
        {
            throw new InvalidOperationException($"The demo expected {(int)expected} and got {(int)actual}.");
        }
    }
}
