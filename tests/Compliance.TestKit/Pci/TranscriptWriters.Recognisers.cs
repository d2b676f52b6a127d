namespace Compliance.TestKit;

public static partial class TranscriptWriters
{
    static IEnumerable<(string Form, Func<SpokenCall, object> Make)> Recognisers()
    {
        yield return ("Amazon Transcribe", x => new { jobName = "j", results = new { transcripts = new[] { new { transcript = Whole(x) } },
            speaker_labels = new { segments = x.Turns.Select(t => new { start_time = S(t.Start), end_time = S(t.End),
                speaker_label = $"spk_{t.Speaker}" }) },
            items = Words(x).Select(w => new { start_time = S(w.Word.Start), end_time = S(w.Word.End), type = "pronunciation",
                alternatives = new[] { new { confidence = "0.99", content = w.Word.Text } } }) } });
        yield return ("Amazon Transcribe, channels", x => new { results = new { channel_labels = new { number_of_channels = 2,
            channels = new[] { 0, 1 }.Select(c => new { channel_label = $"ch_{c}", items = Words(x).Where(w =>
                w.Turn.Speaker == c).Select(w =>
                new { start_time = S(w.Word.Start), end_time = S(w.Word.End),
                    alternatives = new[] { new { content = w.Word.Text } } }) }) },
            transcripts = new[] { new { transcript = Whole(x) } }, items = Words(x).Select(w =>
                new { channel_label = $"ch_{w.Turn.Speaker}",
                start_time = S(w.Word.Start), end_time = S(w.Word.End), alternatives = new[] { new { content = w.Word.Text } } }) } });
        yield return ("Azure batch", x => new { durationInTicks = 1e7 * x.Seconds, combinedRecognizedPhrases = new[] { 0, 1 }.Select(c =>
            new {
            channel = c, display = string.Join(' ', x.Turns.Where(t => t.Speaker == c).Select(t => t.Text)) }),
            recognizedPhrases = x.Turns.Select(t => new { channel = t.Speaker, offset = Iso(t.Start), offsetInTicks = 1e7 * t.Start,
                durationInTicks = 1e7 * (t.End - t.Start), nBest = new[] { new { confidence = 0.9, lexical = t.Text, display = t.Text + ".",
                words = t.Words.Select(w => new { word = w.Text, offsetInTicks = 1e7 * w.Start,
                    durationInTicks = 1e7 * (w.End - w.Start) }) },
                new { confidence = 0.8, lexical = t.Text, display = t.Text, words = t.Words.Take(1).Select(w => new { word = w.Text,
                offsetInTicks = 1e7 * w.Start, durationInTicks = 1e7 * (w.End - w.Start) }) } } }) });
        yield return ("Azure fast", x => new { durationMilliseconds = Ms(x.Seconds), combinedPhrases = new[] { new { text = Whole(x) } },
            phrases = x.Turns.Select(t => new { speaker = t.Speaker, offsetMilliseconds = Ms(t.Start),
                durationMilliseconds = Ms(t.End - t.Start),
                text = t.Text, words = t.Words.Select(w => new { text = w.Text, offsetMilliseconds = Ms(w.Start),
                durationMilliseconds = Ms(w.End - w.Start) }), locale = "en-GB", confidence = 0.9 }) });
        yield return ("Azure SDK", x => x.Turns.Select(t => new { Id = "x", RecognitionStatus = "Success", DisplayText = t.Text,
            Offset = (long)(1e7 * t.Start),
            Duration = (long)(1e7 * (t.End - t.Start)), Channel = t.Speaker, NBest = new[] { new { Confidence = 0.9, Lexical = t.Text,
                Words = t.Words
            .Select(w => new { Word = w.Text, Offset = (long)(1e7 * w.Start), Duration = (long)(1e7 * (w.End - w.Start)) }) } } }));
        yield return ("Google v1", x => new { results = x.Turns.Select(t => new { alternatives = new[] { new { transcript = t.Text,
            confidence = 0.9,
            words = t.Words.Select(w => new { startTime = S(w.Start) + "s", endTime = S(w.End) + "s", word = w.Text }) } },
                channelTag = t.Speaker + 1,
            resultEndTime = S(t.End) + "s", languageCode = "en-gb" }) });
        yield return ("Google v2", x => new { results = x.Turns.Select(t => new { alternatives = new[] { new { transcript = t.Text,
            words = t.Words
            .Select(w => new { startOffset = S(w.Start) + "s", endOffset = S(w.End) + "s", word = w.Text,
                speakerLabel = $"{t.Speaker}" }) } },
            resultEndOffset = S(t.End) + "s" }) });
        yield return ("Google, protobuf", x => new { results = x.Turns.Select(t => new { alternatives = new[] { new { transcript = t.Text,
            words = t.Words
            .Select(w => new { startTime = Nanos(w.Start), endTime = Nanos(w.End), word = w.Text, speakerTag = t.Speaker + 1 }) } } }) });
        yield return ("Google, without words", x => new { results = x.Turns.Select(t =>
            new { alternatives = new[] { new { transcript = t.Text } },
            channelTag = t.Speaker, resultEndTime = S(t.End) + "s" }) });
        yield return ("Deepgram", x => new { metadata = new { duration = x.Seconds }, results = new { channels = new[] { 0,
            1 }.Select(c => new {
            alternatives = new[] { new { transcript = string.Join(' ', x.Turns.Where(t => t.Speaker == c).Select(t => t.Text)),
                words = Words(x)
            .Where(w => w.Turn.Speaker == c).Select(w => new { word = w.Word.Text, start = w.Word.Start, end = w.Word.End,
                confidence = 0.94,
                punctuated_word = w.Word.Text + "," }) } } }) } });
        yield return ("AssemblyAI", x => new { audio_duration = (int)x.Seconds, text = Whole(x), words = Words(x).Select(w =>
            new { text = w.Word.Text,
            start = Ms(w.Word.Start), end = Ms(w.Word.End), speaker = $"{(char)('A' + w.Turn.Speaker)}" }),
                utterances = x.Turns.Select(t => new {
            start = Ms(t.Start), end = Ms(t.End), text = t.Text, speaker = $"{(char)('A' + t.Speaker)}" }) });
        yield return ("Whisper", x => new { task = "transcribe", duration = x.Seconds, text = Whole(x), segments = x.Turns.Select((t,
            i) => new { id = i,
            seek = 0, start = t.Start, end = t.End, text = " " + t.Text, tokens = new[] { 50364, 291 }, avg_logprob = -0.2 }) });
        yield return ("faster-whisper", x => new { segments = x.Turns.Select((t, i) => new { id = i + 1, start = t.Start, end = t.End,
            text = " " + t.Text,
            no_speech_prob = 0.02, words = t.Words.Select(w => new { start = w.Start, end = w.End, word = " " + w.Text,
                probability = 0.9 }) }) });
        yield return ("whisper.cpp", x => new { result = new { language = "en" }, transcription = x.Turns.Select(t =>
            new { timestamps = new {
            from = Clock(t.Start, "hh\\:mm\\:ss\\,fff"), to = Clock(t.End, "hh\\:mm\\:ss\\,fff") }, offsets = new { from = Ms(t.Start),
                to = Ms(t.End) },
            text = " " + t.Text }) });
        yield return ("Hugging Face", x => new { text = Whole(x), chunks = Words(x).Select(w =>
            new { timestamp = new double?[] { w.Word.Start,
            w.Word.End }, text = " " + w.Word.Text }) });
        yield return ("Vosk", x => x.Turns.Select(t => new { result = t.Words.Select(w => new { conf = 1.0, end = w.End, start = w.Start,
            word = w.Text }),
            text = t.Text }));
        yield return ("Riva", x => new { results = x.Turns.Select(t => new { alternatives = new[] { new { transcript = t.Text,
            words = t.Words.Select(w =>
            new { startTime = Ms(w.Start), endTime = Ms(w.End), word = w.Text, speakerTag = t.Speaker }) } }, audioProcessed = t.End }) });
        yield return ("Rev.ai", x => new { monologues = x.Turns.Select(t => new { speaker = t.Speaker, elements = t.Words.SelectMany(w =>
            new object[] {
            new { type = "text", value = w.Text, ts = w.Start, end_ts = w.End }, new { type = "punct", value = " " } }) }) });
        yield return ("Speechmatics", x => new { format = "2.9", results = Words(x).Select(w =>
            new { alternatives = new[] { new { content = w.Word.Text,
            speaker = $"S{w.Turn.Speaker}" } }, start_time = w.Word.Start, end_time = w.Word.End, type = "word" }) });
        yield return ("Gladia", x => new { result = new { transcription = new { full_transcript = Whole(x),
            utterances = x.Turns.Select(t => new {
            text = t.Text, start = t.Start, end = t.End, channel = 0, speaker = t.Speaker, words = t.Words.Select(w => new { word = " " +
                w.Text,
            start = w.Start, end = w.End, confidence = 0.8 }) }) } } });
        yield return ("ElevenLabs", x => new { language_probability = 0.9, text = Whole(x), words = Words(x).SelectMany(w =>
            new object[] { new {
            text = w.Word.Text, start = w.Word.Start, end = w.Word.End, type = "word", speaker_id = $"speaker_{w.Turn.Speaker}" },
                new { text = " ",
            start = w.Word.End, end = w.Word.End, type = "spacing", speaker_id = $"speaker_{w.Turn.Speaker}" } }) });
        yield return ("IBM Watson", x => new { results = x.Turns.Select(t => new { final = true,
            alternatives = new[] { new { transcript = t.Text + " ",
            timestamps = t.Words.Select(w => new object[] { w.Text, w.Start, w.End }), word_confidence = t.Words.Select(w =>
                new object[] { w.Text, 0.9 }) } } }),
            speaker_labels = Words(x).Select(w => new { from = w.Word.Start, to = w.Word.End, speaker = w.Turn.Speaker,
                confidence = 0.6 }) });
        yield return ("Alibaba", x => new { transcripts = new[] { 0, 1 }.Select(c => new { channel_id = c, sentences = x.Turns.Where(t =>
            t.Speaker == c)
            .Select(t => new { begin_time = Ms(t.Start), end_time = Ms(t.End), text = t.Text, words = t.Words.Select(w =>
                new { begin_time = Ms(w.Start),
            end_time = Ms(w.End), text = w.Text + " ", punctuation = "" }) }) }) });
    }
}
