using System.Text;
using System.Text.Json;

namespace Compliance.Pci;

/// <summary>
/// Finds card data in named fields. A name may indicate what its value is, and a number may be spread over fields whose names differ only
/// in digits (<c>card1</c> to <c>card4</c>). Fields are read as JSON strings, so escapes and non-ASCII digits count as they do in files.
/// </summary>
sealed class FieldCards(bool keepLastFour)
{
    /// <summary>The longest part of a card number that has an input box of its own (4-6-5).</summary>
    const int MostInBox = 6;

    readonly CardEdits edits = new(
        new GateFile(0, PciText.Metadata, "application/json", 0, _ => throw new NotSupportedException()), keepLastFour);

    readonly Dictionary<string, int> streams = new(StringComparer.Ordinal);

    /// <summary>The texts without card data; null if they hold more of it than can be removed.</summary>
    public IReadOnlyList<string>? Redact(IReadOnlyList<PciField> fields)
    {
        using var document = new MemoryStream();
        var pieces = new List<JsonPiece>(fields.Count);
        foreach (var field in fields)
        {
            var text = JsonEncodedText.Encode(field.Text).EncodedUtf8Bytes;
            var stream = Stream(field);
            pieces.Add(new(stream, stream, field.Name, (int)document.Length, text.Length, true, double.NaN, double.NaN));
            document.Write(text);
        }

        var bytes = document.ToArray();
        var cards = new JsonCards(edits);
        cards.Find(bytes, pieces, 0);
        cards.End();
        if (edits.TooMany || edits.Incomplete)
        {
            return null;
        }

        var changes = edits.Edits;
        return [.. pieces.Select(
            (x, i) => changes.Any(e => Lies(e, x)) ? Edited(bytes, x, changes.Where(e => Lies(e, x))) : fields[i].Text)];
    }

    public IReadOnlyList<PciFinding> Findings => edits.Findings;

    static bool Lies(GateEdit edit, JsonPiece piece) => edit.Offset >= piece.Offset && edit.Offset < piece.Offset + piece.Length;

    static string Edited(byte[] bytes, JsonPiece piece, IEnumerable<GateEdit> changes)
    {
        var (text, at) = (new StringBuilder("\""), piece.Offset);
        foreach (var change in changes)
        {
            text.Append(Encoding.UTF8.GetString(bytes, at, (int)change.Offset - at)).Append(change.Replacement);
            at = (int)change.Offset + change.Length;
        }

        text.Append(Encoding.UTF8.GetString(bytes, at, piece.Offset + piece.Length - at)).Append('"');
        return JsonSerializer.Deserialize<string>(text.ToString())!;
    }

    /// <summary>Only the boxes of one form field are read as one text; two account numbers in a row are not a card number.</summary>
    int Stream(PciField field)
    {
        var box = field.Text.Length is > 0 and <= MostInBox && field.Text.All(char.IsAsciiDigit) && field.Name.Any(char.IsAsciiDigit);
        var name = box ? string.Concat(field.Name.Where(x => !char.IsAsciiDigit(x))) : $"\0{streams.Count}";
        return streams.TryGetValue(name, out var known) ? known : streams[name] = streams.Count + 1;
    }
}
