using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Compliance.SubjectRequests;

/// <summary>A letter as one page: no script, nothing fetched, fit for a screen reader and for A4 paper.</summary>
static class HtmlLetter
{
    const string Style = """
        :root { color-scheme: light; }
        body { margin: 0; background: #eef0f2; color: #1b1f24; font: 17px/1.6 Georgia, "Times New Roman", serif; }
        main { max-width: 40rem; margin: 2rem auto; padding: 3rem 3.5rem 3.5rem; background: #fff; border-radius: 4px;
          box-shadow: 0 1px 6px #0002; }
        h1 { margin: 0 0 1.5rem; font-size: 1.75rem; line-height: 1.25; font-weight: 600; }
        h2 { margin: 2.2rem 0 .5rem; font-size: 1.15rem; line-height: 1.35; font-weight: 600; }
        p, ul { margin: .7rem 0; }
        ul { padding-left: 1.3rem; }
        li { margin: .25rem 0; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.2rem; margin: 0 0 1.8rem; padding: .9rem 0;
          border-top: 1px solid #c9ced4; border-bottom: 1px solid #c9ced4; font-size: .92rem; }
        dt { color: #555d66; }
        dd { margin: 0; overflow-wrap: anywhere; }
        a { color: #0b4f8a; overflow-wrap: anywhere; }
        @media (max-width: 34rem) { main { margin: 0; padding: 1.5rem 1.2rem; border-radius: 0; } dl { grid-template-columns: 1fr; gap: 0; }
          dd { margin-bottom: .5rem; } }
        @page { size: A4; margin: 22mm 24mm; }
        @media print { body { background: none; font-size: 11pt; } main { max-width: none; margin: 0; padding: 0; box-shadow: none; }
          h2 { break-after: avoid; } li, dl { break-inside: avoid; } a { color: inherit; } }
        """;

    static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    public static string Render(Letter letter)
    {
        var html = new StringBuilder();
        html.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Append("<meta name=\"robots\" content=\"noindex\">\n<meta name=\"referrer\" content=\"no-referrer\">\n")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
            .Append("<title>").Append(Encode(letter.Title)).Append("</title>\n<style>\n").Append(Style.ReplaceLineEndings("\n"))
            .Append("\n</style>\n</head>\n<body>\n<main>\n<h1>").Append(Encode(letter.Title)).Append("</h1>\n");
        foreach (var block in letter.Blocks)
        {
            html.Append(Render(block)).Append('\n');
        }

        return html.Append("</main>\n</body>\n</html>\n").ToString();
    }

    static string Render(LetterBlock block) => block switch
    {
        LetterBlock.Heading heading => $"<h2>{Encode(heading.Text)}</h2>",
        LetterBlock.Paragraph { Link: { } link } paragraph =>
            $"<p>{Encode(paragraph.Text)} <a href=\"{Encode(link)}\">{Encode(link)}</a></p>",
        LetterBlock.Paragraph paragraph => $"<p>{Encode(paragraph.Text)}</p>",
        LetterBlock.Bullets bullets => $"<ul>\n{string.Concat(bullets.Items.Select(x => $"<li>{Encode(x)}</li>\n"))}</ul>",
        LetterBlock.Facts facts =>
            $"<dl>\n{string.Concat(facts.Rows.Select(x => $"<dt>{Encode(x.Label)}</dt><dd>{Encode(x.Value)}</dd>\n"))}</dl>",
        _ => throw new ArgumentOutOfRangeException(nameof(block), block.GetType().Name, "No such block."),
    };

    static string Encode(string text) => Encoder.Encode(text);
}
