using System.Diagnostics;
using System.Globalization;

namespace Compliance.Benchmarks;

/// <summary>
/// Sealing and unsealing, beside the Azure SDK's client-side encryption and a bare loop, in one run: speed in MB/s (10^6 bytes, median
/// of several rounds in which all take turns) and peak memory (growth of the working set, each in a process of its own).
/// </summary>
public static class SealingBenchmark
{
    const long Mebibyte = 1024 * 1024;
    const double Megabyte = 1_000_000;

    /// <summary>First of three arguments (name, length) with which this program is started to measure memory.</summary>
    public const string MemoryCommand = "sealing-memory";

    const long WarmUp = 64 * 1024;
    const string Unhashed = "seal, encryption alone";
    const string Hashed = "seal, with SHA-256";
    const string ToBlob = "seal to a blob, null transport";
    const string Sdk = "Azure SDK, null transport";
    const string BareHashed = "bare AesGcm + SHA256";

    static readonly string[] MemoryContenders = [Unhashed, Hashed, ToBlob, Sdk];
    static readonly TimeSpan MemorySampling = TimeSpan.FromMilliseconds(2);
    static readonly (long Length, int Rounds)[] Sizes = [(64 * Mebibyte, 9), (1024 * Mebibyte, 5)];

    /// <summary>Measures and prints; under a minute on two idle cores.</summary>
    /// <returns>Whether every goal was met.</returns>
    public static async Task<bool> RunAsync(TextWriter output)
    {
        using var contenders = new SealingContenders();
        var all = Contenders(contenders);
        var met = true;
        foreach (var (length, rounds) in Sizes)
        {
            await contenders.PrepareAsync(length);
            await TimeAsync(all, length, rounds);
            foreach (var contender in MemoryContenders.Select(name => all.Single(contender => contender.Name == name)))
            {
                contender.Peaks[length] = await PeakInChildAsync(contender.Name, length);
            }

            await output.WriteLineAsync($"{length / Mebibyte} MiB, median of {rounds} rounds");
            foreach (var contender in all)
            {
                await output.WriteLineAsync($"  {contender.Describe(length)}");
            }

            var by = all.ToDictionary(contender => contender.Name, StringComparer.Ordinal);
            met &= await GoalAsync(output, "speed, encryption alone / SDK", by[Unhashed].SpeedOver(by[Sdk]), atLeast: 1.5);
            met &= await GoalAsync(
                output, "speed, with SHA-256 / bare AesGcm + SHA256", by[Hashed].SpeedOver(by[BareHashed]), atLeast: 0.9);
            met &= await GoalAsync(output, "peak memory, encryption alone / SDK", by[Unhashed].PeakOver(by[Sdk], length), atMost: 0.85);
        }

        return met;
    }

    /// <summary>What the child process runs: prints by how many bytes its working set grew.</summary>
    public static async Task MeasureMemoryAsync(string name, long length, TextWriter output)
    {
        using var contenders = new SealingContenders();
        var contender = Contenders(contenders).Single(candidate => candidate.Name == name);
        await contender.Run(WarmUp);
        await output.WriteLineAsync((await PeakAsync(contender, length)).ToString(CultureInfo.InvariantCulture));
    }

    static Contender[] Contenders(SealingContenders contenders) =>
    [
        new(Unhashed, SealingContenders.SealUnhashedAsync),
        new(Hashed, contenders.SealAsync),
        new(ToBlob, contenders.SealToBlobAsync),
        new(Sdk, contenders.SdkSealAsync),
        new("bare AesGcm", SealingContenders.BareEncryptAsync),
        new(BareHashed, SealingContenders.BareEncryptAndHashAsync),
        new("unseal, tags checked", contenders.UnsealAsync),
        new("Azure SDK decryption, null transport", contenders.SdkUnsealAsync),
        new("bare AesGcm decryption", SealingContenders.BareDecryptAsync),
    ];

    static async Task TimeAsync(Contender[] all, long length, int rounds)
    {
        foreach (var contender in all)
        {
            contender.Seconds.Clear();
            await contender.Run(length);
        }

        for (var round = 0; round < rounds; round++)
        {
            foreach (var contender in all)
            {
                var started = Stopwatch.GetTimestamp();
                await contender.Run(length);
                contender.Seconds.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
            }
        }
    }

    static async Task<long> PeakInChildAsync(string name, long length)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardOutput = true };
        // Started through the dotnet host, the assembly is its first argument.
        if (string.Equals(Path.GetFileNameWithoutExtension(Environment.ProcessPath), "dotnet", StringComparison.Ordinal))
        {
            start.ArgumentList.Add(typeof(SealingBenchmark).Assembly.Location);
        }

        Array.ForEach([MemoryCommand, name, length.ToString(CultureInfo.InvariantCulture)], start.ArgumentList.Add);
        using var child = Process.Start(start)!;
        var printed = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        return long.Parse(printed, CultureInfo.InvariantCulture);
    }

    static async Task<long> PeakAsync(Contender contender, long length)
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var floor = Environment.WorkingSet;
        var peak = floor;
        using (new Timer(_ => peak = Math.Max(peak, Environment.WorkingSet), null, TimeSpan.Zero, MemorySampling))
        {
            await contender.Run(length);
        }

        return Math.Max(peak, Environment.WorkingSet) - floor;
    }

    static async Task<bool> GoalAsync(TextWriter output, string what, double ratio, double atLeast = 0, double atMost = double.MaxValue)
    {
        var met = ratio >= atLeast && ratio <= atMost;
        var goal = atLeast > 0 ? $"at least {atLeast:F2}" : $"at most {atMost:F2}";
        await output.WriteLineAsync($"  {what}: {ratio:F2} (goal {goal}: {(met ? "met" : "missed")})");
        return met;
    }

    sealed record Contender(string Name, Func<long, Task> Run)
    {
        public List<double> Seconds { get; } = [];

        public Dictionary<long, long> Peaks { get; } = [];

        public string Describe(long length)
        {
            var peak = Peaks.TryGetValue(length, out var bytes) ? $"{bytes / Megabyte,8:F0} MB peak" : "";
            return $"{Name,-38}{length / Megabyte / Median(Seconds),8:F0} MB/s{peak}";
        }

        /// <summary>Median of the rounds' ratios: what disturbs a machine disturbs both.</summary>
        public double SpeedOver(Contender other) => Median([.. other.Seconds.Zip(Seconds, (theirs, ours) => theirs / ours)]);

        public double PeakOver(Contender other, long length) => Peaks[length] / (double)Math.Max(1, other.Peaks[length]);

        static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
    }
}
