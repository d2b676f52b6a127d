using System.Diagnostics;
using System.Globalization;

namespace Compliance.Benchmarks;

/// <summary>
/// A package's ZIP of stored media beside <c>zip -0</c> and <c>ZipArchive</c>, from the same files to the same folder, in one run. As it is
/// made it has the SHA-256 of the recordings' receipts and takes the SHA-512 that vCons name; neither peer hashes anything but CRC-32. Then
/// the same from sealed recordings to a sealed package, without a disk. Wall time decides, processor time is printed beside it.
/// </summary>
public static class ExportBenchmark
{
    const int Rounds = 7;
    const double Gibibyte = 1 << 30;

    const string Zip = "zip -0";
    const string Archive = "ZipArchive";
    const string HashedArchive = "ZipArchive and SHA-256";
    const string Package = "package's ZIP";
    const string Hashed = "package's ZIP and SHA-256";
    const string Whole = "package's ZIP as it is made";

    /// <summary>Measures and prints; two minutes, and 3 GiB of the temporary folder.</summary>
    public static async Task RunAsync(TextWriter output)
    {
        using var contenders = new ExportContenders();
        List<Contender> all =
        [
            new(Archive, () => contenders.ArchiveAsync(hashed: false)),
            new(HashedArchive, () => contenders.ArchiveAsync(hashed: true)),
            new(Package, () => contenders.PackageAsync(strong: false, known: true)),
            new(Hashed, () => contenders.PackageAsync(strong: false, known: false)),
            new(Whole, () => contenders.PackageAsync(strong: true, known: true)),
            new("sealed to sealed, null transport", contenders.SealedAsync),
            new("sealed to sealed, ZipArchive inside", contenders.SealedArchiveAsync),
        ];
        if (ExportContenders.HasZip)
        {
            all.Insert(0, new Contender(Zip, contenders.ZipAsync));
        }
        else
        {
            await output.WriteLineAsync("There is no zip on this machine: it is left out.");
        }

        await TurnsAsync(all, contenders);
        await output.WriteLineAsync($"1 GiB in {ExportContenders.Files} files, median of {Rounds} rounds");
        foreach (var contender in all)
        {
            await output.WriteLineAsync($"  {contender}");
        }

        var by = all.ToDictionary(x => x.Name, StringComparer.Ordinal);
        (string Ours, string Peer, double Goal)[] goals =
        [
            (Package, Zip, 3), (Hashed, Zip, 3), (Whole, Zip, 3),
            (Package, Archive, 1.2), (Hashed, HashedArchive, 1.2), (Hashed, Archive, 1.2), (Whole, Archive, 1.2),
        ];
        foreach (var (ours, peer, goal) in goals.Where(x => by.ContainsKey(x.Peer)))
        {
            var ratio = by[ours].SpeedOver(by[peer]);
            await output.WriteLineAsync(
                $"  {ours} / {peer}: {ratio:F2} times the speed (goal {goal:F1}: {(ratio >= goal ? "met" : "missed")})");
        }
    }

    static async Task TurnsAsync(List<Contender> all, ExportContenders contenders)
    {
        // The first round warms up. Each begins with another contender: what one leaves behind in the file system, the next pays for.
        for (var round = 0; round <= Rounds; round++)
        {
            foreach (var contender in all.Skip(round % all.Count).Concat(all.Take(round % all.Count)))
            {
                contenders.Clear();
                var (started, before) = (Stopwatch.GetTimestamp(), ProcessorSeconds());
                await contender.Run();
                if (round > 0)
                {
                    contender.Wall.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
                    contender.Processor.Add(ProcessorSeconds() - before);
                }
            }
        }
    }

    /// <summary>This process's and its ended children's, which the platform tells in its own ticks only.</summary>
    static double ProcessorSeconds()
    {
        var own = Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds;
        if (!OperatingSystem.IsLinux())
        {
            return own;
        }

        const int childUser = 13;
        const double ticks = 100;
        var fields = File.ReadAllText("/proc/self/stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return own + (fields[childUser..(childUser + 2)].Sum(x => long.Parse(x, CultureInfo.InvariantCulture)) / ticks);
    }

    sealed record Contender(string Name, Func<Task> Run)
    {
        public List<double> Wall { get; } = [];

        public List<double> Processor { get; } = [];

        /// <summary>Median of the rounds' ratios: what disturbs a machine disturbs both.</summary>
        public double SpeedOver(Contender other) => Median(other.Wall.Zip(Wall, (theirs, ours) => theirs / ours));

        public override string ToString() =>
            $"{Name,-38}{Median(Wall),7:F2} s{Gibibyte / 1_000_000 / Median(Wall),8:F0} MB/s{Median(Processor),7:F2} s of processor";

        static double Median(IEnumerable<double> values)
        {
            var sorted = values.Order().ToList();
            return sorted[sorted.Count / 2];
        }
    }
}
