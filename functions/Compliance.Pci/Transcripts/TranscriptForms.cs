namespace Compliance.Pci;

/// <summary>Chooses the reader of a text by its own shape, whatever its name and content type say.</summary>
static class TranscriptForms
{
    static readonly TranscriptFamily Cues = new("WebVTT, SubRip", [], 1);
    static readonly TranscriptFamily Ttml = new("TTML", [], 1);
    static readonly TranscriptFamily Sheet = new("CSV with header", []);

    /// <summary>True if a text has times in a form that is read as a transcript, not line by line.</summary>
    public static bool IsKnown(ReadOnlySpan<byte> head)
    {
        var text = head.TrimStart("\uFEFF \t\r\n"u8);
        return WideText.Is(head) || CueFile.Is(text) || TimedText.Is(text) || SheetFile.Is(text)
            || text.StartsWith("{"u8) || text.StartsWith("["u8);
    }

    /// <param name="text">Without a byte order mark. Tags of subtitles are overwritten in it.</param>
    public static (JsonReading Reading, Transcript? Transcript, bool IsJson) Read(Span<byte> text, CallClock clock)
    {
        var list = text.IsEmpty ? null : CueFile.Is(text) ? CueFile.Read(text) : TimedText.Is(text) ? TimedText.Read(text)
            : SheetFile.Is(text) ? SheetFile.Read(text) : null;
        if (list is not null)
        {
            var family = CueFile.Is(text) ? Cues : TimedText.Is(text) ? Ttml : Sheet;
            return (JsonReading.Whole, JsonTranscript.Of(list.Tree, text, clock, family), false);
        }

        var (reading, transcript) = JsonTranscript.Read(text, clock);
        return (reading, transcript, true);
    }
}
