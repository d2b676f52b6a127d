using System.Text;

namespace Compliance.Pci;

/// <summary>What a stretch of a text file is.</summary>
public enum SpokenUse
{
    /// <summary>Words that somebody said or wrote.</summary>
    Said,

    /// <summary>A word that stands for the speaker.</summary>
    Speaker,

    /// <summary>A text that describes what was said, or the call.</summary>
    About,

    /// <summary>A bare number.</summary>
    Number,
}

/// <summary>A stretch of a text file, in bytes of <see cref="SpokenText.Bytes"/>.</summary>
/// <param name="Member">The name of the member or column that it is the value of.</param>
/// <param name="Speaker">Index in <see cref="SpokenText.Speakers"/>; 0 if nothing tells.</param>
/// <param name="Start">Seconds in the media; null if unknown.</param>
/// <param name="Whole">The number of the text that it is, or that it is a word of.</param>
public sealed record SpokenSpan(int Offset, int Length, SpokenUse Use, string Member, int Speaker, double? Start, int Whole);

/// <summary>What a file says of one speaker.</summary>
/// <param name="Value">As it stands in the file, or what the file says of the id that stands there.</param>
public sealed record SpeakerLabel(string Member, string Value);

/// <summary>
/// A transcript or chat of any form that the gate reads, as who said what and where it stands: turns, words, other readings and copies of
/// them.
/// </summary>
public sealed class SpokenText
{
    readonly WideText? wide;
    readonly byte[] file;

    SpokenText(byte[] file)
    {
        this.file = file;
        wide = WideText.Read(file);
        Bytes = wide?.Bytes ?? file;
    }

    /// <summary>The text in UTF-8.</summary>
    public byte[] Bytes { get; }

    public bool IsJson { get; private set; }

    /// <summary>Markup, in which tags and character references may be inside words.</summary>
    public bool IsMarkup { get; private set; }

    /// <summary>It holds files of its own: recordings, attachments.</summary>
    public bool HasFiles { get; private set; }

    /// <summary>In the order of their first words; the first stands for nobody.</summary>
    public IReadOnlyList<IReadOnlyList<SpeakerLabel>> Speakers { get; private set; } = [[]];

    public IReadOnlyList<SpokenSpan> Spans { get; private set; } = [];

    /// <param name="seconds">Length of the media, if known.</param>
    /// <param name="startedAt">When the media begins.</param>
    /// <returns>Null for what is no text, or breaks off.</returns>
    public static SpokenText? Read(byte[] file, double? seconds, DateTimeOffset? startedAt)
    {
        var spoken = new SpokenText(file);
        var start = spoken.Bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
        var text = spoken.Bytes[start..];
        var (reading, transcript, isJson) = TranscriptForms.Read(text, new(seconds, startedAt, null));
        if (reading is JsonReading.Broken || text.AsSpan().IndexOf((byte)0) >= 0)
        {
            return null;
        }

        if (transcript is null)
        {
            (spoken.Speakers, spoken.Spans) = SpokenLines.Read(text, start);
            return spoken;
        }

        (spoken.IsJson, spoken.IsMarkup, spoken.HasFiles) = (isJson, !isJson, transcript.Inline.Count > 0);
        (spoken.Speakers, spoken.Spans) = new SpokenPieces(text, transcript, start).Read();
        return spoken;
    }

    /// <summary>The file with stretches replaced; every other byte is as it was.</summary>
    /// <param name="edits">In order and without overlap.</param>
    public Stream With(IReadOnlyList<GateEdit> edits) =>
        PciGate.Edited(new MemoryStream(file, writable: false), wide?.Original(edits) ?? edits, wide?.Encoding);

    public string TextOf(SpokenSpan span) => Encoding.UTF8.GetString(Bytes.AsSpan(span.Offset, span.Length));
}
