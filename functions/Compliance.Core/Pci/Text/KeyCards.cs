using System.Text;

namespace Compliance.Pci.Text;

/// <summary>
/// Looks for card data in keystrokes, one a line, as they ended up: a deleted key does not count, but is masked with the number it stood
/// in. A form field's name says what is typed there.
/// </summary>
sealed class KeyCards(CardEdits edits)
{
    /// <summary>Keys held at once; a number typed across the border is seen because the last ones stay.</summary>
    const int MaxHeld = 100_000;

    const int Overlap = 64;
    const int MinFieldDigits = 8;

    readonly List<PieceSource> keys = [];
    Tokenizer text = new(json: true);
    string field = "";

    public void Add(ReadOnlySpan<byte> line, IReadOnlyList<JsonPiece> pieces, long offset)
    {
        var name = Field(line, pieces);
        if (name != field)
        {
            Flush(0);
            field = name;
        }

        foreach (var piece in pieces)
        {
            if (piece.Quoted && piece.Name is "key" or "char" or "text" or "value" or "input" or "data" && piece.Length > 0)
            {
                Key(line.Slice(piece.Offset, piece.Length), piece, offset);
            }
        }

        if (keys.Count > MaxHeld)
        {
            Flush(Overlap);
        }
    }

    public void End() => Flush(0);

    /// <summary>Without digits, so that the four boxes of one card number are one field.</summary>
    static string Field(ReadOnlySpan<byte> line, IReadOnlyList<JsonPiece> pieces)
    {
        foreach (var piece in pieces)
        {
            if (piece.Name is "field" or "target" or "element" or "control" && piece.Quoted)
            {
                return string.Concat(Encoding.UTF8.GetString(line.Slice(piece.Offset, piece.Length)).Where(x => !char.IsAsciiDigit(x)));
            }
        }

        return "";
    }

    void Key(ReadOnlySpan<byte> value, JsonPiece piece, long offset)
    {
        var index = keys.Count;
        var single = value.Length == 1 || Encoding.UTF8.GetCharCount(value) == 1;
        var digit = single || value.Length < 4 ? -1 : Named(value);
        keys.Add(new(offset + piece.Offset, piece.Length, piece.Start, piece.End, false, true));
        if (single || (digit < 0 && value.Length > 4 && value.ContainsAnyInRange((byte)'0', (byte)'9')
            && !char.IsAsciiLetter((char)value[0])))
        {
            text.Add(value, index);
        }
        else if (digit >= 0)
        {
            text.Add([(byte)('0' + digit)], index);
        }
        else if (value.SequenceEqual("Backspace"u8) && text.Tokens.Count > 0)
        {
            text.Tokens.RemoveAt(text.Tokens.Count - 1);
        }
        else if (value.SequenceEqual("Enter"u8) || value.SequenceEqual("Tab"u8))
        {
            text.Break();
        }
    }

    /// <summary>Digit4, Numpad4, KP_4.</summary>
    static int Named(ReadOnlySpan<byte> value) =>
        value[^1] is >= (byte)'0' and <= (byte)'9'
        && (value.StartsWith("Digit"u8) || value.StartsWith("Num"u8) || value.StartsWith("KP"u8))
            ? value[^1] - '0'
            : -1;

    void Flush(int keep)
    {
        var matches = edits.Scan(text.Tokens, keys, transcript: false);
        if (matches.Count == 0 && ByField() is { } typed)
        {
            edits.Add(typed, text.Tokens, keys);
            matches.Add(typed);
        }

        // Deleted keys lie between those that count.
        foreach (var match in matches)
        {
            for (var i = text.Tokens[match.First].Piece; i <= text.Tokens[match.Last].Piece; i++)
            {
                if (keys[i].Length == 1)
                {
                    edits.Replace(keys[i], CardEdits.Key);
                }
            }
        }

        var next = new Tokenizer(json: true);
        var from = Math.Max(0, keys.Count - keep);
        keys.RemoveRange(0, from);
        foreach (var token in text.Tokens.Where(x => keep > 0 && x.Piece >= from))
        {
            next.Tokens.Add(token with { Piece = token.Piece - from });
        }

        text = next;
    }

    /// <summary>A field for card data holds card data, also when it was typed wrong.</summary>
    CardMatch? ByField()
    {
        var digits = text.Tokens.Count(x => x.IsDigit);
        var kind = FieldNames.KindOf(field);
        if (kind is PciFindingKind.Pan ? digits < MinFieldDigits : kind is null || digits is < 3 or > 12)
        {
            return null;
        }

        var first = text.Tokens.FindIndex(x => x.IsDigit);
        var last = text.Tokens.FindLastIndex(x => x.IsDigit);
        return new(kind!.Value, first, last, digits, null);
    }
}
