using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Xml;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.SubjectRequests;

namespace Compliance.Benchmarks;

/// <summary>
/// The table of a package with a million recordings, as CSV and as a workbook, beside what is written without any care: rows a second
/// (median of several rounds in which all take turns) and the most memory it took, by the collector and by the working set.
/// </summary>
public static class TablesBenchmark
{
    const int Rows = 1_000_000;
    const int Rounds = 3;
    const double Megabyte = 1_000_000;

    static readonly TimeSpan Sampling = TimeSpan.FromMilliseconds(5);
    static readonly DateTimeOffset At = new(2026, 3, 2, 18, 0, 0, TimeSpan.Zero);

    /// <summary>Measures and prints; two minutes.</summary>
    public static async Task RunAsync(TextWriter output)
    {
        Contender[] all =
        [
            new("CSV", target => CsvTable.WriteAsync(target, RecordingRows.Columns, Table(Rows), CancellationToken.None)),
            new("CSV, StreamWriter alone", PlainCsvAsync),
            new("XLSX", target => XlsxTable.WriteAsync(target, RecordingRows.Columns, Table(Rows), At, CancellationToken.None)),
            new("XLSX, ZipArchive and XmlWriter alone", PlainXlsxAsync),
            new("both in a package", BothAsync),
        ];
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var contender in all)
            {
                await MeasureAsync(contender);
            }
        }

        await output.WriteLineAsync($"{Rows:N0} rows of {RecordingRows.Columns.Count} columns, median of {Rounds} rounds");
        foreach (var contender in all)
        {
            await output.WriteLineAsync(contender.ToString());
        }

        foreach (var (ours, peer) in ((Contender, Contender)[])[(all[0], all[1]), (all[2], all[3])])
        {
            await output.WriteLineAsync($"  {ours.Name} / {peer.Name}: {peer.Median / ours.Median:F2} times the speed");
        }
    }

    static async Task MeasureAsync(Contender contender)
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var (managed, working) = (GC.GetTotalMemory(forceFullCollection: false), Environment.WorkingSet);
        var started = Stopwatch.GetTimestamp();
        using var target = new Sink();
        using (new Timer(_ => contender.Look(managed, working), null, TimeSpan.Zero, Sampling))
        {
            await contender.Run(target);
        }

        contender.Seconds.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
        contender.Bytes = target.Written;
    }

    /// <summary>As they are in a package: measured, deflated.</summary>
    static async Task BothAsync(Stream target)
    {
        var segment = new ZipSegment(target, At);
        await segment.DeflateAsync(
            "recordings.csv",
            x => CsvTable.WriteAsync(x, RecordingRows.Columns, Table(Rows), CancellationToken.None),
            strong: false,
            CancellationToken.None);
        await segment.DeflateAsync(
            "recordings.xlsx",
            x => XlsxTable.WriteAsync(x, RecordingRows.Columns, Table(Rows), At, CancellationToken.None),
            strong: false,
            CancellationToken.None);
    }

    static async Task PlainCsvAsync(Stream target)
    {
        await using var text = new StreamWriter(target, leaveOpen: true);
        foreach (var row in Table(Rows))
        {
            await text.WriteLineAsync(string.Join(',', row.Select(Text)));
        }
    }

    static Task PlainXlsxAsync(Stream target)
    {
        using var zip = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true);
        using var sheet = zip.CreateEntry("xl/worksheets/sheet1.xml", CompressionLevel.Fastest).Open();
        using var writer = XmlWriter.Create(sheet);
        writer.WriteStartElement("worksheet", XlsxParts.Main);
        writer.WriteStartElement("sheetData");
        foreach (var row in Table(Rows))
        {
            writer.WriteStartElement("row");
            foreach (var cell in row)
            {
                writer.WriteStartElement("c");
                writer.WriteAttributeString("t", "inlineStr");
                writer.WriteStartElement("is");
                writer.WriteElementString("t", Text(cell));
                writer.WriteEndElement();
                writer.WriteEndElement();
            }

            writer.WriteEndElement();
        }

        return Task.CompletedTask;
    }

    static string Text(Cell cell) =>
        cell.Text ?? cell.Number?.ToString(CultureInfo.InvariantCulture) ?? cell.Instant?.ToString("s", CultureInfo.InvariantCulture) ?? "";

    /// <summary>Rows are made as they are asked for, as a package's are of its recordings.</summary>
    static IEnumerable<IReadOnlyList<Cell>> Table(int rows)
    {
        for (var i = 0; i < rows; i++)
        {
            yield return RecordingRows.Of(Recording(i));
        }
    }

    static PackageRecording Recording(int i)
    {
        var id = new RecordingId(new Guid(i, 0x1234, 0x7abc, 0x80, 1, 2, 3, 4, 5, 6, 7));
        return new PackageRecording(
            id,
            $"call-{i}",
            At.AddSeconds(-i),
            At.AddSeconds(300 - i),
            28.76 + i,
            CallDirection.Inbound,
            "en",
            "billing, general",
            [new PackageParty("You", You: true), new PackageParty("Agent", You: false)],
            [
                new PurposeStanding { Name = "quality", Basis = LawfulBasis.Consent },
                new PurposeStanding { Name = "evidence", Basis = LawfulBasis.Contract },
            ],
            At.AddDays(30),
            [
                new ExportedFile(0, "media.wav", "audio/wav", FileContent.Audio, $"media/{id}/media.wav"),
                new ExportedFile(1, "turns.json", "application/json", FileContent.Transcript, $"transcripts/{id}-1.json")
                {
                    ReadAs = $"transcripts/{id}-1.txt",
                },
            ],
            [],
            $"vcon/{id}.vcon",
            new Dictionary<string, string>(StringComparer.Ordinal));
    }

    sealed record Contender(string Name, Func<Stream, Task> Run)
    {
        public List<double> Seconds { get; } = [];

        public long Bytes { get; set; }

        public long Managed { get; private set; }

        public long Working { get; private set; }

        public double Median => Seconds.Order().ElementAt(Seconds.Count / 2);

        public void Look(long managed, long working)
        {
            Managed = Math.Max(Managed, GC.GetTotalMemory(forceFullCollection: false) - managed);
            Working = Math.Max(Working, Environment.WorkingSet - working);
        }

        public override string ToString() =>
            $"  {Name,-38}{Rows / Median,10:N0} rows/s{Bytes / Megabyte,8:F0} MB written, at most {Managed / Megabyte:F0} MB managed "
            + $"and {Working / Megabyte:F0} MB of working set";
    }

    /// <summary>Counts and forgets.</summary>
    sealed class Sink : Stream
    {
        public long Written { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => Written;

        public override long Position { get => Written; set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count) => Written += count;

        public override void Write(ReadOnlySpan<byte> buffer) => Written += buffer.Length;

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            Written += count;
            return Task.CompletedTask;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Written += buffer.Length;
            return ValueTask.CompletedTask;
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
