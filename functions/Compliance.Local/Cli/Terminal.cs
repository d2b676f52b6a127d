using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Spectre.Console;

namespace Compliance.Local.Cli;

/// <summary>The only access to the terminal.</summary>
public sealed class Terminal
{
    readonly IAnsiConsole output = Create(Console.Out, Console.IsOutputRedirected);
    readonly IAnsiConsole errors = Create(Console.Error, Console.IsErrorRedirected);

    /// <summary>For tables, progress and rules.</summary>
    public IAnsiConsole Output => output;

    public void Say(string line) => output.MarkupLineInterpolated($"[grey]{line}[/]");

    /// <summary>Writes a line without wrapping or styling, so that it can be copied.</summary>
    public void Code(string line) => output.Profile.Out.Writer.WriteLine(line);

    public void Complain(string line) => errors.MarkupLineInterpolated($"[red]{line}[/]");

    public void Complain(Exception surprise) => errors.WriteException(surprise, ExceptionFormats.ShortenPaths);

    /// <summary>Logs warnings and, with <paramref name="verbose"/>, one line per event.</summary>
    internal void AddLogging(ILoggingBuilder logging, bool verbose)
    {
        logging.SetMinimumLevel(LogLevel.Warning);
        logging.AddFilter("Compliance", verbose ? LogLevel.Information : LogLevel.Warning);
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
            console.ColorBehavior = output.Profile.Capabilities.Ansi ? LoggerColorBehavior.Enabled : LoggerColorBehavior.Disabled;
        });
    }

    // Files and pipes get plain text without line breaks inside a sentence.
    static IAnsiConsole Create(TextWriter writer, bool redirected)
    {
        const int unbroken = 1000;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
        });
        console.Profile.Width = redirected ? unbroken : console.Profile.Width;
        return console;
    }
}
