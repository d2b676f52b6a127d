using System.Globalization;
using System.Text.Json;

namespace Compliance.TestKit;

/// <content>Forms of further recognisers and platforms, and of tools that transcripts pass through.</content>
public static partial class TranscriptWriters
{
    static IEnumerable<(string Form, Func<SpokenCall, object> Make)> Vendors()
    {
        yield return ("VoiceBase, NICE", x => new { plainText = string.Join('\n', x.Turns.Select(t => t.Text)), transcript_detailed = Words(x)
            .Select((w, i) => new { p = i + 1, c = 0.88, s = Ms(w.Word.Start), e = Ms(w.Word.End), w = w.Word.Text, sp = Name(w.Turn) }) });
        yield return ("Dialpad", x => new { call_id = "5780678246121472", lines = x.Turns.Select(t => new { contact_id = $"c{t.Speaker}",
            content = t.Text, name = Name(t), time = At(t.Start).TrimEnd('Z') + "000", type = "transcript" }) });
        yield return ("Gong", x => new { callTranscripts = new[] { new { callId = "7782342274025937895", transcript = x.Turns.Select(t =>
            new { speakerId = $"643234567855553006{t.Speaker}", topic = "Objections", sentences = new[] { new { start = Ms(t.Start),
            end = Ms(t.End), text = t.Text } } }) } } });
        yield return ("Aircall", x => new { transcription = new { id = 17, content = new { language = "en-US", utterances = x.Turns.Select(t =>
            new { start_time = t.Start, end_time = t.End, text = t.Text, participant_type = t.Speaker == 0 ? "internal" : "external" }) } } });
        yield return ("Vonage", x => new { ver = "1.0.2", channels = new[] { 0, 1 }.Select(c => new { transcript = x.Turns.Where(t =>
            t.Speaker == c).Select(t => new { sentence = t.Text, raw_sentence = t.Text.ToUpperInvariant(), duration = Ms(t.End - t.Start),
            timestamp = Ms(t.Start), words = t.Words.Select(w => new { word = w.Text, start_time = Ms(w.Start), end_time = Ms(w.End) }) }) }) });
        yield return ("Salesforce", x => new { conversationEntries = x.Turns.Select((t, i) => new { identifier = $"id-{i}",
            clientTimestamp = Epoch(t.Start), clientDuration = Ms(t.End - t.Start), entryPayload = new { entryType = "Message",
            abstractMessage = new { staticContent = new { formatType = "Text", text = t.Text } } }, sender = new { role = Roles[t.Speaker] } }) });
        yield return ("Amazon Chime", x => x.Turns.Select((t, i) => new { transcript = new { results = new[] { new { resultId = $"{i}",
            isPartial = false, startTimeMs = Epoch(t.Start), endTimeMs = Epoch(t.End), alternatives = new[] { new { transcript = t.Text,
            items = t.Words.Select(w => new { type = "pronunciation", startTimeMs = Epoch(w.Start), endTimeMs = Epoch(w.End),
                attendee = new { attendeeId = $"{t.Speaker}", externalUserId = Name(t) }, content = w.Text }) } } } } } }));
        yield return ("Dialogflow, Agent Assist", x => new { messages = x.Turns.Select((t, i) => new { name = $"projects/p/messages/{i}",
            content = t.Text, languageCode = "en-US", participantRole = Roles[t.Speaker], createTime = At(t.Start) }) });
        yield return ("Soniox, parts of words", x => new { text = Whole(x), tokens = Words(x).SelectMany(w => Parts(w.Word)).Select(p =>
            new { text = p.Text, start_ms = Ms(p.Start), end_ms = Ms(p.End), confidence = 0.98 }) });
        yield return ("parts of words alone", x => new { tokens = Words(x).SelectMany(w => Parts(w.Word).Select(p =>
            new { text = p.Text, start_ms = Ms(p.Start), end_ms = Ms(p.End), speaker = $"{w.Turn.Speaker}" })) });
        yield return ("Otter", x => new { speech = new { transcripts = x.Turns.Select(t => new { transcript = t.Text,
            start_offset = (long)(16_000 * t.Start), end_offset = (long)(16_000 * t.End), speaker_id = t.Speaker,
            alignment = t.Words.Select(w => new { word = w.Text, start = w.Start, end = w.End }) }) } });
        yield return ("NVIDIA NeMo", x => new { pred_text = Whole(x), timestamp = new { word = Words(x).Select(w => new { word = w.Word.Text,
            start_offset = (int)(w.Word.Start / 0.08), end_offset = (int)(w.Word.End / 0.08), start = w.Word.Start, end = w.Word.End }),
            segment = x.Turns.Select(t => new { segment = t.Text, start_offset = (int)(t.Start / 0.08), end_offset = (int)(t.End / 0.08),
            start = t.Start, end = t.End }) } });
        yield return ("WhisperX", x => new { segments = x.Turns.Select(t => new { start = t.Start, end = t.End, text = " " + t.Text,
            words = t.Words.Select(w => new { word = w.Text, start = w.Start, end = w.End, score = 0.9, speaker = $"SPEAKER_0{t.Speaker}" }) }),
            word_segments = Words(x).Select(w => new { word = w.Word.Text, start = w.Word.Start, end = w.Word.End, score = 0.9 }) });
        yield return ("Webex Contact Center", x => new { data = x.Turns.Select((t, i) => new { role = Roles[t.Speaker], utteranceId = $"u{i}",
            messageTimestamp = Epoch(t.Start), isFinal = true, content = t.Text }) });
        yield return ("YouTube, json3", x => new { events = x.Turns.Select(t => new { tStartMs = Ms(t.Start), dDurationMs = Ms(t.End - t.Start),
            segs = t.Words.Select((w, i) => new { utf8 = i == 0 ? w.Text : " " + w.Text, tOffsetMs = Ms(w.Start - t.Start) }) }) });
        yield return ("Amazon Transcribe, streaming", x => x.Turns.SelectMany(t => new[] { true, false }.Select(partial =>
            new { TranscriptEvent = new { Transcript = new { Results = new[] { new { StartTime = t.Start, EndTime = t.End, IsPartial = partial,
            Alternatives = new[] { new { Transcript = t.Text, Items = t.Words.Take(partial ? (t.Words.Count + 1) / 2 : t.Words.Count).Select(
                w => new { StartTime = w.Start, EndTime = w.End, Type = "pronunciation", Content = w.Text }) } } } } } } })));
        yield return ("Deepgram, streaming", x => x.Turns.Select(t => new { type = "Results", channel_index = new[] { t.Speaker, 2 },
            start = t.Start, duration = t.End - t.Start, is_final = true, channel = new { alternatives = new[] { new { transcript = t.Text,
            words = t.Words.Select(w => new { word = w.Text, start = w.Start, end = w.End }) } } } }));
        yield return ("DeepSpeech", x => new { transcripts = new[] { new { confidence = -22.1, words = Words(x).Select(w =>
            new { word = w.Word.Text, start_time = w.Word.Start, duration = w.Word.End - w.Word.Start }) } } });
        yield return ("iFlytek", x => new { code = 0, data = JsonSerializer.Serialize(x.Turns.Select(t => new { bg = $"{Ms(t.Start)}",
            ed = $"{Ms(t.End)}", onebest = t.Text, speaker = $"{t.Speaker}" })) });
        yield return ("Clova", x => new { segments = x.Turns.Select(t => new { start = Ms(t.Start), end = Ms(t.End), text = t.Text,
            words = t.Words.Select(w => new object[] { Ms(w.Start), Ms(w.End), w.Text }), speaker = new { label = $"{t.Speaker}" } }) });
        yield return ("3Play", x => new { words = Words(x).Select(w => new[] { $"{Ms(w.Word.Start)}", w.Word.Text }),
            paragraphs = x.Turns.Select(t => $"{Ms(t.Start)}") });
        yield return ("Recall.ai", x => x.Turns.Select(t => new { participant = new { id = t.Speaker, name = Name(t) },
            words = t.Words.Select(w => new { text = w.Text, start_timestamp = new { relative = w.Start, absolute = At(w.Start) },
            end_timestamp = new { relative = w.End, absolute = At(w.End) } }) }));
        yield return ("units under unknown names", x => new { abschnitte = x.Turns.Select(t => new { beginn = Nanos(t.Start),
            ende = Nanos(t.End), wortlaut = t.Text }) });
    }

