namespace Compliance.TestKit;

/// <content>Kinds of forms that no reader was made from.</content>
public static partial class TranscriptWriters
{
    static IEnumerable<(string Form, Func<SpokenCall, object> Make)> Inventions()
    {
        yield return ("two times in a text", x => new { parts = x.Turns.Select(t => new { timing = $"{S(t.Start)} - {S(t.End)}",
            speaker = Name(t), text = t.Text }) });
        yield return ("two clocks in a text", x => new { lines = x.Turns.Select(t => new { text = t.Text, who = t.Speaker,
            time = $"[{Clock(t.Start, "hh\\:mm\\:ss\\.ff")} --> {Clock(t.End, "hh\\:mm\\:ss\\.ff")}]" }) });
        yield return ("lists of two times", x => new { parts = x.Turns.Select(t => new { spans = new[] { new[] { t.Start, t.End } },
            text = t.Text }) });
        yield return ("values with units", x => new { items = x.Turns.Select(t => new { start = Unit(t.Start), end = Unit(t.End),
            content = t.Text }) });
        yield return ("lines that begin with times", x => new { transcript = x.Turns.Select(
            t => $"[{Clock(t.Start, "hh\\:mm\\:ss\\.ff")}] {Name(t)}: {t.Text}") });
        yield return ("one text of lines that begin with times", x => new { duration = x.Turns[^1].End, body = string.Join('\n',
            x.Turns.Select(t => $"{Clock(t.Start, "mm\\:ss\\.ff")} {Name(t)}: {t.Text}")) });
        yield return ("a table with columns", x => new { columns = new[] { "speaker", "start", "end", "text" },
            rows = x.Turns.Select(t => new object[] { Name(t), t.Start, t.End, t.Text }) });
        yield return ("a table without columns", x => new { rows = Words(x).Select(
            w => new object[] { w.Turn.Speaker == 0 ? "a" : "c", w.Word.Start, w.Word.End, w.Word.Text }) });
        yield return ("keyed by id", x => new { entries = x.Turns.Select((t, i) => (t, i)).ToDictionary(p => $"e7{p.i:x4}", p =>
            new { start = p.t.Start, end = p.t.End, text = p.t.Text, speaker = Name(p.t) }) });
        yield return ("by characters", x => new { text = Whole(x), timings = ByCharacter(x) });
        yield return ("turns by words", x => new { words = Words(x).Select(w => new { text = w.Word.Text, start = w.Word.Start,
            end = w.Word.End }), turns = ByWord(x) });
        yield return ("edges and nodes", x => new { data = new { call = new { edges = x.Turns.Select((t, i) => new { cursor = $"c{i}",
            node = new { role = Name(t), startMs = Ms(t.Start), endMs = Ms(t.End), sentence = t.Text } }) } } });
        yield return ("a side each", x => new { sides = x.Turns.GroupBy(Name).ToDictionary(s => s.Key, s => s.Select(
            t => new { start = t.Start, end = t.End, utterance = t.Text })) });
    }

    static object Unit(double seconds) => new { value = Ms(seconds), unit = "ms" };

    static IEnumerable<object> ByCharacter(SpokenCall call)
    {
        var at = 0;
        foreach (var (_, word) in Words(call))
        {
            yield return new { beginChar = at, endChar = at + word.Text.Length, start = word.Start, end = word.End };
            at += word.Text.Length + 1;
        }
    }

    static IEnumerable<object> ByWord(SpokenCall call)
    {
        var at = 0;
        foreach (var turn in call.Turns)
        {
            yield return new { speaker = Name(turn), firstWord = at, lastWord = at + turn.Words.Count - 1, text = turn.Text };
            at += turn.Words.Count;
        }
    }
}
