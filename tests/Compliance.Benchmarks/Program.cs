using System.Globalization;
using Compliance.Benchmarks;

if (args is [SealingBenchmark.MemoryCommand, var name, var length])
{
    await SealingBenchmark.MeasureMemoryAsync(name, long.Parse(length, CultureInfo.InvariantCulture), Console.Out);
    return 0;
}

return await SealingBenchmark.RunAsync(Console.Out) ? 0 : 1;
