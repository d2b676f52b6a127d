namespace Compliance.Pci;

/// <summary>A form that is known by its shape.</summary>
/// <param name="Name">As the table in the README lists it.</param>
/// <param name="Paths">All must be there. Array indices are left out.</param>
/// <param name="Unit">Seconds of one unit of its bare times; 0 if the values decide.</param>
/// <param name="Margin">How far its times are off, in seconds, beyond those of others.</param>
sealed record TranscriptFamily(string Name, string[] Paths, double Unit = 0, double Margin = 0);

/// <summary>
/// The known forms, by the paths that only they have. What a path's values are follows from the same rules for all forms; a family adds
/// what no value shows: the unit of its numbers and how exact its clock is.
/// </summary>
static class TranscriptFamilies
{
    const double Ticks = 1e-7;
    const double Millis = 1e-3;

    /// <summary>Whisper takes its times from attention and rounds turns to what it can tell: they are off by up to a second.</summary>
    const double Whisper = 0.6;

    static readonly TranscriptFamily[] All =
    [
        new("Amazon Transcribe", ["results.transcripts.transcript", "results.items.alternatives.content"], 1),
        new("Amazon Transcribe Call Analytics", ["Transcript.Items.BeginOffsetMillis", "Transcript.Content"], Millis),
        new("Amazon Connect Contact Lens", ["Transcript.BeginOffsetMillis", "Transcript.ParticipantId"], Millis),
        new("Amazon Connect Contact Lens, real time", ["Segments.Transcript.BeginOffsetMillis"], Millis),
        new("Azure Speech, batch", ["recognizedPhrases.nBest.display"], Ticks),
        new("Azure Speech, fast", ["combinedPhrases.text", "phrases.offsetMilliseconds"], Millis),
        new("Azure Speech, SDK", ["NBest.Lexical", "Offset"], Ticks),
        new("Azure Content Understanding", ["phrases.startTimeMs", "phrases.text"], Millis),
        new("Azure Content Understanding", ["transcriptPhrases.startTimeMs"], Millis),
        new("Azure Voice Live", ["phrases.offset_milliseconds"], Millis),
        new("NVIDIA Riva", ["results.alternatives.words.startTime", "results.audioProcessed"], Millis),
        new("Google Speech-to-Text", ["results.alternatives.transcript", "results.resultEndTime"], 1),
        new("Google Speech-to-Text", ["results.alternatives.transcript", "results.resultEndOffset"], 1),
        new("Google Speech-to-Text", ["results.alternatives.words.startTime"]),
        new("Google CCAI", ["entries.start_timestamp_usec"], 1e-6),
        new("Google CCAI", ["entries.startTimestampUsec"], 1e-6),
        new("Genesys Cloud", ["transcripts.phrases.startTimeMs", "transcripts.phrases.participantPurpose"], Millis),
        new("Twilio Intelligence", ["sentences.media_channel", "sentences.transcript"], 1),
        new("RingCentral", ["utterances.speakerId", "utterances.wordTimings.word"], 1),
        new("Webex", ["transcripts.start_millis"], Millis),
        new("Deepgram", ["results.channels.alternatives.words.word"], 1),
        new("AssemblyAI", ["audio_duration", "words.text"], Millis),
        new("Whisper (whisper.cpp)", ["transcription.offsets.from", "transcription.timestamps.from"], Millis, Whisper),
        new("Whisper", ["segments.avg_logprob"], 1, Whisper),
        new("Whisper", ["segments.no_speech_prob"], 1, Whisper),
        new("Whisper (Hugging Face)", ["chunks.timestamp", "chunks.text"], 1, Whisper),
        new("Vosk", ["result.conf", "result.word"], 1),
        new("Rev.ai", ["monologues.elements.value"], 1),
        new("Speechmatics", ["results.alternatives.content", "results.start_time"], 1),
        new("Gladia", ["result.transcription.utterances.words.word"], 1),
        new("ElevenLabs", ["words.speaker_id", "words.type", "language_probability"], 1),
        new("IBM Watson", ["results.alternatives.timestamps"], 1),
        new("Symbl", ["messages.timeOffset", "messages.text"], 1),
        new("Alibaba Paraformer", ["transcripts.sentences.begin_time"], Millis),
        new("vCon", ["vcon", "dialog"]),
    ];

    public static TranscriptFamily? Of(JsonTree tree) => Array.Find(All, x => Array.TrueForAll(x.Paths, path => Has(tree, path)));

    static bool Has(JsonTree tree, string path)
    {
        var field = 0;
        foreach (var name in path.Split('.'))
        {
            field = tree.Fields[field].Find(System.Text.Encoding.UTF8.GetBytes(name));
            if (field < 0)
            {
                return false;
            }
        }

        return true;
    }
}
