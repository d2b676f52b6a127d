using System.IO.Pipelines;
using Azure.Storage.Blobs.Specialized;
using Compliance.Sealing;

namespace Compliance.SubjectRequests;

/// <summary>Seals what is written to it, where the sealed format's writer wants to read. Memory use stays at a few regions.</summary>
static class SealingPipe
{
    /// <summary>Bytes buffered between the writer and the sealer.</summary>
    const int Ahead = 1024 * 1024;

    const int Segment = 256 * 1024;

    /// <returns>The receipt; null if a blob of that name exists, which is left as it is.</returns>
    public static async Task<SealedContent?> SealAsync(
        BlockBlobClient target, Func<Stream, Task> write, KeyBytes key, SealedKeyId keyId, CancellationToken cancellationToken)
    {
        var pipe = new Pipe(new PipeOptions(
            pauseWriterThreshold: Ahead, resumeWriterThreshold: Ahead / 2, minimumSegmentSize: Segment, useSynchronizationContext: false));
        var writing = WriteAsync(pipe.Writer, write);
        Exception? fault = null;
        try
        {
            await using var clear = pipe.Reader.AsStream(leaveOpen: true);
            // The contents of a package have their own hashes.
            return await SealedBlobWriter.WriteAsync(target, clear, key, keyId, cancellationToken, hashed: false);
        }
        catch (Exception e)
        {
            fault = e;
            throw;
        }
        finally
        {
            await pipe.Reader.CompleteAsync(fault);
            await ((Task)writing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    static async Task WriteAsync(PipeWriter pipe, Func<Stream, Task> write)
    {
        try
        {
            await using (var stream = pipe.AsStream(leaveOpen: true))
            {
                await write(stream);
            }

            await pipe.CompleteAsync();
        }
        catch (Exception e)
        {
            // The sealing side sees the exception when it reads on.
            await pipe.CompleteAsync(e);
        }
    }
}
