using Compliance.Functions.Recordings.Speech;
using Compliance.Pci;
using Compliance.Whisper;

namespace Compliance.Local.Hosting;

/// <summary>The host's own recogniser, with the model that its operator names.</summary>
sealed class LocalSpeech(WhisperModel model) : ILocalSpeech, IDisposable
{
    /// <exception cref="LocalStartException">The model is missing or damaged.</exception>
    public static LocalSpeech Open(string path)
    {
        try
        {
            return new LocalSpeech(WhisperModel.Open(Path.GetFullPath(path)));
        }
        catch (IOException e)
        {
            throw new LocalStartException(e.Message, e);
        }
    }

    public ISpeechTranscriber Of(IReadOnlyList<string> locales) => new WhisperTranscriber(model, locales);

    public void Dispose() => model.Dispose();
}
