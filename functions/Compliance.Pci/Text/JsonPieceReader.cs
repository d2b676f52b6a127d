using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Compliance.Pci;

/// <summary>One scalar of a JSON document: the location of its bytes, when it was said, and the text stream it belongs to.</summary>
/// <param name="Stream">The path without array indices, plus the speaker: pieces of one stream are read as one text.</param>
/// <param name="Path">The path without the speaker.</param>
/// <param name="Name">Its property, or the nearest one above an array.</param>
/// <param name="Offset">First byte, inside the quotes.</param>
/// <param name="Start">Seconds; NaN if unknown.</param>
/// <param name="IsSpeech">False for what only describes a call: its language does not matter.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct JsonPiece(
    int Stream, int Path, string Name, int Offset, int Length, bool Quoted, double Start, double End, bool IsSpeech = true);

/// <summary>
/// Reads the scalars of any transcript or keystroke JSON, whatever its schema. Times come from the nearest enclosing object that has
/// them, under any of the known names. Paths and speakers are numbered across documents, so the lines of one file share their streams.
/// </summary>
sealed class JsonPieceReader
{
    /// <summary>The name given to pieces that are property names.</summary>
    public const string PropertyName = "\u0002";

    public const int MaxPieces = 2_000_000;
    const int MaxStreams = 10_000;

    /// <summary>Replaces all names that are only numbers: an object with such names is a list.</summary>
    const string Index = "\u0003";

    static readonly JsonReaderOptions Options = new() { MaxDepth = 64, CommentHandling = JsonCommentHandling.Disallow };

    /// <summary>How far times may exceed the media and still be read as seconds.</summary>
    const double BeyondSeconds = 60;

    readonly Dictionary<(int Parent, string Name), int> paths = [];
    readonly List<Level> levels = [];
    readonly List<JsonPiece> pieces = [];
    readonly List<string?> speakers = [];
    double latest;
    bool fractions;

    /// <summary>True if times are whole milliseconds. Never reset: one file has one unit.</summary>
    public bool Milliseconds { get; private set; }

    /// <summary>The scalars of the document in order; null if it is not JSON, too large or too deeply nested.</summary>
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
            // Invalid JSON is an expected outcome that the reader can report only by throwing. Its message is dropped: it may quote the
            // text.
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
    /// Decides on the unit from everything read so far: whole numbers that lie far beyond the media as seconds but within it as
    /// milliseconds are milliseconds.
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
                // Not GetString: it throws on invalid UTF-8, and the name is only compared with known ones.
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

    /// <summary>Applies the times and the speaker of an object to every piece in it that has none of its own.</summary>
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
