using System.Runtime.InteropServices;
using System.Text.Json;

namespace Compliance.Pci;

/// <summary>
/// Finds the events of a key log: one per line, whatever a JSON array puts around it, or the elements of one JSON document.
/// </summary>
static class KeyLines
{
    static readonly JsonReaderOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>One event of a JSON document.</summary>
    [StructLayout(LayoutKind.Auto)]
    public readonly record struct Event(int Offset, int Length);

    /// <summary>The line without a byte order mark, and without the brackets and the comma of an array spread over lines.</summary>
    public static ReadOnlySpan<byte> Bare(ReadOnlySpan<byte> line, out int skipped)
    {
        skipped = line.StartsWith("\uFEFF"u8) ? 3 : 0;
        var bare = line[skipped..];
        var start = bare.IndexOfAnyExcept(" \t[,"u8);
        if (start < 0 || bare[start] != '{' || bare.LastIndexOfAnyExcept(" \t\r],"u8) is var end && bare[end] != '}')
        {
            return bare;
        }

        skipped += start;
        return bare[start..(end + 1)];
    }

    /// <summary>True if the document may span several lines: it begins as an array, or as an object that its first line does not
    /// end.</summary>
    public static bool MayBeDocument(ReadOnlySpan<byte> line) =>
        Bare(line, out _).Trim(" \t\r"u8) is [(byte)'[', ..] or [(byte)'{'];

    /// <summary>The elements of the document's first array; null if it is not JSON or has none.</summary>
    public static IReadOnlyList<Event>? Elements(ReadOnlySpan<byte> document)
    {
        var start = document.StartsWith("\uFEFF"u8) ? 3 : 0;
        var events = new List<Event>();
        try
        {
            var reader = new Utf8JsonReader(document[start..], Lenient);
            while (reader.Read() && reader.TokenType is not JsonTokenType.StartArray)
            {
            }

            while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
            {
                var first = (int)reader.TokenStartIndex;
                reader.Skip();
                events.Add(new(start + first, (int)reader.BytesConsumed - first));
            }

            while (reader.Read())
            {
                // To its end, which shows that it is one document.
            }
        }
        catch (JsonException)
        {
            // Invalid JSON is an expected outcome that the reader can report only by throwing. Its message is dropped: it may quote the
            // text.
            return null;
        }

        return events.Count > 0 ? events : null;
    }
}
