using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>Sealed transcripts, read to compare or to correct them.</summary>
static class CorrectedTranscripts
{
    /// <summary>What was corrected in a transcript since a generation was sealed; the next one is sealed with it.</summary>
    public static IReadOnlyList<(int Turn, string To)> Of(MetadataRecord record, int generation, int ordinal) =>
    [
        .. record.Corrections.Where(x => x.Generation == generation).SelectMany(x => x.Changes)
            .Where(x => x is { Field: CorrectedValue.Turns, Turn: not null, To: not null } && x.Ordinal == ordinal)
            .Select(x => (x.Turn!.Value, x.To!.Value.GetString() ?? "")),
    ];

    /// <summary>The transcript as the next generation has it, before its gate.</summary>
    public static async Task<Stream> CorrectAsync(
        Stream transcript, IReadOnlyCollection<(int Turn, string To)> corrections, CancellationToken cancellationToken)
    {
        await using (transcript)
        {
            return new MemoryStream(TranscriptTurns.Correct(await BytesAsync(transcript, cancellationToken), corrections), writable: false);
        }
    }

    /// <returns>The words of its turns, as <see cref="TranscriptTurns.Read"/> gives them; null where they can't be told apart.</returns>
    public static async Task<IReadOnlyList<string?>?> ReadAsync(
        TenantStore store, OpenedRecording recording, ManifestFile file, CancellationToken cancellationToken)
    {
        if (FileContentTypes.Of(file.ContentType) is not FileContent.Transcript || file.Content.ClearLength > TranscriptTurns.Longest)
        {
            return null;
        }

        var (id, generation) = (recording.Stored.Id, recording.Manifest.Generation);
        await using var content = await SealedBlobReader.OpenAsync(
            SealedFileNames.Blob(store, id, generation, file.Ordinal),
            recording.Key.Bytes,
            ManifestReader.KeyId(store, id, generation),
            file.Content,
            cancellationToken);
        return TranscriptTurns.Read(await BytesAsync(content, cancellationToken));
    }

    static async Task<byte[]> BytesAsync(Stream content, CancellationToken cancellationToken)
    {
        var bytes = new byte[content.Length];
        await content.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }
}
