namespace Compliance.Pci;

/// <summary>Reads keystrokes: an event a line, or all in one JSON document.</summary>
sealed class KeystrokeFile(GateFile file, TextWindows windows, KeyCards keys, ChatCards chat, double? mediaSeconds)
{
    readonly JsonPieceReader reader = new();

    /// <summary>False if a part could not be read.</summary>
    public async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        if (!windows.None)
        {
            await JudgeAsync(cancellationToken);
        }

        if (await EventsAsync(cancellationToken))
        {
            return true;
        }

        await using var stream = await file.OpenAsync(cancellationToken);
        var lines = new LineReader(stream, TextFile.MaxLineBytes);
        while (await lines.NextAsync(cancellationToken) is { } line)
        {
            if (line.TooLong || (line.Offset == 0 && WideText.Is(line.Bytes.Span)) || !Line(line))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Decides on the unit of times from all lines, because one line alone does not show it.</summary>
    async Task JudgeAsync(CancellationToken cancellationToken)
    {
        await using var stream = await file.OpenAsync(cancellationToken);
        var lines = new LineReader(stream, TextFile.MaxLineBytes);
        while (await lines.NextAsync(cancellationToken) is { TooLong: false } line && reader.Read(line.Bytes.Span) is not null)
        {
        }

        reader.Judge(mediaSeconds);
    }

    bool Line(Line line)
    {
        if (line.Bytes.IsEmpty)
        {
            return true;
        }

        var bare = KeyLines.Bare(line.Bytes.Span, out var skipped);
        if (bare.Trim(" \t[],"u8).IsEmpty)
        {
            return true;
        }

        if (reader.Read(bare) is not { } pieces)
        {
            chat.Add(bare, line.Offset + skipped);
            keys.AddPlain(bare, line.Offset + skipped);
            return windows.None;
        }

        var kept = windows.Remove(bare, pieces, line.Offset + skipped);
        keys.Add(bare, kept, line.Offset + skipped);
        return true;
    }

    /// <summary>Reads keystrokes that are one JSON document over several lines; false if they are not.</summary>
    async Task<bool> EventsAsync(CancellationToken cancellationToken)
    {
        await using var first = await file.OpenAsync(cancellationToken);
        if (await new LineReader(first, TextFile.MaxLineBytes).NextAsync(cancellationToken) is not { } line
            || !KeyLines.MayBeDocument(line.Bytes.Span))
        {
            return false;
        }

        await using var stream = await file.OpenAsync(cancellationToken);
        using var whole = new MemoryStream();
        if (!await TextFile.WholeAsync(stream, whole, cancellationToken)
            || KeyLines.Elements(whole.GetBuffer().AsSpan(0, (int)whole.Length)) is not { } events)
        {
            return false;
        }

        foreach (var x in events)
        {
            Line(new Line(x.Offset, whole.GetBuffer().AsMemory(x.Offset, x.Length), false));
        }

        return true;
    }
}
