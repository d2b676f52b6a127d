using System.Globalization;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Compliance.Audit;

/// <summary>The names of the log's append blobs, <c>log/{00000000}</c>, numbered from 0 without gaps.</summary>
static class AuditBlobs
{
    const string Prefix = "log/";

    /// <summary>Foreign blobs listed at once, so that nobody can fill a host's memory with names.</summary>
    const int MostForeign = 1000;

    public static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{number:D8}");

    /// <summary>
    /// Numbers and lengths (bytes), in order, and the names of blobs that are none of the log's. A number that a blob of another type
    /// occupies is skipped, as writers skip it.
    /// </summary>
    public static async Task<(IReadOnlyList<(int Number, long Length)> Log, IReadOnlyList<string> Foreign)> ListAsync(
        BlobContainerClient audit, CancellationToken cancellationToken)
    {
        var (log, foreign, expected) = (new List<(int, long)>(), new List<string>(), 0);
        await foreach (var blob in audit.GetBlobsAsync(new() { Prefix = Prefix }, cancellationToken))
        {
            var isNext = blob.Name == NameOf(expected);
            if (isNext && blob.Properties.BlobType == BlobType.Append)
            {
                log.Add((expected, blob.Properties.ContentLength ?? 0));
            }
            else if (foreign.Count < MostForeign)
            {
                foreign.Add(blob.Name);
            }

            expected += isNext ? 1 : 0;
        }

        return (log, foreign);
    }
}
