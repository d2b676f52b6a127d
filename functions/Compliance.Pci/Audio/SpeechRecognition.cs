using System.Text.Json;

namespace Compliance.Pci;

/// <summary>Examines speech without a transcript by one that a recogniser makes of it.</summary>
static class SpeechRecognition
{
    /// <returns>What was said in the file; null if it was not recognised.</returns>
    public static async Task<TextResult?> ReadAsync(
        MediaResult medium, GateInput input, ISpeechTranscriber transcriber, CancellationToken cancellationToken)
    {
        await using var clear = await medium.File.OpenAsync(cancellationToken);
        await using var wav = medium.Sound is { } sound ? PciGate.Decoded(medium.File, clear, sound) : clear;
        if (await transcriber.TranscribeAsync(wav, input.Language, cancellationToken) is not { } words)
        {
            return null;
        }

        var document = JsonSerializer.SerializeToUtf8Bytes(new
        {
            words = words.Select(x => new { text = x.Text, start = x.Start, end = x.End, speaker = $"channel {x.Channel}" }),
        });
        var file = new GateFile(
            medium.File.Ordinal,
            medium.File.Name,
            "application/json",
            document.Length,
            _ => Task.FromResult<Stream>(new MemoryStream(document, writable: false)));
        var read = await TextFile.ReadAsync(
            file, input, new CallClock(medium.Seconds, StartedAt: null, medium.Times), cancellationToken);

        // The transcript is no file of the recording: nothing of it is sealed, and what it says of pause windows the sound says itself.
        return read with
        {
            Heard = true,
            Edits = [],
            Findings = [.. read.Findings.Where(x => x.Kind is not PciFindingKind.ContentInPauseWindow)],
        };
    }
}
