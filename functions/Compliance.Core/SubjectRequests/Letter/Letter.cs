namespace Compliance.SubjectRequests;

/// <summary>A letter before formatting. Texts are plain.</summary>
/// <param name="Language">ISO 639-1 code.</param>
sealed record Letter(string Language, string Title, IReadOnlyList<LetterBlock> Blocks);

/// <summary>A part of a letter.</summary>
abstract record LetterBlock
{
    private LetterBlock()
    {
    }

    public sealed record Heading(string Text) : LetterBlock;

    /// <param name="Link">An address at the end of the text.</param>
    public sealed record Paragraph(string Text, string? Link = null) : LetterBlock;

    public sealed record Bullets(IReadOnlyList<string> Items) : LetterBlock;

    /// <summary>Short labelled facts.</summary>
    public sealed record Facts(IReadOnlyList<(string Label, string Value)> Rows) : LetterBlock;
}
