using System.Globalization;
using System.Runtime.CompilerServices;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Compliance.Audit;

/// <summary>The names of the log's append blobs, <c>log/{00000000}</c>, numbered from 0 without gaps.</summary>
static class AuditBlobs
{
    const string Prefix = "log/";

    public static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{number:D8}");

    /// <summary>Numbers and lengths (bytes), in order.</summary>
    /// <exception cref="InvalidDataException">A blob of the sequence is missing, or there is a foreign one.</exception>
    public static async IAsyncEnumerable<(int Number, long Length)> ListAsync(
        BlobContainerClient audit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var expected = 0;
        await foreach (var blob in audit.GetBlobsAsync(new() { Prefix = Prefix }, cancellationToken))
        {
            if (blob.Name != NameOf(expected) || blob.Properties.BlobType != BlobType.Append)
            {
                throw new InvalidDataException("The audit log's blobs are not numbered without gaps.");
            }

            yield return (expected++, blob.Properties.ContentLength ?? 0);
        }
    }
}
