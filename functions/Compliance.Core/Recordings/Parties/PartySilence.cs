using Compliance.Pci;

namespace Compliance.Recordings;

/// <summary>A file of a recording without the part of some parties.</summary>
static class PartySilence
{
    /// <param name="content">Seekable; it is disposed with what is returned, and otherwise here.</param>
    /// <param name="erased">Indices of the parties.</param>
    /// <returns>Null where their part cannot be told from that of others.</returns>
    public static async Task<Stream?> OpenAsync(
        Stream content,
        string contentType,
        RecordingTicket call,
        IReadOnlyCollection<int> erased,
        ErasedPart part,
        CancellationToken cancellationToken)
    {
        var silent = part is ErasedPart.All
            ? await WithoutAsync(content, FileContentTypes.Of(contentType), call, erased, cancellationToken)
            : await UnnamedAsync(content, FileContentTypes.Of(contentType), call, erased, cancellationToken);
        if (silent is null || !ReferenceEquals(silent, content) && silent is MemoryStream)
        {
            await content.DisposeAsync();
        }

        return silent;
    }

    static async Task<Stream?> WithoutAsync(
        Stream content,
        FileContent kind,
        RecordingTicket call,
        IReadOnlyCollection<int> erased,
        CancellationToken cancellationToken)
    {
        switch (kind)
        {
            case FileContent.Audio:
                return await SoundAsync(content, PartyFacts.Of(call), erased, cancellationToken);

            case FileContent.Transcript when content.Length <= TranscriptTurns.Longest:
                return ErasedTurns.Erase(await BytesAsync(content, cancellationToken), call.Parties, erased, words: true) is { } text
                    ? new MemoryStream(text, writable: false)
                    : null;

            // Nothing tells who is seen, wrote a note or pressed a key.
            default:
                return null;
        }
    }

    static async Task<Stream?> SoundAsync(
        Stream content, IReadOnlyList<PartyFacts> parties, IReadOnlyCollection<int> erased, CancellationToken cancellationToken)
    {
        if (!PartySeparation.IsApart(parties, erased)
            || (await WavProbe.ReadAsync(content, cancellationToken)).Layout is not { } layout
            || erased.Any(x => parties[x].Channel >= layout.Channels))
        {
            return null;
        }

        content.Position = 0;
        return new SilencedSound(
            content,
            layout,
            [],
            [.. erased.Select(x => new RedactedStretch(parties[x].From, parties[x].To ?? layout.Seconds, parties[x].Channel))]);
    }

    /// <summary>Voices and words stay; a text that says who they are is changed, or cannot stay.</summary>
    static async Task<Stream?> UnnamedAsync(
        Stream content,
        FileContent kind,
        RecordingTicket call,
        IReadOnlyCollection<int> erased,
        CancellationToken cancellationToken)
    {
        if (kind is FileContent.Audio or FileContent.Video)
        {
            return content;
        }

        if (content.Length > TranscriptTurns.Longest)
        {
            return null;
        }

        var bytes = await BytesAsync(content, cancellationToken);
        if (ErasedTurns.Erase(bytes, call.Parties, erased, words: false) is { } unnamed)
        {
            return new MemoryStream(unnamed, writable: false);
        }

        content.Position = 0;
        return IdentityWords.Of(erased.Select(x => call.Parties[x])).AreIn(bytes) ? null : content;
    }

    internal static async Task<byte[]> BytesAsync(Stream content, CancellationToken cancellationToken)
    {
        var bytes = new byte[content.Length];
        content.Position = 0;
        await content.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }
}
