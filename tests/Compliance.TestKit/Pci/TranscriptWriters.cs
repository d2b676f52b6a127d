using System.Globalization;
using System.Text.Json;

namespace Compliance.TestKit;

/// <summary>Writes a call as recognisers and platforms do. Only the shape is theirs; all content is invented.</summary>
public static partial class TranscriptWriters
{
    static readonly DateTimeOffset Begun = new(2026, 3, 2, 9, 15, 0, TimeSpan.Zero);

    static readonly string[] Roles = ["AGENT", "CUSTOMER"];

    /// <summary>Start of all calls, as a ticket has it.</summary>
    public static DateTimeOffset StartedAt => Begun;

    public static IReadOnlyList<(string Form, string ContentType, Func<SpokenCall, string> Write)> All { get; } =
    [
        .. Recognisers().Concat(Platforms()).Concat(Strangers()).Concat(Inventions()).Concat(Vendors()).Select(x => (x.Form, "application/json", Write(x.Make))),
        .. Lines(),
        ("WebVTT", "text/vtt", x => "WEBVTT\n\n" + Cues(x, "hh\\:mm\\:ss\\.fff", t => $"<v Speaker {t.Speaker}>{t.Text}</v>")),
        ("WebVTT, names", "text/vtt", x => "WEBVTT - x\n\nNOTE made by a meeting\n\n" + Cues(x, "mm\\:ss\\.fff", t =>
            $"Person {Name(t)}: {t.Text}")),
        ("SubRip", "application/x-subrip", x => Cues(x, "hh\\:mm\\:ss\\,fff", t => t.Text, counted: true)),
        ("TTML", "application/ttml+xml", x => "<?xml version=\"1.0\"?><tt xmlns=\"http://www.w3.org/ns/ttml\"><body><div>" + string.Concat(
            x.Turns.Select(t => $"<p begin=\"{Clock(t.Start, "hh\\:mm\\:ss\\.fff")}\" end=\"{Clock(t.End, "hh\\:mm\\:ss\\.fff")}\">{t.Text}</p>"))
            + "</div></body></tt>"),
        ("CSV", "text/csv", x => "speaker,start,end,text\n" + string.Concat(x.Turns.Select(t =>
            string.Create(CultureInfo.InvariantCulture, $"{Name(t)},{t.Start},{t.End},\"{t.Text}\"\n")))),
        ("CSV, semicolons and decimal commas", "text/csv", x => "Sprecher;Start (s);Ende;Text\n".Replace("Sprecher", "Speaker").Replace(
            "Ende", "End") + string.Concat(x.Turns.Select(t => $"{Name(t)};{Comma(t.Start)};{Comma(t.End)};{t.Text}\n"))),
    ];

    static Func<SpokenCall, string> Write(Func<SpokenCall, object> make) => x => JsonSerializer.Serialize(make(x));

    static string Name(SpokenTurn turn) => turn.Speaker == 0 ? "agent" : "caller";

    static string Whole(SpokenCall call) => string.Join(' ', call.Turns.Select(x => x.Text));

    static long Ms(double seconds) => (long)Math.Round(seconds * 1000);

    static string S(double seconds) => seconds.ToString(CultureInfo.InvariantCulture);

    static string Comma(double seconds) => S(seconds).Replace('.', ',');

    static string Iso(double seconds) => $"PT{S(seconds)}S";

    static string Clock(double seconds, string format) => TimeSpan.FromMilliseconds(Ms(seconds)).ToString(format,
        CultureInfo.InvariantCulture);

    static string At(double seconds) => Begun.AddSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    static object Nanos(double seconds) => new { seconds = S(Math.Floor(seconds)),
        nanos = (int)Math.Round((seconds - Math.Floor(seconds)) * 1e9) };

    static IEnumerable<(SpokenTurn Turn, CallWord Word)> Words(SpokenCall call) => call.Turns.SelectMany(t => t.Words.Select(w => (t, w)));

    static string Cues(SpokenCall call, string format, Func<SpokenTurn, string> text, bool counted = false) =>
        string.Concat(call.Turns.Select((t, i) =>
        $"{(counted ? $"{i + 1}\n" : "")}{Clock(t.Start, format)} --> {Clock(t.End, format)}\n{text(t)}\n\n"));
}
