using System.Runtime.InteropServices;

namespace Compliance.Pci;

/// <summary>One piece of text of a transcript: a word, a turn, or a copy of either.</summary>
/// <param name="Field">Pieces of one field are the same kind of text: words, turns, another reading of them.</param>
/// <param name="Speaker">0 if unknown. Speakers and channels are numbered as they appear.</param>
/// <param name="Start">Seconds in the media; NaN if unknown.</param>
/// <param name="Offset">Its first byte in the file, inside the quotes.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct TranscriptPiece(int Field, int Speaker, int Offset, int Length, double Start, double End, PieceUse Use)
{
    public bool IsTimed => !double.IsNaN(Start);
}

/// <summary>How a piece is read.</summary>
enum PieceUse : byte
{
    /// <summary>Part of what was said or written.</summary>
    Speech,

    /// <summary>Describes what was said: kept when that is removed, and never continues a number.</summary>
    Label,

    /// <summary>A text that only counts, measures or names something: it holds a card number as a whole or none.</summary>
    Value,

    /// <summary>The same, as a bare number.</summary>
    Number,
}

/// <summary>A file within the file: a recording or an attachment of a vCon.</summary>
/// <param name="MediaType">As declared; empty if it is not.</param>
readonly record struct InlineFile(int Offset, int Length, string MediaType);

/// <summary>A transcript of any form: pieces of text with their times, speakers and positions in the file.</summary>
/// <param name="Form">The family whose reader knew it (<see cref="TranscriptFamilies"/>, or a text form); null for the generic
/// reader.</param>
/// <param name="Fields">The last name of each field's path.</param>
/// <param name="Pieces">In the order of the file.</param>
/// <param name="Margin">How far, in seconds, the recogniser's clock is known to be off.</param>
sealed record Transcript(
    string? Form, IReadOnlyList<string> Fields, List<TranscriptPiece> Pieces, IReadOnlyList<InlineFile> Inline, double Margin)
{
    /// <summary>Words that the file writes in parts; null if it writes none so.</summary>
    public Subwords? Joined { get; init; }

    /// <summary>The values that the pieces were read from; null for what a recogniser heard.</summary>
    public JsonTree? Tree { get; init; }

    public RecordSpeakers? Speakers { get; init; }
}
