using Compliance.Pci;
using Whisper.net;

namespace Compliance.Whisper;

/// <summary>Recognises speech on this machine.</summary>
/// <param name="locales">Languages to choose from if the call names none; with more than one, the model finds out.</param>
public sealed class WhisperTranscriber(WhisperModel model, IReadOnlyList<string> locales) : ISpeechTranscriber
{
    /// <summary>Its times come from attention, and are off by up to a second.</summary>
    const double ClockOff = 0.6;

    static readonly HashSet<string> Languages = [.. WhisperFactory.GetSupportedLanguages()];

    public SpeechEngine Engine => new(model.Name, ClockOff, TimeSpan.FromHours(12));

    public async Task<Transcription> TranscribeAsync(ReadOnlyMemory<short> sound, string? language, CancellationToken cancellationToken)
    {
        var samples = new float[sound.Length];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = sound.Span[i] / 32768f;
        }

        var words = new List<SpokenWord>();
        try
        {
            await foreach (var said in model.ListenAsync(samples, Language(language), cancellationToken))
            {
                if (!string.IsNullOrWhiteSpace(said.Text))
                {
                    words.Add(new(said.Text.Trim(), said.Start.TotalSeconds, said.End.TotalSeconds));
                }
            }
        }
        catch (WhisperProcessingException)
        {
            return Transcription.Refused("failed at it");
        }

        return new(words);
    }

    string? Language(string? language)
    {
        var tag = language ?? (locales.Count == 1 ? locales[0] : null);
        return tag?.Split('-')[0].ToLowerInvariant() is { } code && Languages.Contains(code) ? code : null;
    }
}
