using System.Text;

namespace Compliance.Pci;

/// <summary>A text with a field name, which may indicate its content (<c>cvv</c>).</summary>
public readonly record struct PciField(string Name, string Text);

/// <summary>Finds and removes card data in short texts: metadata, custom fields, references.</summary>
public static class PciText
{
    /// <summary>The <c>file</c> of findings in a recording's metadata.</summary>
    public const string Metadata = "metadata";

    /// <summary>The texts of the fields without card data, in the same order, and the findings.</summary>
    /// <returns>Null texts if they hold more card data than can be removed.</returns>
    public static (IReadOnlyList<string>? Texts, IReadOnlyList<PciFinding> Findings) Redact(
        IReadOnlyList<PciField> fields, bool keepLastFour = false)
    {
        var cards = new FieldCards(keepLastFour);
        return (cards.Redact(fields), cards.Findings);
    }

    /// <summary>The text without card data, and the findings. Findings name no file and no time.</summary>
    public static (string Redacted, IReadOnlyList<PciFinding> Findings) Redact(string text, bool keepLastFour = false)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var edits = new CardEdits(new GateFile(0, "", "text/plain", bytes.Length, _ => throw new NotSupportedException()), keepLastFour);
        var chat = new ChatCards(edits, judged: false);
        chat.Add(bytes, 0);
        chat.End();
        if (edits.Findings.Count == 0)
        {
            return (text, []);
        }

        return (Edited(text, bytes, edits.Edits), edits.Findings);
    }

    /// <param name="bytes">The text, which the edits are of.</param>
    static string Edited(string text, byte[] bytes, IReadOnlyList<GateEdit> edits)
    {
        var kept = new List<(int From, int Length, string After)>(edits.Count + 1);
        var (at, from, length) = (0, 0, 0);
        foreach (var edit in edits)
        {
            var before = Encoding.UTF8.GetCharCount(bytes, at, (int)edit.Offset - at);
            kept.Add((from, before, edit.Replacement));
            at = (int)edit.Offset + edit.Length;
            from += before + Encoding.UTF8.GetCharCount(bytes, (int)edit.Offset, edit.Length);
            length += before + edit.Replacement.Length;
        }

        kept.Add((from, text.Length - from, ""));
        return string.Create(length + text.Length - from, (text, kept), static (to, x) =>
        {
            foreach (var (from, length, after) in x.kept)
            {
                x.text.AsSpan(from, length).CopyTo(to);
                after.CopyTo(to[length..]);
                to = to[(length + after.Length)..];
            }
        });
    }
}
