using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Compliance.Pci;

/// <summary>One scalar of a JSON document: where its bytes lie, when it was said, and which stream of text it belongs to.</summary>
/// <param name="Stream">The path without array positions, and the speaker: pieces of one stream are read as one text.</param>
/// <param name="Path">The same without the speaker.</param>
/// <param name="Name">Its property, or the nearest above an array.</param>
/// <param name="Offset">First byte, inside the quotes.</param>
/// <param name="Start">Seconds; NaN where unknown.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct JsonPiece(int Stream, int Path, string Name, int Offset, int Length, bool Quoted, double Start, double End);

/// <summary>
/// Reads the scalars of any transcript or keystroke JSON, whatever its schema: times come from the nearest object that has some, whatever
/// they are called there. Paths and speakers are numbered across documents, so that lines of one file share their streams.
/// </summary>
sealed class JsonPieceReader
{
    /// <summary>The name that property names themselves carry.</summary>
    public const string PropertyName = "\u0002";

    public const int MaxPieces = 2_000_000;
    const int MaxStreams = 10_000;

    /// <summary>Stands for all names that only count: an object of them is a list.</summary>
    const string Index = "\u0003";

    static readonly JsonReaderOptions Options = new() { MaxDepth = 64, CommentHandling = JsonCommentHandling.Disallow };

    /// <summary>How far times may reach past the media and still be seconds of it.</summary>
    const double BeyondSeconds = 60;

    readonly Dictionary<(int Parent, string Name), int> paths = [];
    readonly List<Level> levels = [];
    readonly List<JsonPiece> pieces = [];
    readonly List<string?> speakers = [];
    double latest;
    bool fractions;

    /// <summary>Times are whole milliseconds. Sticks: one file has one unit.</summary>
    public bool Milliseconds { get; private set; }

    /// <summary>The document's scalars in order; null when it is not JSON, or too large or too deep for it.</summary>
    public IReadOnlyList<JsonPiece>? Read(ReadOnlySpan<byte> document)
    {
        levels.Clear();
        pieces.Clear();
        speakers.Clear();
        try
        {
            var reader = new Utf8JsonReader(document, Options);
            while (reader.Read())
            {
                Token(ref reader, document);
                if (pieces.Count > MaxPieces || paths.Count > MaxStreams)
                {
                    return null;
                }
            }
        }
        catch (JsonException)
        {
            // Not JSON is an expected answer; the reader has no other way to give it. Its message is dropped: it may quote the text.
            return null;
        }

        for (var i = 0; i < pieces.Count; i++)
        {
            if (Milliseconds && !double.IsNaN(pieces[i].Start))
            {
                pieces[i] = pieces[i] with { Start = pieces[i].Start / 1000, End = pieces[i].End / 1000 };
            }

            if (speakers[i] is { } speaker)
            {
                pieces[i] = pieces[i] with { Stream = Intern(pieces[i].Stream, "\u0001" + speaker) };
            }
        }

        return pieces;
    }

    /// <summary>
    /// Decides on the unit by all that was read: whole numbers that lie far beyond the media as seconds, and in it as milliseconds, are
    /// these.
    /// </summary>
    public void Judge(double? mediaSeconds)
    {
        var most = (mediaSeconds ?? double.MaxValue) + BeyondSeconds;
        Milliseconds = !fractions && latest > most && latest / 1000 <= most;
    }

    void Token(ref Utf8JsonReader reader, ReadOnlySpan<byte> document)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                var (path, name) = levels.Count == 0 ? (0, "") : (levels[^1].ChildPath, levels[^1].ChildName);
                levels.Add(new Level(path, reader.TokenType is JsonTokenType.StartObject, pieces.Count)
                {
                    ChildPath = path,
                    ChildName = name,
                });
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                Close(levels[^1]);
                levels.RemoveAt(levels.Count - 1);
                break;
            case JsonTokenType.PropertyName:
                // Not GetString: it throws on bytes that are no UTF-8, and this is only compared with known names.
                var property = Encoding.UTF8.GetString(reader.ValueSpan);
                levels[^1].ChildName = property;
                levels[^1].ChildPath = Intern(levels[^1].Path, IsIndex(property) ? Index : property);
                Add(ref reader, document, Intern(levels[^1].Path, PropertyName), PropertyName);
                break;
            case JsonTokenType.String or JsonTokenType.Number:
                Scalar(ref reader, document);
                break;
        }
    }

    void Scalar(ref Utf8JsonReader reader, ReadOnlySpan<byte> document)
    {
        if (levels.Count == 0)
        {
            Add(ref reader, document, 0, "");
            return;
        }

        var level = levels[^1];
        if (level.IsObject)
        {
            var raw = reader.ValueSpan;
            if (JsonTimes.TryRead(level.ChildName, raw, out var role, out var seconds, out var bare))
            {
                latest = bare ? Math.Max(latest, seconds) : latest;
                fractions |= !bare;
                level.Set(role, seconds);
                return;
            }
            else if (JsonTimes.IsSpeaker(level.ChildName) && raw.Length is > 0 and <= 64)
            {
                level.Speaker = Encoding.UTF8.GetString(raw);
            }
        }

        Add(ref reader, document, level.ChildPath, level.ChildName);
    }

    void Add(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, int path, string name)
    {
        var quoted = reader.TokenType is not JsonTokenType.Number;
        pieces.Add(new(path, path, name, (int)reader.TokenStartIndex + (quoted ? 1 : 0), reader.ValueSpan.Length, quoted, double.NaN,
            double.NaN));
        speakers.Add(null);
    }

    /// <summary>What an object says of times and speaker holds for everything in it that says nothing itself.</summary>
    void Close(Level level)
    {
        var (start, end) = level.Times();
        for (var i = level.FirstPiece; i < pieces.Count && (level.Speaker is not null || !double.IsNaN(start)); i++)
        {
            if (double.IsNaN(pieces[i].Start) && !double.IsNaN(start))
            {
                pieces[i] = pieces[i] with { Start = start, End = end };
            }

            speakers[i] ??= level.Speaker;
        }
    }

    static bool IsIndex(string name) => name.Length is > 0 and <= 6 && name.All(char.IsAsciiDigit);

    int Intern(int parent, string name)
    {
        if (!paths.TryGetValue((parent, name), out var id))
        {
            paths[(parent, name)] = id = paths.Count + 1;
        }

        return id;
    }

    sealed class Level(int path, bool isObject, int firstPiece)
    {
        double start = double.NaN;
        double end = double.NaN;
        double duration = double.NaN;

        public int Path => path;

        public bool IsObject => isObject;

        public int FirstPiece => firstPiece;

        public required int ChildPath { get; set; }

        public required string ChildName { get; set; }

        public string? Speaker { get; set; }

        public void Set(JsonTimeRole role, double seconds)
        {
            switch (role)
            {
                case JsonTimeRole.Start:
                    start = seconds;
                    break;
                case JsonTimeRole.End:
                    end = seconds;
                    break;
                case JsonTimeRole.Duration:
                    duration = seconds;
                    break;
            }
        }

        public (double Start, double End) Times() =>
            double.IsNaN(start) ? (double.NaN, double.NaN)
            : !double.IsNaN(end) && end >= start ? (start, end)
            : !double.IsNaN(duration) && duration >= 0 ? (start, start + duration)
            : (start, start);
    }
}
