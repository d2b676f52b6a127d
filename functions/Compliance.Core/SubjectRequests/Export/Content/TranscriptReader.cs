using System.Globalization;
using System.Text;
using System.Text.Json;
using Compliance.Recordings;

namespace Compliance.SubjectRequests;

/// <summary>A turn of a transcript in a copy.</summary>
/// <param name="Party">The party's index; null if the transcript's speaker label identifies nobody.</param>
/// <param name="Speaker"><c>You</c>, or a role.</param>
/// <param name="Start">Seconds.</param>
/// <param name="Text">Null if the words were left out.</param>
/// <param name="LeftOut">Why: <see cref="NotYours"/> or <see cref="Silenced"/>.</param>
public sealed record CallTurn(int? Party, string Speaker, double? Start, double? End, string? Text, string? LeftOut = null)
{
    /// <summary>Somebody else's words.</summary>
    public const string NotYours = "notYours";

    /// <summary>Silenced by the review of the package (GDPR Art. 15(4), 20(4)).</summary>
    public const string Silenced = "silenced";

    public override string ToString() => $"CallTurn({Speaker}, redacted)";
}

/// <summary>
/// Reads transcripts of the form <c>{"turns":[{"speaker","start","end","text"}]}</c> and keeps the turns that a copy may contain.
/// </summary>
static class TranscriptReader
{
    /// <summary>Longer transcripts are not read: 32 MiB.</summary>
    public const long Longest = TranscriptTurns.Longest;

    /// <returns>Null if it does not have that form.</returns>
    public static IReadOnlyList<CallTurn>? Read(ReadOnlyMemory<byte> transcript, CallPeople people)
    {
        try
        {
            using var document = JsonDocument.Parse(transcript);
            if (document.RootElement.ValueKind is not JsonValueKind.Object
                || !document.RootElement.TryGetProperty("turns", out var turns)
                || turns.ValueKind is not JsonValueKind.Array)
            {
                return null;
            }

            var read = new List<CallTurn>();
            foreach (var turn in turns.EnumerateArray())
            {
                if (turn.ValueKind is not JsonValueKind.Object)
                {
                    return null;
                }

                var party = Text(turn, "speaker") is { } word ? people.Speaker(word, Seconds(turn, "start")) : null;
                var heard = party is { } known ? people.IsHeard(known) : people.AllHeard;
                var label = party is { } named ? people.Label(named) : "Speaker";
                var words = heard ? Text(turn, "text") ?? "" : null;
                read.Add(new CallTurn(
                    party, label, Seconds(turn, "start"), Seconds(turn, "end"), words, heard ? null : CallTurn.NotYours));
            }

            return read;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A version for people: <c>[00:12] Agent: …</c>, one turn per line.</summary>
    public static string ToText(IEnumerable<CallTurn> turns)
    {
        var text = new StringBuilder();
        foreach (var turn in turns)
        {
            var words = turn.Text?.ReplaceLineEndings(" ")
                ?? (turn.LeftOut is CallTurn.Silenced ? "(silenced: the rights of others)" : "(left out: not your words)");
            text.Append(CultureInfo.InvariantCulture, $"[{Clock(turn.Start)}] {turn.Speaker}: {words}\r\n");
        }

        return text.ToString();
    }

    static string Clock(double? seconds)
    {
        var time = TimeSpan.FromSeconds(Math.Clamp(seconds ?? 0, 0, TimeSpan.FromDays(365).TotalSeconds));
        return string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours:00}:{time.Minutes:00}:{time.Seconds:00}");
    }

    static string? Text(JsonElement turn, string name) =>
        turn.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    static double? Seconds(JsonElement turn, string name) =>
        turn.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Number ? value.GetDouble() : null;
}
