using System.Globalization;
using System.Text;

namespace Compliance.Pci;

/// <summary>Who said each piece of a transcript. A copy that names nobody is told apart word by word, by the words with times.</summary>
sealed class SpokenPieces(byte[] text, Transcript transcript, int start)
{
    const int FewValues = 3;

    readonly JsonTree tree = transcript.Tree!;
    readonly RecordSpeakers speakers = transcript.Speakers!;
    readonly List<SpokenSpan> spans = [];

    public (IReadOnlyList<IReadOnlyList<SpeakerLabel>> Speakers, IReadOnlyList<SpokenSpan> Spans) Read()
    {
        var labels = speakers.Labels().ToList();
        var named = new HashSet<int>();
        foreach (var (node, label) in labels)
        {
            named.Add(label.Offset);
            spans.Add(new(
                start + label.Offset, label.Length, label.Kind is JsonScalarKind.Number ? SpokenUse.Number : SpokenUse.Speaker,
                tree.Fields[label.Field].Name, speakers.Of(node), Start: null, label.Offset));
        }

        var known = Known();
        var most = Enumerable.Range(0, tree.Nodes.Count).Select(speakers.Of).DefaultIfEmpty(0).Max();
        foreach (var (i, name) in known.Values.SelectMany((x, i) => x.Select(name => (i, name))))
        {
            if (tree.Fields[name.Field].Name is "name")
            {
                named.Add(name.Offset);
                spans.Add(new(start + name.Offset, name.Length, SpokenUse.Speaker, "name", most + 1 + i, Start: null, name.Offset));
            }
        }

        var words = new SpokenWords(text, transcript.Pieces);
        var timed = new TimedWords(transcript, words);
        var pieces = new HashSet<int>();
        foreach (var (i, piece) in transcript.Pieces.Index())
        {
            pieces.Add(piece.Offset);
            if (!named.Contains(piece.Offset))
            {
                Add(i, piece, words, timed);
            }
        }

        foreach (var scalar in tree.Scalars.Where(x => x.Kind is not JsonScalarKind.Other && !named.Contains(x.Offset) && !pieces.Contains(x.Offset)))
        {
            var field = tree.Fields[scalar.Field];
            var use = scalar.Kind is JsonScalarKind.Number ? SpokenUse.Number
                : field is { Sense: { IsText: true, Time: TimeRole.None } } ? SpokenUse.Said
                : SpokenUse.About;
            spans.Add(new(start + scalar.Offset, scalar.Length, use, field.Name, speakers.Of(scalar.Node), Start: null, scalar.Offset));
        }

        spans.Sort((x, y) => x.Offset.CompareTo(y.Offset));
        return (LabelsOf(labels, known, most), spans);
    }

    void Add(int index, TranscriptPiece piece, SpokenWords words, TimedWords timed)
    {
        var (first, end) = words.Of(index);
        var field = tree.Fields[piece.Field];
        var isName = piece.Speaker == 0 && IsName(piece, field);
        double? at = piece.IsTimed ? piece.Start : null;
        var whole = piece is { Speaker: not 0, IsTimed: true } || !timed.IsPlaced(index) || first == end || (isName && !IsWord(piece));
        if (piece.Use is not PieceUse.Speech || whole)
        {
            var use = piece.Use switch
            {
                PieceUse.Speech when isName => SpokenUse.About,
                PieceUse.Speech => SpokenUse.Said,
                PieceUse.Number => SpokenUse.Number,
                _ => field.Sense.IsText ? SpokenUse.Said : SpokenUse.About,
            };
            spans.Add(new(start + piece.Offset, piece.Length, use, transcript.Fields[piece.Field], piece.Speaker, at, piece.Offset));
            return;
        }

        for (var word = first; word < end; word++)
        {
            var (from, _) = timed.TimeOf(word);
            spans.Add(new(
                start + words[word].Offset, words[word].Length, SpokenUse.Said, transcript.Fields[piece.Field],
                piece.Speaker != 0 ? piece.Speaker : timed.SpeakerOf(word), double.IsNaN(from) ? null : from, piece.Offset));
        }
    }

    /// <summary>A single word of a member that few records have names what made the file, not what was said.</summary>
    bool IsName(TranscriptPiece piece, JsonField field) =>
        (field.Sense.IsLabel || !field.Sense.IsText) && field.Values.Count <= FewValues && !text.AsSpan(piece.Offset, piece.Length).ContainsAny(" \t\r\n"u8);

    bool IsWord(TranscriptPiece piece) => !text.AsSpan(piece.Offset, piece.Length).ContainsAny(":/@_["u8);

    List<IReadOnlyList<SpeakerLabel>> LabelsOf(
        List<(int Node, JsonScalar Label)> labels, Dictionary<string, List<JsonScalar>> known, int most)
    {
        var all = new SortedDictionary<int, List<SpeakerLabel>>();
        var from = new Dictionary<int, int>();
        foreach (var (node, label) in labels)
        {
            // Each record of a speaker says the same.
            var number = speakers.Of(node);
            if (from.TryAdd(number, node) || from[number] == node)
            {
                var (member, value) = (tree.Fields[label.Field].Name, Text(label));
                Of(number).AddRange(Names(member, value));
            }
        }

        foreach (var (node, place) in speakers.Places())
        {
            if (from.TryAdd(speakers.Of(node), node))
            {
                Of(speakers.Of(node)).Add(new("channel", place.ToString(CultureInfo.InvariantCulture)));
            }
        }

        return
        [
            .. Enumerable.Range(0, most + 1).Select(x => (IReadOnlyList<SpeakerLabel>)(all.GetValueOrDefault(x) ?? [])),
            .. known.Keys.Select(x => (IReadOnlyList<SpeakerLabel>)[.. Names("speaker", x)]),
        ];

        IEnumerable<SpeakerLabel> Names(string member, string id) =>
            known.GetValueOrDefault(id)?.Select(x => new SpeakerLabel(member, Text(x))) ?? [new SpeakerLabel(member, id)];

        List<SpeakerLabel> Of(int number) => all.TryGetValue(number, out var list) ? list : all[number] = [];
    }

    /// <summary>What is said of each id: agents of TTML, parties of a vCon, which are numbered.</summary>
    Dictionary<string, List<JsonScalar>> Known()
    {
        var known = new Dictionary<string, List<JsonScalar>>(StringComparer.Ordinal);
        foreach (var (id, name) in tree.Known)
        {
            Add(Text(id), name);
        }

        if (transcript.Form is "vCon" && tree.Fields[0].Find("parties"u8) is >= 0 and var field)
        {
            var parties = Enumerable.Range(0, tree.Nodes.Count).Where(x => tree.Nodes[x].Field == field && !tree.Nodes[x].IsArray);
            foreach (var (i, party) in parties.Index())
            {
                foreach (var scalar in tree.Scalars.Where(x => x.Node == party && x.Kind is JsonScalarKind.Text))
                {
                    Add(i.ToString(CultureInfo.InvariantCulture), scalar);
                }
            }
        }

        return known;

        void Add(string id, JsonScalar name) => (known.TryGetValue(id, out var list) ? list : known[id] = []).Add(name);
    }

    string Text(JsonScalar scalar) => Encoding.UTF8.GetString(text.AsSpan(scalar.Offset, scalar.Length));
}
