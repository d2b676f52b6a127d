namespace Compliance.Pci;

/// <summary>A word or a phrase that was recognised.</summary>
/// <param name="Start">Seconds from the beginning of the sound that was listened to.</param>
/// <param name="End">Seconds from the same beginning.</param>
public sealed record SpokenWord(string Text, double Start, double End);

/// <summary>What a recogniser makes of a piece of sound.</summary>
/// <param name="Words">In order of time; empty if it hears none.</param>
/// <param name="Refusal">Why it will never take such sound: a clause for people, without a final stop; otherwise null.</param>
public sealed record Transcription(IReadOnlyList<SpokenWord> Words, string? Refusal = null)
{
    public static Transcription Refused(string why) => new([], why);
}

/// <summary>A recogniser.</summary>
/// <param name="Name">Engine and model or version; the coverage of what was examined with it shows it.</param>
/// <param name="ClockOff">How far its times are off beyond those of others, in seconds.</param>
/// <param name="Patience">How long it may take over one recording.</param>
public sealed record SpeechEngine(string Name, double ClockOff, TimeSpan Patience);

/// <summary>
/// Recognises speech that came without a transcript, so that it can be examined. What it hears is used for the examination only and kept
/// nowhere.
/// </summary>
public interface ISpeechTranscriber
{
    SpeechEngine Engine { get; }

    /// <param name="sound">One channel, 16-bit PCM of <see cref="SpeechSound.SampleRate"/>, at most <see cref="SpeechSound.MostSeconds"/>
    /// long.</param>
    /// <param name="language">BCP 47 tag; null if it is not known.</param>
    /// <exception cref="IOException">It could not be asked, or its answer makes no sense; the step may be retried.</exception>
    Task<Transcription> TranscribeAsync(ReadOnlyMemory<short> sound, string? language, CancellationToken cancellationToken);
}
