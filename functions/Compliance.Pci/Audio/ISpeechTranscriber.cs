namespace Compliance.Pci;

/// <summary>A word or a phrase that was recognised.</summary>
/// <param name="Start">Seconds in the media.</param>
/// <param name="End">Seconds in the media.</param>
/// <param name="Channel">From 0.</param>
public sealed record SpokenWord(string Text, double Start, double End, int Channel);

/// <summary>
/// Recognises speech that came without a transcript, so that it can be examined. What it hears is used for the examination only and kept
/// nowhere.
/// </summary>
public interface ISpeechTranscriber
{
    /// <summary>Shown with the coverage of what was examined with it.</summary>
    string Name { get; }

    /// <param name="wav">A WAV file, read forward; the caller disposes of it.</param>
    /// <param name="language">BCP 47 tag; null if it is not known.</param>
    /// <returns>Words in order of time; null if the recogniser does not take such a file or language.</returns>
    /// <exception cref="IOException">It could not be asked; the step may be retried.</exception>
    Task<IReadOnlyList<SpokenWord>?> TranscribeAsync(Stream wav, string? language, CancellationToken cancellationToken);
}
