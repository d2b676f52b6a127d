using Compliance.Html;

namespace Compliance.SubjectRequests;

/// <summary>A letter as one page: no script, nothing loaded, suitable for screen readers and A4 paper.</summary>
static class HtmlLetter
{
    static readonly HtmlTemplate Page = new("letter.liquid");

    public static string Render(Letter letter) => Page.Render(new { letter.Language, letter.Title, Blocks = letter.Blocks.Select(Block) });

    static object Block(LetterBlock block) => block switch
    {
        LetterBlock.Heading heading => new { Kind = "heading", heading.Text },
        LetterBlock.Paragraph paragraph => new { Kind = "paragraph", paragraph.Text, paragraph.Link },
        LetterBlock.Bullets bullets => new { Kind = "bullets", bullets.Items },
        LetterBlock.Facts facts => new { Kind = "facts", Rows = facts.Rows.Select(x => new { x.Label, x.Value }) },
        _ => throw new ArgumentOutOfRangeException(nameof(block), block.GetType().Name, "Unknown block."),
    };
}
