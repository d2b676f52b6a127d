using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Compliance.Local.Demo;
using Compliance.Local.Hosting;
using Compliance.Model;
using Compliance.Settings;
using Compliance.SubjectRequests;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.Benchmarks;

/// <summary>
/// A package beyond every limit of a ZIP in 32 bits: 11 GiB, files of more than 4 GiB, more than 65,535 of them. Sealed on the emulator,
/// had over HTTP in two parts, and opened by programs that are not ours where they are on this machine.
/// </summary>
public static class LargeBenchmark
{
    const long Gibibyte = 1L << 30;
    const long First = (5 * Gibibyte) + 12_345;
    const long Second = (6 * Gibibyte) + 1;
    const int Texts = 70_000;
    const long Line = 4 * Gibibyte;
    const int Around = 4096;

    static readonly TenantScope Scope = new(TenantId.Parse("acme"), TenantId.Parse("acme"));
    static readonly DateTimeOffset At = new(2026, 3, 2, 9, 15, 0, TimeSpan.Zero);

    /// <summary>Ten minutes, and 24 GiB of the temporary folder.</summary>
    public static async Task RunAsync(TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("large-").FullName;
        try
        {
            var options = new LocalHostOptions { Port = 0, DataFolder = Path.Combine(folder, "data"), FunctionTypes = AsksOnly };
            await using var host = await LocalHost.StartAsync(options, CancellationToken.None);
            var started = Stopwatch.GetTimestamp();
            var (id, size) = await BuildAsync(host.Services);
            await output.WriteLineAsync($"built {Describe(size, started)}");

            using var http = new HttpClient { BaseAddress = host.BaseAddress, Timeout = Timeout.InfiniteTimeSpan };
            var token = await new DemoClient(http, "acme").TokenAsync("Privacy.Officer", [], CancellationToken.None);
            HttpRequestMessage Ask(long from, long? to)
            {
                var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"api/tenants/acme/requests/{id}/package", UriKind.Relative));
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
                request.Headers.Range = new RangeHeaderValue(from, to);
                return request;
            }

            await RangesAsync(http, Ask, size);
            var file = Path.Combine(folder, "package.zip");
            started = Stopwatch.GetTimestamp();
            await DownloadAsync(http, Ask, file, size);
            await output.WriteLineAsync($"downloaded in two parts {Describe(size, started)}");
            using var own = Process.GetCurrentProcess();
            await output.WriteLineAsync($"peak working set of host and client: {own.PeakWorkingSet64 / 1_000_000} MB");
            await JudgeAsync(output, file);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>No timers and no uploads: what is asked for, and nothing beside it.</summary>
    static bool AsksOnly(Type type) =>
        !type.GetMethods().SelectMany(x => x.GetParameters()).Any(x => x.IsDefined(typeof(TimerTriggerAttribute), inherit: false));

    static async Task<(SubjectRequestId Id, long Size)> BuildAsync(IServiceProvider services)
    {
        var clock = services.GetRequiredService<TimeProvider>();
        var (packages, register) = (services.GetRequiredService<PackageStore>(), services.GetRequiredService<SubjectRequestRegister>());
        var store = services.GetRequiredService<TenantStoreFactory>().Open(Scope);
        var (id, now) = (SubjectRequestId.New(clock), clock.GetUtcNow());
        (await services.GetRequiredService<SubjectRequestKeys>().CreateAsync(store, id, CancellationToken.None)).Dispose();
        var build = PackageBuild.Of(id, package: null);
        List<(PackagePiece Piece, IReadOnlyList<ZipEntry> Entries)> parts =
        [
            await SegmentAsync(x => StoreAsync(x, "media/first.wav", First)),
            await SegmentAsync(x => StoreAsync(x, "media/second.wav", Second)),
            await SegmentAsync(TextsAsync),
        ];
        var end = await packages.SealAsync(
            store,
            build,
            place: null,
            x => ZipDirectory.WriteAsync(x, parts.Select(part => (part.Entries, part.Piece.Content.ClearLength)), CancellationToken.None),
            CancellationToken.None);
        var contents = new PackageContents([.. parts.Select(x => x.Piece), end]);
        var name = await packages.PutContentsAsync(store, build, contents, CancellationToken.None);
        var size = contents.Pieces.Sum(x => x.Content.ClearLength);
        await register.TryCreateAsync(
            store,
            id,
            new SubjectRequestDocument
            {
                Type = SubjectRequestType.Access,
                State = SubjectRequestState.AwaitingAnswer,
                FiledBy = "system",
                CreatedAt = now,
                Clock = SubjectRequestClock.Start(now, TakesEffect.WithoutUndueDelay, LegalCalendar.Of(new TenantSettings())),
                Package = new PackageState(now, now + PackageAssembly.Kept, size, parts.Count) { Contents = name },
            },
            CancellationToken.None);
        return (id, size);

        async Task<(PackagePiece, IReadOnlyList<ZipEntry>)> SegmentAsync(Func<ZipSegment, Task> write)
        {
            ZipSegment? segment = null;
            var piece = await packages.SealAsync(
                store, build, RecordingId.New(clock), target => write(segment = new ZipSegment(target, At)), CancellationToken.None);
            return (piece, segment!.Entries);
        }
    }

