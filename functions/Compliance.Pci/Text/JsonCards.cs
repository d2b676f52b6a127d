namespace Compliance.Pci;

/// <summary>
/// Finds card data in JSON. It reads the words of each speaker across turns and strings as one text, and the words of all speakers as
/// another, so that neither a split nor an interjected "mm-hm" hides a number.
/// </summary>
/// <param name="isJson">Texts are the inside of JSON strings, so escapes are decoded.</param>
/// <param name="marked">Labels are marked as such, whatever their names are.</param>
sealed class JsonCards(CardEdits edits, bool isJson = true, bool marked = false)
{
    readonly Dictionary<int, Tokenizer> streams = [];

    /// <summary>The stream that each piece is part of beside that of all speakers.</summary>
    readonly List<int> owners = [];
    readonly List<PieceSource> sources = [];
    readonly Dictionary<string, (bool Label, PciFindingKind? Kind)> senses = new(StringComparer.Ordinal);
    (string? Name, (bool Label, PciFindingKind? Kind) Sense) last;
    readonly List<TextLanguage> languages = [];

    /// <summary>Start and end of each piece of text that has times.</summary>
    public List<(double Start, double End)> Timed { get; } = [];

    /// <summary>Where card data was found: the index of the piece, and the position in the file, of each of its tokens.</summary>
    public List<(int Piece, long Position)> Removed { get; } = [];

    /// <summary>True if part of the text is in a language that the gate does not understand.</summary>
    public bool UnknownLanguage => languages.Exists(x => x.Unknown);

    public void Find(ReadOnlySpan<byte> document, IReadOnlyList<JsonPiece> pieces, long offset)
    {
        foreach (var piece in pieces)
        {
            var text = document.Slice(piece.Offset, piece.Length);
            var index = sources.Count;
            sources.Add(new(offset + piece.Offset, piece.Length, piece.Start, piece.End, !piece.Quoted, false));
            owners.Add(piece.Path);
            if (!piece.Quoted)
            {
                Alone(text, index);
                continue;
            }

            var (label, named) = SenseOf(piece.Name);
            if (!label && piece.End > piece.Start)
            {
                Timed.Add((piece.Start, piece.End));
            }

            if (text.IndexOfAny((byte)'=', (byte)'^') >= 0 && Track(text, offset + piece.Offset, piece))
            {
                continue;
            }

            if (named is { } kind && FieldNames.IsValue(text, kind))
            {
                var digits = new Tokenizer(isJson);
                digits.Add(text, index);
                edits.Add(new(kind, 0, digits.Tokens.Count - 1, digits.Tokens.Count, null), digits.Tokens, sources);
                continue;
            }

            if (piece.Path < 0)
            {
                var whole = new Tokenizer(isJson);
                whole.Add(text, index);
                edits.Scan(whole.Tokens, sources, transcript: false);
                continue;
            }

            owners[index] = piece.Stream;
            Stream(piece.Path, label, piece.IsSpeech).Add(text, index);
        }
    }

    /// <param name="timeOf">Tells when the word of a piece at a position in the file was said; null for the times of the piece.</param>
    public void End(Func<int, long, (double Start, double End)?>? timeOf = null)
    {
        languages.ForEach(x => x.End());
        var ordered = streams.OrderBy(x => x.Key).ToList();
        foreach (var own in ordered.SelectMany(x => Own(x.Key, x.Value)).OrderBy(x => -x.Key))
        {
            Scan(own.Value, transcript: true, timeOf, whole: false);
        }

        foreach (var (_, text) in ordered)
        {
            Scan(text.Tokens, transcript: true, timeOf, whole: true);
            Scan(text.InTags?.Tokens ?? [], transcript: false, timeOf, whole: false);
        }
    }

    /// <summary>The words of each speaker; none if all are one speaker's.</summary>
    IEnumerable<KeyValuePair<int, List<Token>>> Own(int path, Tokenizer text) =>
        text.Divide(x => owners[x]).Where(x => x.Key != path);

    void Scan(List<Token> tokens, bool transcript, Func<int, long, (double Start, double End)?>? timeOf, bool whole)
    {
        foreach (var match in edits.Scan(tokens, sources, transcript, timeOf, whole))
        {
            for (var i = match.First; i <= match.Last; i++)
            {
                Removed.Add((tokens[i].Piece, sources[tokens[i].Piece].Offset + tokens[i].Offset));
            }
        }
    }

    /// <summary>Words in a row have the same name.</summary>
    (bool Label, PciFindingKind? Kind) SenseOf(string name)
    {
        if (!ReferenceEquals(name, last.Name))
        {
            var sense = senses.TryGetValue(name, out var known) ? known
                : senses[name] = (name == JsonPieceReader.PropertyName || (!marked && JsonTimes.IsLabel(name)), FieldNames.KindOf(name));
            last = (name, sense);
        }

        return last.Sense;
    }

    bool Track(ReadOnlySpan<byte> text, long offset, JsonPiece piece)
    {
        var any = false;
        foreach (var (start, length, digits) in TrackData.Find(text.ToArray(), text.Length))
        {
            var source = new PieceSource(offset + start, length, piece.Start, piece.End, false, false);
            edits.Add(new(PciFindingKind.Track, 0, 0, digits, null), [new(0, null, Gap.None, 0, 0, length, 0)], [source]);
            any = true;
        }

        return any;
    }

    /// <summary>A bare number is either a card number as a whole or none.</summary>
    void Alone(ReadOnlySpan<byte> text, int index)
    {
        text = text.IndexOf((byte)'.') is > 0 and var point && !text[(point + 1)..].ContainsAnyExcept((byte)'0') ? text[..point] : text;
        if (text.Length is < CardScheme.MinDigits or > CardScheme.MaxDigits || text.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return;
        }

        var number = new Tokenizer(isJson);
        number.Add(text, index);
        edits.Scan(number.Tokens, sources, transcript: false);
    }

    Tokenizer Stream(int path, bool label, bool speech)
    {
        if (!streams.TryGetValue(path, out var stream))
        {
            var heard = label || !speech ? null : new TextLanguage();
            if (heard is not null)
            {
                languages.Add(heard);
            }

            streams[path] = stream = new(isJson, heard) { Divides = true };
        }

        if (label)
        {
            stream.Break();
        }

        return stream;
    }
}
