using System.Text;
using System.Text.Json;

namespace Compliance.Pci.Tests;

/// <summary>Files for the gate, from memory or from the labelled calls.</summary>
static class PciSamples
{
    public static GateFile File(string name, string contentType, byte[] bytes, int ordinal = 0, bool seekable = false) =>
        new(ordinal, name, contentType, bytes.Length,
            _ => Task.FromResult<Stream>(seekable ? new MemoryStream(bytes, writable: false) : new TrickleStream(bytes)));

    public static GateFile Text(string name, string contentType, string text, int ordinal = 1) =>
        File(name, contentType, Encoding.UTF8.GetBytes(text), ordinal);

    public static GateWindow Window(double start, double end, params PauseChannel[] channels) =>
        new(start, end, PauseTrigger.Automatic, channels);

    public static GateInput Input(IReadOnlyList<GateFile> files, params GateWindow[] windows) =>
        new(files, windows, null, "en", new PciPolicy());

    public static async Task<byte[]> AppliedAsync(GateFile file, GatePlan plan)
    {
        await using var stream = PciGate.Apply(file, await file.OpenAsync(CancellationToken.None), plan);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }

    /// <summary>The labelled call's files and pause windows.</summary>
    public static GateInput Recording(string call)
    {
        var root = LabelledCalls.FolderOf(call);
        using var metadata = JsonDocument.Parse(System.IO.File.ReadAllText(Path.Combine(root, "metadata.json")));
        var windows = metadata.RootElement.GetProperty("pauseWindows").EnumerateArray()
            .Select(x => Window(x.GetProperty("start").GetDouble(), x.GetProperty("end").GetDouble())).ToArray();
        return Input(
            [
                File("media.wav", "audio/wav", System.IO.File.ReadAllBytes(Path.Combine(root, "media.wav")), 0),
                File("transcript.json", "application/json", System.IO.File.ReadAllBytes(Path.Combine(root, "transcript.json")), 1),
                File("keystrokes.jsonl", "application/x-ndjson", System.IO.File.ReadAllBytes(Path.Combine(root, "keystrokes.jsonl")), 2),
            ],
            windows);
    }

    /// <summary>Gives bytes in odd portions and can't seek, as a network stream.</summary>
    sealed class TrickleStream(byte[] bytes) : MemoryStream(bytes, writable: false)
    {
        int portion = 1;

        public override bool CanSeek => false;

        public override long Position { get => base.Position; set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Next(buffer.Length)]);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Next(buffer.Length)], cancellationToken);

        int Next(int most) => Math.Min(most, portion = (portion * 7 % 40_009) + 1);
    }
}
