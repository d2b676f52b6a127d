namespace Compliance.Pci.Text;

/// <summary>What reading one text file gave.</summary>
/// <param name="Readable">False: too large, or not what its type says where that matters.</param>
sealed record TextResult(
    GateFile File,
    FileKind Kind,
    bool Readable,
    IReadOnlyList<PciFinding> Findings,
    IReadOnlyList<GateEdit> Edits);

/// <summary>Reads transcripts, keystrokes and chats.</summary>
static class TextFile
{
    /// <summary>A transcript is held whole while it is read. An hour of words with times is about 3 MB.</summary>
    public const int MaxTranscriptBytes = 64 * 1024 * 1024;

    const int MaxLineBytes = 1024 * 1024;

    public static async Task<TextResult> ReadAsync(GateFile file, GateInput input, CancellationToken cancellation)
    {
        var kind = FileKinds.Of(file);
        var channel = kind is FileKind.Keystrokes ? PauseChannel.Keystrokes : PauseChannel.Audio;
        var windows = new TextWindows(file, kind, [.. input.PauseWindows.Where(x => x.Reaches(channel))]);
        await using var stream = await file.OpenAsync(cancellation);
        var readable = kind switch
        {
            FileKind.Keystrokes => await LinesAsync(stream, windows, cancellation),
            FileKind.Transcript => await WholeAsync(stream, windows, cancellation),
            _ => true,
        };
        return new(file, kind, readable, windows.Findings, windows.Edits);
    }

    static async Task<bool> WholeAsync(Stream stream, TextWindows windows, CancellationToken cancellation)
    {
        using var whole = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int got;
        while ((got = await stream.ReadAsync(buffer, cancellation)) > 0)
        {
            if (whole.Length + got > MaxTranscriptBytes)
            {
                return false;
            }

            whole.Write(buffer, 0, got);
        }

        var bytes = whole.GetBuffer().AsMemory(0, (int)whole.Length);
        return windows.Add(bytes.Span, 0) || whole.Length == 0 || windows.None;
    }

    static async Task<bool> LinesAsync(Stream stream, TextWindows windows, CancellationToken cancellation)
    {
        var lines = new LineReader(stream, MaxLineBytes);
        while (await lines.NextAsync(cancellation) is { } line)
        {
            if (line.TooLong || (!windows.Add(line.Bytes.Span, line.Offset) && !windows.None && !line.Bytes.IsEmpty))
            {
                return false;
            }
        }

        return true;
    }
}
