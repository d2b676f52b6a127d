using System.Globalization;
using Compliance.Benchmarks;

// A child process of the sealing benchmark: peak memory is a process's own.
if (args is [SealingBenchmark.MemoryCommand, var contender, var length])
{
    await SealingBenchmark.MeasureMemoryAsync(contender, long.Parse(length, CultureInfo.InvariantCulture), Console.Out);
    return;
}

// A child process of the engine's benchmark: it is killed with work in hand.
if (args is [EngineBenchmark.VictimCommand, var folder])
{
    await EngineBenchmark.SufferAsync(folder, Console.Out);
    return;
}

// Not measured: data to try things on.
if (args is [SeededRecordings.Command, var count, ..])
{
    await SeededRecordings.RunAsync(
        Console.Out, int.Parse(count, CultureInfo.InvariantCulture), Path.GetFullPath(args.ElementAtOrDefault(2) ?? ".data"));
    return;
}

// What is measured, and against what in the same run. Without an argument: all.
(string Name, Func<TextWriter, Task> Run)[] all =
[
    ("sealing", SealingBenchmark.RunAsync),
    ("engine", EngineBenchmark.RunAsync),
    ("pci", PciBenchmark.RunAsync),
    ("pci-sound", SpeechBenchmark.RunAsync),
    ("operations", OperationsBenchmark.RunAsync),
    ("pci-speed", PciBenchmark.SpeedAsync),
    ("pci-memory", PciMemoryBenchmark.RunAsync),
    ("export", ExportBenchmark.RunAsync),
    ("tables", TablesBenchmark.RunAsync),
    ("search", SearchBenchmark.RunAsync),
    ("rotation", RotationBenchmark.RunAsync),
    ("rescan", RescanBenchmark.RunAsync),
    ("retention", RetentionBenchmark.RunAsync),
    ("consents", ConsentBenchmark.RunAsync),
];

// By name only: what needs tens of GiB of disk, or hours.
(string Name, Func<TextWriter, Task> Run)[] asked =
    [("large", LargeBenchmark.RunAsync), ("soak", SoakRun.RunAsync), ("retention-report", RetentionBenchmark.ReportAsync)];
var chosen = args.Length == 0 ? all : [.. all.Concat(asked).Where(x => args.Contains(x.Name, StringComparer.OrdinalIgnoreCase))];
foreach (var (name, run) in chosen)
{
    await Console.Out.WriteLineAsync($"## {name}");
    await run(Console.Out);
    await Console.Out.WriteLineAsync();
}
