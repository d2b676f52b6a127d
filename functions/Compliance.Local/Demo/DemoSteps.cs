using System.Net;
using Compliance.Local.Cli;
using Spectre.Console;

namespace Compliance.Local.Demo;

/// <summary>Says and counts what the demo checks.</summary>
sealed class DemoSteps(Terminal terminal)
{
    public int Passed { get; private set; }

    public int Failed { get; private set; }

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
    public void Expect(HttpStatusCode expected, HttpStatusCode actual)
    {
        if (expected != actual)
        {
            throw new InvalidOperationException($"The demo expected {(int)expected} and got {(int)actual}.");
        }
    }
}