    static Task StoreAsync(ZipSegment segment, string path, long length) =>
        segment.StoreAsync(path, new RepeatedStream(length), length, strong: true, CancellationToken.None);

    static async Task TextsAsync(ZipSegment segment)
    {
        for (var i = 0; i < Texts; i++)
        {
            await segment.DeflateAsync($"texts/{i}.txt", Encoding.UTF8.GetBytes($"text {i}"), strong: false, CancellationToken.None);
        }
    }

    /// <summary>Bytes on both sides of 4 GiB, asked for alone and across.</summary>
    static async Task RangesAsync(HttpClient http, Func<long, long?, HttpRequestMessage> ask, long size)
    {
        var header = ZipFormat.LocalHeader(new ZipEntry("media/first.wav", false, true, true, 0, 0, 0, 0, At, "")).Length;
        (long From, long To)[] ranges = [(Line - Around, Line + Around), (Line - 1, Line), (Line, Line + 1), (Line - 1, Line - 1)];
        foreach (var (from, to) in ranges)
        {
            using var request = ask(from, to);
            using var answer = await http.SendAsync(request);
            var got = await answer.Content.ReadAsByteArrayAsync();
            var expected = new byte[to - from + 1];
            await new RepeatedStream(First) { Position = from - header }.ReadExactlyAsync(expected);
            if (answer.StatusCode is not HttpStatusCode.PartialContent
                || answer.Content.Headers.ContentRange is not { } range
                || (range.From, range.To, range.Length) != (from, to, size)
                || !expected.AsSpan().SequenceEqual(got))
            {
                throw new InvalidOperationException(
                    $"Bytes {from} to {to} are others: {answer.StatusCode}, {answer.Content.Headers.ContentRange}.");
            }
        }
    }

    /// <summary>Breaks off behind 4 GiB, and goes on from there.</summary>
    static async Task DownloadAsync(HttpClient http, Func<long, long?, HttpRequestMessage> ask, string path, long size)
    {
        const long brokenAt = Line + 1_234_567;
        await using var file = new FileStream(path, FileMode.CreateNew);
        var buffer = new byte[1024 * 1024];
        foreach (var stop in (long[])[brokenAt, size])
        {
            using var request = ask(file.Position, null);
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            answer.EnsureSuccessStatusCode();
            await using var content = await answer.Content.ReadAsStreamAsync();
            while (file.Position < stop
                && await content.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, stop - file.Position))) is > 0 and var count)
            {
                await file.WriteAsync(buffer.AsMemory(0, count));
            }
        }

        if (file.Length != size)
        {
            throw new InvalidOperationException($"The package has {size} bytes, and {file.Length} came.");
        }
    }

    static async Task JudgeAsync(TextWriter output, string file)
    {
        const string reader = "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\n"
            + "assert z.testzip() is None\nprint(len(z.namelist()), 'entries,', sum(x.file_size for x in z.infolist()), 'bytes')";
        foreach (var arguments in (string[][])[["unzip", "-tqq", file], ["zip", "-T", file], ["python3", "-c", reader, file]])
        {
            var start = new ProcessStartInfo(arguments[0], arguments[1..]) { RedirectStandardOutput = true, UseShellExecute = false };
            try
            {
                using var judge = Process.Start(start)!;
                var said = await judge.StandardOutput.ReadToEndAsync();
                await judge.WaitForExitAsync();
                var verdict = judge.ExitCode == 0 ? "opens every file" : $"ends with {judge.ExitCode}";
                await output.WriteLineAsync(
                    $"{arguments[0]} {arguments[1].Split(' ')[0]}: {verdict}. {said.Trim().Replace(file, "it", StringComparison.Ordinal)}");
            }
            catch (System.ComponentModel.Win32Exception)
            {
                await output.WriteLineAsync($"{arguments[0]} is not on this machine.");
            }
        }
    }

    static string Describe(long size, long started)
    {
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return $"{size / (double)Gibibyte:F1} GiB in {seconds:F0} s, {size / seconds / 1_000_000:F0} MB/s";
    }
}