    static IEnumerable<(string Form, string ContentType, Func<SpokenCall, string> Write)> Lines()
    {
        yield return ("SBV", "text/plain", x => string.Concat(x.Turns.Select(t => $"{Clock(t.Start, "h\\:mm\\:ss\\.fff")},"
            + $"{Clock(t.End, "h\\:mm\\:ss\\.fff")}\n{t.Text}\n\n")));
        yield return ("LRC", "text/plain", x => "[ti:call]\n" + string.Concat(x.Turns.Select(t =>
            $"[{Clock(t.Start, "mm\\:ss\\.ff")}]{t.Text}\n")));
        yield return ("SubStation Alpha", "text/plain", x => "[Script Info]\nScriptType: v4.00+\n\n[Events]\nFormat: Layer, Start, End, Style, "
            + "Name, MarginL, MarginR, MarginV, Effect, Text\n" + string.Concat(x.Turns.Select(t => $"Dialogue: 0,"
            + $"{Clock(t.Start, "h\\:mm\\:ss\\.ff")},{Clock(t.End, "h\\:mm\\:ss\\.ff")},Default,{Name(t)},0,0,0,,{t.Text}\n")));
        yield return ("CTM", "text/plain", x => string.Concat(Words(x).Select(w => string.Create(CultureInfo.InvariantCulture,
            $"call {w.Turn.Speaker + 1} {w.Word.Start:F2} {w.Word.End - w.Word.Start:F2} {w.Word.Text} 0.98\n"))));
        yield return ("STM", "text/plain", x => string.Concat(x.Turns.Select(t => string.Create(CultureInfo.InvariantCulture,
            $"call {t.Speaker + 1} spk{t.Speaker} {t.Start:F2} {t.End:F2} <o,f0,female> {t.Text}\n"))));
        yield return ("Audacity", "text/plain", x => string.Concat(x.Turns.Select(t => string.Create(CultureInfo.InvariantCulture,
            $"{t.Start:F6}\t{t.End:F6}\t{t.Text}\n"))));
        yield return ("lines with both times", "text/plain", x => string.Concat(x.Turns.Select(t =>
            $"[{Clock(t.Start, "mm\\:ss\\.fff")} --> {Clock(t.End, "mm\\:ss\\.fff")}]  {t.Text}\n")));
        yield return ("a line for name and time", "text/plain", x => string.Concat(x.Turns.Select(t =>
            $"{Name(t)}  {Clock(t.Start, "m\\:ss")}\n{t.Text}\n\n")));
        yield return ("TextGrid", "text/plain", x => "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\nxmin = 0 \nxmax = 60 \n"
            + string.Concat(x.Turns.Select((t, i) => string.Create(CultureInfo.InvariantCulture, $"        intervals [{i + 1}]:\n"
            + $"            xmin = {t.Start} \n            xmax = {t.End} \n            text = \"{t.Text}\" \n"))));
        yield return ("ELAN", "text/plain", x => "<?xml version=\"1.0\"?><ANNOTATION_DOCUMENT><TIME_ORDER>" + string.Concat(x.Turns.Select(
            (t, i) => $"<TIME_SLOT TIME_SLOT_ID=\"a{i}\" TIME_VALUE=\"{Ms(t.Start)}\"/><TIME_SLOT TIME_SLOT_ID=\"b{i}\" "
            + $"TIME_VALUE=\"{Ms(t.End)}\"/>")) + "</TIME_ORDER><TIER TIER_ID=\"call\">" + string.Concat(x.Turns.Select((t, i) =>
            $"<ANNOTATION><ALIGNABLE_ANNOTATION TIME_SLOT_REF1=\"a{i}\" TIME_SLOT_REF2=\"b{i}\"><ANNOTATION_VALUE>{t.Text}"
            + "</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>")) + "</TIER></ANNOTATION_DOCUMENT>");
        yield return ("XML, attributes", "text/plain", x => "<?xml version=\"1.0\"?><Transcript>" + string.Concat(x.Turns.Select(t =>
            $"<Utterance speaker=\"{Name(t)}\" start=\"{S(t.Start)}\" end=\"{S(t.End)}\">" + string.Concat(t.Words.Select(w =>
            $"<Word start=\"{S(w.Start)}\" end=\"{S(w.End)}\">{w.Text}</Word>")) + "</Utterance>")) + "</Transcript>");
        yield return ("XML, elements", "text/plain", x => "<Interaction><Segments>" + string.Concat(x.Turns.Select(t => "<Segment>"
            + $"<Speaker>{Name(t)}</Speaker><StartOffset>{Ms(t.Start)}</StartOffset><EndOffset>{Ms(t.End)}</EndOffset><Text>{t.Text}</Text>"
            + "</Segment>")) + "</Segments></Interaction>");
        yield return ("WebVTT in segments", "text/vtt", x => string.Concat(x.Turns.Select(t => "WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:900000,"
            + $"LOCAL:00:00:00.000\n\n{Clock(t.Start, "hh\\:mm\\:ss\\.fff")} --> {Clock(t.End, "hh\\:mm\\:ss\\.fff")}\n{t.Text}\n\n")));
    }

    static long Epoch(double seconds) => Begun.ToUnixTimeMilliseconds() + Ms(seconds);

    /// <summary>A word as recognisers with a vocabulary of parts write it.</summary>
    static IEnumerable<CallWord> Parts(CallWord word)
    {
        var half = word.Text.Length / 2;
        var middle = (word.Start + word.End) / 2;
        return word.Text.Length < 4 ? [word with { Text = " " + word.Text }]
            : [new(" " + word.Text[..half], word.Start, middle), new(word.Text[half..], middle, word.End)];
    }
}
