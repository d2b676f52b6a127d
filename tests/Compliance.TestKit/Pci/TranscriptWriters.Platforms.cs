namespace Compliance.TestKit;

public static partial class TranscriptWriters
{
    static IEnumerable<(string Form, Func<SpokenCall, object> Make)> Platforms()
    {
        yield return ("Amazon Call Analytics", x => new { Transcript = x.Turns.Select(t => new { LoudnessScores = new double?[] { 80.1,
            null }, Content = t.Text,
            Items = t.Words.Select(w => new { Content = w.Text, Confidence = "0.99", BeginOffsetMillis = Ms(w.Start),
                EndOffsetMillis = Ms(w.End),
            Type = "pronunciation" }), BeginOffsetMillis = Ms(t.Start), EndOffsetMillis = Ms(t.End), Id = "x",
                ParticipantRole = Roles[t.Speaker] }) });
        yield return ("Contact Lens", x => new { Version = "1.1.0", Channel = "VOICE", Transcript = x.Turns.Select((t, i) =>
            new { BeginOffsetMillis = Ms(t.Start),
            EndOffsetMillis = Ms(t.End), Content = t.Text, Id = $"seg-{i}", ParticipantId = Roles[t.Speaker], Sentiment = "NEUTRAL",
            LoudnessScore = new double?[] { 71.2, null } }) });
        yield return ("Contact Lens, real time", x => new { Segments = x.Turns.Select(t => new { Transcript = new { Id = "x",
            ParticipantId = Roles[t.Speaker],
            ParticipantRole = Roles[t.Speaker], Content = t.Text, BeginOffsetMillis = Ms(t.Start), EndOffsetMillis = Ms(t.End),
                Sentiment = "NEUTRAL" } }) });
        yield return ("Google CCAI", x => new { entries = x.Turns.Select(t => new { start_timestamp_usec = 1000 * Ms(t.Start),
            text = t.Text, role = Roles[t.Speaker],
            word_data = t.Words.Select(w => new { word = w.Text, start_timestamp_usec = 1000 * Ms(w.Start),
                end_timestamp_usec = 1000 * Ms(w.End) }) }) });
        yield return ("Genesys Cloud", x => new { conversationStartTime = Begun.ToUnixTimeMilliseconds(),
            transcripts = new[] { new { phrases = x.Turns.Select((t, i) =>
            new { text = t.Text, startTimeMs = Begun.ToUnixTimeMilliseconds() + Ms(t.Start),
                duration = new { milliseconds = Ms(t.End - t.Start) },
            participantPurpose = t.Speaker == 0 ? "internal" : "external", phraseIndex = i, words = t.Words.Select(w =>
                new { word = w.Text, confidence = 0.9,
            startTimeMs = Begun.ToUnixTimeMilliseconds() + Ms(w.Start), duration = new { milliseconds = Ms(w.End - w.Start) } }) }) } } });
        yield return ("Twilio Intelligence", x => new { sentences = x.Turns.Select((t, i) => new { media_channel = t.Speaker + 1,
            sentence_index = i,
            start_time = S(t.Start), end_time = S(t.End), transcript = t.Text, confidence = 0.9, words = t.Words.Select(w =>
                new { word = w.Text,
            start_time = S(w.Start), end_time = S(w.End) }) }) });
        yield return ("RingCentral", x => new { utterances = x.Turns.Select(t => new { speakerId = $"{t.Speaker}", start = t.Start,
            end = t.End, text = t.Text,
            wordTimings = t.Words.Select(w => new { word = w.Text, speakerId = $"{t.Speaker}", start = w.Start, end = w.End,
                confidence = 0.8 }) }) });
        yield return ("Webex", x => new { transcripts = x.Turns.Select(t => new { role = Name(t), start_millis = Ms(t.Start),
            end_millis = Ms(t.End), text = t.Text }) });
        yield return ("Symbl", x => new { messages = x.Turns.Select(t => new { id = "5", text = t.Text,
            from = new { id = $"u-{t.Speaker}", name = Name(t) },
            startTime = At(t.Start), endTime = At(t.End), timeOffset = t.Start, duration = Math.Round(t.End - t.Start, 2) }) });
        yield return ("Zoom, JSON", x => new { timeline = x.Turns.Select(t => new { ts = Clock(t.Start, "hh\\:mm\\:ss\\.fff"),
            end_ts = Clock(t.End, "hh\\:mm\\:ss\\.fff"),
            text = t.Text, users = new[] { new { username = Name(t), user_id = $"u{t.Speaker}" } } }) });
        yield return ("NICE-like, offsets", x => new { interaction = new { segments = x.Turns.Select(t => new { participant = Name(t),
            startOffset = Ms(t.Start),
            stopOffset = Ms(t.End), utterance = t.Text }) } });
        yield return ("vCon, dialogs", x => new { vcon = "0.0.2", parties = new[] { new { name = "a" }, new { name = "b" } },
            dialog = x.Turns.Select(t => new {
            type = "text", start = At(t.Start), duration = Math.Round(t.End - t.Start, 2), parties = new[] { t.Speaker }, body = t.Text,
                encoding = "none" }) });
        yield return ("vCon, analysis", x => new { vcon = "0.0.2", dialog = new[] { new { type = "recording", start = At(0),
            duration = x.Seconds, url = "x" } },
            analysis = new[] { new { type = "transcript", dialog = 0, encoding = "json",
                body = System.Text.Json.JsonSerializer.Serialize(new { segments =
            x.Turns.Select(t => new { speaker = t.Speaker, start = t.Start, end = t.End, text = t.Text }) }) } } });
    }

