using Compliance.Sealing;

namespace Compliance.SubjectRequests;

/// <summary>Copies a stream; reads the next piece while it writes the last.</summary>
static class ReadAhead
{
    /// <summary>Small enough to stay in the processor's cache between reading and writing.</summary>
    const int Piece = 256 * 1024;

    public static async Task CopyAsync(Stream source, Stream target, CancellationToken cancellationToken)
    {
        if (source is SealedStream)
        {
            // This stream already reads ahead by region.
            await source.CopyToAsync(target, cancellationToken);
            return;
        }

        var buffer = RegionBuffers.Rent(2 * Piece);
        var (reading, writing) = (buffer.AsMemory(0, Piece), buffer.AsMemory(Piece));
        var next = ReadAsync(source, reading, cancellationToken);
        try
        {
            while (await next is > 0 and var count)
            {
                (reading, writing) = (writing, reading);
                var into = reading;
                next = ReadAsync(source, into, cancellationToken);
                await target.WriteAsync(writing[..count], cancellationToken);
            }
        }
        finally
        {
            // Nothing may access the buffer after it is returned.
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            RegionBuffers.Return(buffer);
        }
    }

    static Task<int> ReadAsync(Stream source, Memory<byte> into, CancellationToken cancellationToken) => Task.Run(
        () => source.ReadAtLeastAsync(into, into.Length, throwOnEndOfStream: false, cancellationToken).AsTask(), cancellationToken);
}
