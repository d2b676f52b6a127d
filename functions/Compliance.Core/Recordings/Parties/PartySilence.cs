using Compliance.Pci;

namespace Compliance.Recordings;

/// <summary>A file without the part of some parties.</summary>
/// <param name="ContentType">That of the file, or of the WAV file that takes the place of compressed sound.</param>
sealed record SilencedFile(Stream Content, string ContentType);

/// <summary>A file of a recording without the part of some parties.</summary>
/// <param name="erased">Indices of the parties.</param>
sealed class PartySilence(RecordingTicket call, IReadOnlyCollection<int> erased, ErasedPart part)
{
    /// <summary>Of a WAV file, what stands beside its samples.</summary>
    const int MostTags = 1 << 20;

    readonly IdentityWords identities = IdentityWords.Of(erased.Select(x => call.Parties[x]));

    /// <param name="file">Its streams are seekable.</param>
    /// <returns>Null where their part cannot be told from that of others.</returns>
    public async Task<SilencedFile?> OpenAsync(GateFile file, CancellationToken cancellationToken)
    {
        if (identities.AreIn(file.Name))
        {
            return null;
        }

        var kind = FileContentTypes.Of(file.ContentType);
        if (kind is FileContent.Audio or FileContent.Video)
        {
            return part is ErasedPart.Identity ? new(await file.OpenAsync(cancellationToken), file.ContentType)
                : kind is FileContent.Audio ? await SoundAsync(file, cancellationToken)
                // Nothing tells who is seen.
                : null;
        }

        var bytes = await BytesAsync(file, cancellationToken);
        if (bytes is null)
        {
            return null;
        }

        if (part is ErasedPart.All)
        {
            // Nothing tells whom a key that was pressed is about.
            return kind is FileContent.Transcript or FileContent.Text && await TextAsync(bytes, cancellationToken) is { } text
                ? new(text, file.ContentType)
                : null;
        }

        return await TextAsync(bytes, cancellationToken) is { } unnamed ? new(unnamed, file.ContentType)
            : identities.AreIn(bytes) ? null
            : new(new MemoryStream(bytes, writable: false), file.ContentType);
    }

    /// <returns>Null for a file that is too long to be read as a text.</returns>
    internal static async Task<byte[]?> BytesAsync(GateFile file, CancellationToken cancellationToken)
    {
        await using var content = await file.OpenAsync(cancellationToken);
        if (content.Length > TranscriptTurns.Longest)
        {
            return null;
        }

        var bytes = new byte[content.Length];
        await content.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    async Task<SilencedFile?> SoundAsync(GateFile file, CancellationToken cancellationToken)
    {
        var parties = PartyFacts.Of(call);
        if (!PartySeparation.IsApart(parties, erased))
        {
            return null;
        }

        await using (var content = await file.OpenAsync(cancellationToken))
        {
            if ((await WavProbe.ReadAsync(content, cancellationToken)).Layout is { } layout)
            {
                return await IsUntaggedAsync(content, layout, cancellationToken)
                    ? Silent(await file.OpenAsync(cancellationToken), layout, file.ContentType)
                    : null;
            }
        }

        // Tags of compressed sound go with its coding.
        return await DecodedSound.OpenAsync(file, cancellationToken) is var (wav, plain)
            ? Silent(wav, plain, GateSound.ReplacementType)
            : null;

        SilencedFile? Silent(Stream sound, WavLayout layout, string contentType)
        {
            if (erased.Any(x => parties[x].Channel >= layout.Channels))
            {
                sound.Dispose();
                return null;
            }

            var stretches = erased.Select(x => new RedactedStretch(parties[x].From, parties[x].To ?? layout.Seconds, parties[x].Channel));
            return new(new SilencedSound(sound, layout, [], [.. stretches]), contentType);
        }
    }

    /// <summary>Whether no tag names one of the erased.</summary>
    async Task<bool> IsUntaggedAsync(Stream wav, WavLayout layout, CancellationToken cancellationToken)
    {
        foreach (var (from, to) in ((long, long)[])[(0, layout.DataOffset), (layout.DataOffset + layout.DataLength, wav.Length)])
        {
            var tags = new byte[Math.Min(MostTags, to - from)];
            wav.Position = from;
            await wav.ReadExactlyAsync(tags, cancellationToken);
            if (identities.AreIn(tags))
            {
                return false;
            }
        }

        return true;
    }

    async Task<Stream?> TextAsync(byte[] text, CancellationToken cancellationToken) =>
        ErasedTurns.Erase(text, call.Parties, erased, words: part is ErasedPart.All) is { } turns
            ? new MemoryStream(turns, writable: false)
            : await ErasedSpeech.EraseAsync(text, call, erased, words: part is ErasedPart.All, cancellationToken);
}
