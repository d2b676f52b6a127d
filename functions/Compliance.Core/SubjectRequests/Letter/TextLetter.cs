using System.Text;

namespace Compliance.SubjectRequests;

/// <summary>A letter as plain text, at most <see cref="Width"/> characters per line if the words allow it.</summary>
static class TextLetter
{
    public const int Width = 78;

    public static string Render(Letter letter)
    {
        var text = new StringBuilder();
        text.Append(letter.Title).Append('\n').Append('=', letter.Title.Length).Append('\n');
        foreach (var block in letter.Blocks)
        {
            text.Append('\n');
            Append(text, block);
        }

        return text.ToString();
    }

    static void Append(StringBuilder text, LetterBlock block)
    {
        switch (block)
        {
            case LetterBlock.Heading heading:
                text.Append(heading.Text).Append('\n').Append('-', heading.Text.Length).Append('\n');
                break;
            case LetterBlock.Paragraph paragraph:
                Wrap(text, paragraph.Link is { } link ? $"{paragraph.Text} {link}" : paragraph.Text, first: "", rest: "");
                break;
            case LetterBlock.Bullets bullets:
                foreach (var item in bullets.Items)
                {
                    Wrap(text, item, first: "- ", rest: "  ");
                }

                break;
            case LetterBlock.Facts facts:
                var width = facts.Rows.Max(x => x.Label.Length) + 2;
                foreach (var (label, value) in facts.Rows)
                {
                    Wrap(text, value, first: (label + ":").PadRight(width), rest: new string(' ', width));
                }

                break;
        }
    }

    static void Wrap(StringBuilder text, string words, string first, string rest)
    {
        var line = new StringBuilder(first);
        var bare = true;
        foreach (var word in words.Split(' '))
        {
            if (!bare && line.Length + 1 + word.Length > Width)
            {
                text.Append(line).Append('\n');
                line.Clear().Append(rest);
                bare = true;
            }

            line.Append(bare ? "" : " ").Append(word);
            bare = false;
        }

        text.Append(line).Append('\n');
    }
}
