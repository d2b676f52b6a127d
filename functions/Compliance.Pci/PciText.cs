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
        var chat = new ChatCards(edits);
        chat.Add(bytes, 0);
        chat.End();
        if (edits.Findings.Count == 0)
        {
            return (text, []);
        }

        var redacted = new StringBuilder();
        var at = 0;
        foreach (var edit in edits.Edits)
        {
            redacted.Append(Encoding.UTF8.GetString(bytes, at, (int)edit.Offset - at)).Append(edit.Replacement);
            at = (int)edit.Offset + edit.Length;
        }

        return (redacted.Append(Encoding.UTF8.GetString(bytes, at, bytes.Length - at)).ToString(), edits.Findings);
    }
}
