namespace Compliance.Pci;

/// <summary>Chooses the reader of a text by its own shape, whatever its name and content type say.</summary>
static class TranscriptForms
{
    static readonly TranscriptFamily Cues = new("WebVTT, SubRip", [], 1);
    static readonly TranscriptFamily Ttml = new("TTML", [], 1);
    static readonly TranscriptFamily Xml = new("XML", []);
    static readonly TranscriptFamily Sheet = new("CSV with header", []);
    static readonly TranscriptFamily Grid = new("TextGrid", [], 1);
    static readonly TranscriptFamily Lines = new("lines with times", [], 1);

    /// <summary>True if a text has times in a form that is read as a transcript, not line by line.</summary>
    public static bool IsKnown(ReadOnlySpan<byte> head)
    {
        var text = head.TrimStart("\uFEFF \t\r\n"u8);
        return WideText.Is(head) || CueFile.Is(text) || TimedText.Is(text) || XmlFile.Is(text) || SheetFile.Is(text) || TextGrid.Is(text)
            || text.StartsWith("{"u8) || text.StartsWith("["u8) || TimedLines.Is(text);
    }

    /// <param name="text">Without a byte order mark. Tags of subtitles are overwritten in it.</param>
    public static (JsonReading Reading, Transcript? Transcript, bool IsJson) Read(Span<byte> text, CallClock clock)
    {
        var (tree, family) = text.IsEmpty ? (null, Cues)
            : CueFile.Is(text) ? (CueFile.Read(text).Tree, Cues)
            : TimedText.Is(text) ? (TimedText.Read(text).Tree, Ttml)
            : XmlFile.Is(text) ? (XmlFile.Read(text), Xml)
            : SheetFile.Is(text) ? (SheetFile.Read(text).Tree, Sheet)
            : TextGrid.Is(text) ? (TextGrid.Read(text).Tree, Grid)
            : TimedLines.Is(text) ? (TimedLines.Read(text, clock)?.Tree, Lines)
            : default((JsonTree?, TranscriptFamily));
        if (tree is not null)
        {
            return (JsonReading.Whole, JsonTranscript.Of(tree, text, clock, family), false);
        }

        var (reading, transcript) = JsonTranscript.Read(text, clock);
        return (reading, transcript, true);
    }
}