    /// <summary>Forms of nobody: other names, other places for times, none for speakers.</summary>
    static IEnumerable<(string Form, Func<SpokenCall, object> Make)> Strangers()
    {
        yield return ("times of day", x => new { transcript = x.Turns.Select(t => new { participantRole = Name(t),
            startTime = At(t.Start), endTime = At(t.End), text = t.Text }) });
        yield return ("local times of day", x => new { lines = x.Turns.Select(t => new { who = Name(t), when = At(t.Start +
            3600).Replace("Z", "", StringComparison.Ordinal), said = t.Text }) });
        yield return ("epoch seconds", x => x.Turns.Select(t => new { user = t.Speaker, timestamp = Begun.ToUnixTimeSeconds() + t.Start,
            message = t.Text }));
        yield return ("start only", x => new { turns = x.Turns.Select(t => new { speaker = Name(t), start = t.Start, text = t.Text }) });
        yield return ("start only, words", x => new { words = Words(x).Select(w => new { w = w.Word.Text, t = w.Word.Start }) });
        yield return ("zero-length words", x => new { segments = x.Turns.Select(t => new { start = t.Start, end = t.End, text = t.Text,
            words = t.Words.Select(w =>
            new { word = w.Text, start = w.Start, end = w.Start }) }) });
        yield return ("unknown names", x => new { rows = x.Turns.Select((t, i) => new { nr = i + 1, gesagt = t.Text, anfang = t.Start,
            schluss = t.End, wer = Name(t) }) });
        yield return ("unknown names, milliseconds", x => new { rows = x.Turns.Select((t, i) => new { n = i, a = Ms(t.Start),
            b = Ms(t.End), tekst = t.Text, c = 80 + (i % 7) }) });
        yield return ("rows", x => new { rows = x.Turns.Select(t => new object[] { t.Text, t.Start, t.End }) });
        yield return ("nested times", x => new { utterances = x.Turns.Select(t => new { time = new { from = t.Start, to = t.End },
            party = new { role = Name(t) }, body = new { text = t.Text } }) });
        yield return ("interval arrays", x => new { data = x.Turns.Select(t => new { interval = new[] { t.Start, t.End },
            speaker = $"SPEAKER_0{t.Speaker}", text = t.Text }) });
        yield return ("timecodes", x => new { turns = x.Turns.Select(t => new { Speaker = Name(t), In = Clock(t.Start, "mm\\:ss\\.ff"),
            StartTime = Clock(t.Start, "mm\\:ss\\.ff"), EndTime = Clock(t.End, "mm\\:ss\\.ff"), Text = t.Text }) });
        yield return ("ISO durations", x => new { events = x.Turns.Select(t => new { channel = t.Speaker, offset = Iso(t.Start),
            duration = Iso(Math.Round(t.End - t.Start, 2)), value = t.Text }) });
        yield return ("numbers as texts", x => new { list = x.Turns.Select((t, i) => new { line = $"{i + 1}", beginSec = S(t.Start),
            finishSec = S(t.End), text = t.Text, confidence = $"{80 + (i % 15)}" }) });
        yield return ("decimal commas", x => new { list = x.Turns.Select(t => new { start = Comma(t.Start), end = Comma(t.End),
            text = t.Text }) });
        yield return ("parallel arrays", x => new { words = Words(x).Select(w => w.Word.Text), start_times = Words(x).Select(w =>
            w.Word.Start), end_times = Words(x).Select(w => w.Word.End) });
        yield return ("keyed by number", x => new { turns = x.Turns.Select((t, i) => (t, i)).ToDictionary(p => $"{p.i}", p =>
            new { start = p.t.Start, end = p.t.End, text = p.t.Text, speaker = Name(p.t) }) });
        yield return ("nested times of day", x => new { cues = x.Turns.Select(t => new { when = new { start = At(t.Start), end = At(t.End) },
            spk = t.Speaker, text = t.Text, words = t.Words.Select(w => new { w = w.Text, when = new { start = At(w.Start),
            end = At(w.End) } }) }) });
        yield return ("keyed by number, epoch", x => new { turns = x.Turns.Select((t, i) => (t, i)).ToDictionary(p => $"{p.i}", p =>
            new { begin = Begun.ToUnixTimeMilliseconds() + Ms(p.t.Start), end = Begun.ToUnixTimeMilliseconds() + Ms(p.t.End),
            text = p.t.Text, speaker = Name(p.t) }) });
        yield return ("several copies", x => new { summary = new { transcript = Whole(x) }, captions = x.Turns.Select(t => t.Text),
            segments = x.Turns.Select(t => new { start = t.Start, end = t.End, text = t.Text, normalized = t.Text.ToUpperInvariant() }) });
    }
}
