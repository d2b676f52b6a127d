using System.Buffers;
using System.Text;

namespace Compliance.Pci;

/// <summary>
/// Finds card data in keystrokes, one per line, in the text that they finally produced: a deleted key does not count, but is masked along
/// with the number it was part of. The name of a form field says what is typed in it. If a recorder reports a key in several ways
/// (pressed and released, by name and by code), each way is read as a text of its own and masked in each.
/// </summary>
sealed class KeyCards(CardEdits edits)
{
    /// <summary>Keys buffered at once. The last ones are kept, so a number typed across the boundary is found.</summary>
    const int MaxHeld = 100_000;

    const int Overlap = 64;
    const int MinFieldDigits = 8;

    /// <summary>More ways to report a key than any recorder uses; further ones are read with the last.</summary>
    const int MaxTexts = 96;

    /// <summary>A piece that holds only these is a number.</summary>
    static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789 .-/"u8);

    /// <summary>Fewer keys do not show whether a log is readable.</summary>
    const int FewestKeys = 8;

    readonly List<PieceSource> keys = [];
    readonly Dictionary<(string Event, string Name), KeyText> texts = [];
    string field = "";
    long seen;
    long opaque;

    /// <summary>False if most of what the log says of its keys is in no known form.</summary>
    public bool Understood => seen < FewestKeys || opaque * 2 <= seen;

    public void Add(ReadOnlySpan<byte> line, IReadOnlyList<JsonPiece> pieces, long offset)
    {
        var name = Word(line, pieces, digits: false, "field", "target", "element", "control");
        if (name != field)
        {
            Flush(0);
            field = name;
        }

        var happened = Word(line, pieces, digits: true, "type", "event", "action", "kind") + KeyEvents.State(line, pieces);
        foreach (var piece in pieces)
        {
            if (piece.Length > 0 && piece.Name != JsonPieceReader.PropertyName && !JsonTimes.IsLabel(piece.Name))
            {
                Key(happened, line.Slice(piece.Offset, piece.Length), piece, offset);
            }
        }

        if (keys.Count > MaxHeld)
        {
            Flush(Overlap);
        }
    }

    /// <summary>Adds a line that is not JSON: it names its key, or gives its code, or ends with it.</summary>
    public void AddPlain(ReadOnlySpan<byte> line, long offset)
    {
        foreach (var piece in PlainKeys.Find(line))
        {
            Key(PlainKeys.Event(line), line.Slice(piece.Offset, piece.Length), piece, offset, bare: true);
        }
    }

    public void End() => Flush(0);

    /// <summary>The name of the field. Without digits, the four boxes of one card number are one field.</summary>
    static string Word(ReadOnlySpan<byte> line, IReadOnlyList<JsonPiece> pieces, bool digits, params ReadOnlySpan<string> names)
    {
        foreach (var piece in pieces)
        {
            if (piece.Quoted && piece.Length < 100 && names.Contains(piece.Name))
            {
                var text = Encoding.UTF8.GetString(line.Slice(piece.Offset, piece.Length));
                return digits ? text : string.Concat(text.Where(x => !char.IsAsciiDigit(x)));
            }
        }

        return "";
    }

    KeyText Text(string happened, string name)
    {
        if (!texts.TryGetValue((happened, name), out var text))
        {
            text = texts.Count < MaxTexts ? new KeyText() : texts.Values.First();
            texts[(happened, name)] = text;
        }

        return text;
    }

    void Key(string happened, ReadOnlySpan<byte> value, JsonPiece piece, long offset, bool bare = false)
    {
        var text = Text(happened, piece.Quoted ? piece.Name : $"#{piece.Name}");
        var index = keys.Count;
        var single = value.Length == 1 || Encoding.UTF8.GetCharCount(value) == 1;
        var digit = piece.Quoted ? KeyNames.Digit(value) : KeyNames.Digit(piece.Name, value);
        var key = single || digit >= 0 || KeyNames.IsName(value) || !value.ContainsAnyExcept(Digits);
        var code = KeyCodes.IsName(piece.Name) ? KeyCodes.Read(value) : null;
        keys.Add(new(offset + piece.Offset, piece.Length, piece.Start, piece.End, !piece.Quoted && !bare, key || code is not null));
        seen++;
        opaque += !key && code is null && KeyEvents.IsOpaque(value) ? 1 : 0;
        if (code is { } number)
        {
            Code(happened, piece.Name, number, index, bare);
        }

        if (digit >= 0)
        {
            text.Digit(digit, index);
        }
        else if (!piece.Quoted)
        {
            text.Number(value, index);
        }
        else if (!bare || code is null || piece.Name == "key")
        {
            text.Typed(value, single, index);
        }
    }

    /// <summary>Reads a key code by every table; in JSON <see cref="KeyNames"/> knows virtual keys.</summary>
    void Code(string happened, string name, int code, int index, bool bare)
    {
        foreach (var table in KeyCodes.All.Where(x => bare || x != KeyCodes.Virtual))
        {
            Text(happened, $"#{name}@{table.Name}").Code(table.Meaning(code, out var digit), digit, index);
        }
    }

    void Flush(int keep)
    {
        var from = Math.Max(0, keys.Count - keep);
        foreach (var text in texts.Values.Distinct())
        {
            var matches = edits.Scan(text.Tokens, keys, transcript: false);
            if (matches.Count == 0 && ByField(text.Tokens) is { } typed)
            {
                edits.Add(typed, text.Tokens, keys);
                matches.Add(typed);
            }

            // Deleted keys lie between those that count.
            foreach (var match in matches)
            {
                for (var i = text.Tokens[match.First].Piece; i <= text.Tokens[match.Last].Piece; i++)
                {
                    if (keys[i] is { Length: 1, Number: false })
                    {
                        edits.Replace(keys[i], CardEdits.Key);
                    }
                }
            }

            text.Forget(keep > 0 ? from : int.MaxValue);
        }

        keys.RemoveRange(0, from);
    }

    /// <summary>A field for card data holds card data even if it was mistyped.</summary>
    CardMatch? ByField(List<Token> tokens)
    {
        var digits = tokens.Count(x => x.IsDigit);
        var kind = FieldNames.KindOf(field);
        if (kind is PciFindingKind.Pan ? digits < MinFieldDigits : kind is null || digits is < 3 or > 12)
        {
            return null;
        }

        var first = tokens.FindIndex(x => x.IsDigit);
        var last = tokens.FindLastIndex(x => x.IsDigit);
        return new(kind!.Value, first, last, digits, null);
    }
}
