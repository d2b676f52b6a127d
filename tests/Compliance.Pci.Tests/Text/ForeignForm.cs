using System.Text.Json;

namespace Compliance.Pci.Tests.Text;

/// <summary>A file of somebody else's, what must go from it, and what must stay.</summary>
sealed record ForeignForm(string Name, string ContentType, string Text, string[] Gone, string[] Kept)
{
    public const string Card = "4539148803436467";

    public static ForeignForm Chat(string name, string text, string[] gone, params string[] kept) =>
        new(name, "text/plain", text, gone, kept);

    public static ForeignForm Transcript(string name, string text, string[] gone, params string[] kept) =>
        new(name, "application/json", text, gone,
        kept);

    public static ForeignForm Keystrokes(string name, string text, string[] gone, params string[] kept) =>
        new(name, "application/x-ndjson", text,
        gone, kept);

    public static string Turns(params string[] turns) => JsonSerializer.Serialize(
        new { turns = turns.Select((x, i) => new { speaker = i % 2 == 0 ? "agent" : "caller", start = i * 5.0, end = (i * 5.0) + 4.5,
            text = x }) });

    public static string Caller(params string[] turns) => JsonSerializer.Serialize(
        new { segments = turns.Select((x, i) => new { speaker = "caller", start = i * 5.0, end = (i * 5.0) + 4.5, text = x }) });

    public static string Typed(string keys, Func<char, int, string> line) => string.Join("\n", keys.Select(line)) + "\n";
}
