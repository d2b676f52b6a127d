using System.Text;

namespace Compliance.Pci;

/// <summary>Examines speech without a transcript by one that a recogniser makes of it.</summary>
sealed class SpeechRecognition(ISpeechTranscriber transcriber, GateInput input)
{
    const int MostHours = 4;

    /// <param name="silenced">What is silenced anyway is not sent.</param>
    /// <returns>What was said in the file, as far as it was recognised, and why the rest was not.</returns>
    /// <exception cref="IOException">The recogniser could not be asked; the step may be retried.</exception>
    public async Task<(TextResult Heard, string? Refusal)> ReadAsync(
        MediaResult medium, IReadOnlyList<GateMask> silenced, CancellationToken cancellationToken)
    {
        var words = new List<(SpokenWord Word, int Channel)>();
        var refusal = medium.Seconds > MostHours * 3600 ? $"takes nothing longer than {MostHours} hours" : null;
        if (refusal is null)
        {
            await SpeechSound.ReadAsync(medium, silenced, HearAsync, cancellationToken);
        }

        return (Examine(medium, [.. words.OrderBy(x => x.Word.Start)]), refusal);

        async Task<bool> HearAsync(int channel, double start, ReadOnlyMemory<short> samples)
        {
            var heard = await transcriber.TranscribeAsync(samples, input.Language, cancellationToken);
            var seconds = (double)samples.Length / SpeechSound.SampleRate;
            words.AddRange(heard.Words.Select(x => (Placed(x, start, seconds), channel)));
            refusal = heard.Refusal;
            return refusal is null;
        }
    }

    static SpokenWord Placed(SpokenWord word, double at, double seconds)
    {
        var start = Math.Clamp(word.Start, 0, seconds);
        return word with { Start = at + start, End = at + Math.Clamp(word.End, start, seconds) };
    }

    TextResult Examine(MediaResult medium, IReadOnlyList<(SpokenWord Word, int Channel)> words)
    {
        var text = new MemoryStream();
        var pieces = new List<TranscriptPiece>(words.Count);
        foreach (var (word, channel) in words)
        {
            var bytes = Encoding.UTF8.GetBytes(word.Text);
            pieces.Add(new(0, channel + 1, (int)text.Length, bytes.Length, word.Start, word.End, PieceUse.Speech));
            text.Write([.. bytes, (byte)'\n']);
        }

        var heard = new Transcript(transcriber.Engine.Name, ["text"], pieces, [], transcriber.Engine.ClockOff);
        var read = TextFile.Read(
            medium.File, input, new CallClock(medium.Seconds, StartedAt: null, medium.Times), text.ToArray(), heard);

        // Nothing of the transcript is sealed, and what it says of pause windows the sound says itself.
        return read with
        {
            Heard = true,
            Edits = [],
            Findings = [.. read.Findings.Where(x => x.Kind is not PciFindingKind.ContentInPauseWindow)],
        };
    }
}
