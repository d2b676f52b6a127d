using System.Net;
using Compliance.Local.Cli;
using Spectre.Console;

namespace Compliance.Local.Demo;

/// <summary>Prints and counts the checks of the demo.</summary>
sealed class DemoSteps(Terminal terminal)
{
    public int Passed { get; private set; }

    public int Failed { get; private set; }

    /// <summary>0 if every step succeeded, otherwise 1.</summary>
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

    /// <summary>Begins a new part of the story.</summary>
    public void Begin(string part, string detail = "") => terminal.Output.MarkupLineInterpolated($"[bold]{part}[/] [grey]{detail}[/]");

    /// <summary>Prints a detail of the preceding step.</summary>
    public void Show(string line) => terminal.Output.MarkupLineInterpolated($"       [grey]{line}[/]");

    public void Conclude()
    {
        if (Failed == 0)
        {
            terminal.Output.MarkupLineInterpolated($"[green]all {Passed} steps succeeded[/]");
        }
        else
        {
            terminal.Output.MarkupLineInterpolated($"[red]{Failed} of {Passed + Failed} steps failed[/]");
        }
    }

    /// <exception cref="InvalidOperationException">The demo can't continue.</exception>
    public static void Expect(HttpStatusCode expected, HttpStatusCode actual)
    {
        if (expected != actual)
        {
            throw new InvalidOperationException($"The demo expected status {(int)expected} but got {(int)actual}.");
        }
    }
}
