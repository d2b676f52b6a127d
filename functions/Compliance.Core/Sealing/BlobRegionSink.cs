using System.Buffers.Binary;
using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Compliance.Sealing;

/// <summary>
/// Writes regions to a new block blob, create-only. A file shorter than one region takes a single request; a longer one is written as one
/// block per region, committed together with the metadata. An existing blob is never touched.
/// </summary>
sealed class BlobRegionSink(BlockBlobClient target, string encryptionData)
{
    const int WriterLength = 16;

    readonly SortedList<long, string> blocks = [];

    // Block ids are unique per writer: two writers of one name could otherwise mix their blocks in one commit.
    readonly byte[] writer = RandomNumberGenerator.GetBytes(WriterLength);

    bool? created;

    /// <summary>A <see cref="RegionSink"/>. Regions may be written concurrently.</summary>
    public async Task TakeAsync(long region, ArraySegment<byte> bytes, Task earlier, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false);
        if (region == 0 && bytes.Count < RegionLayout.Standard.SealedRegion)
        {
            created = await PutAsync(body, cancellationToken);
            return;
        }

        var id = BlockId(region);
        lock (blocks)
        {
            blocks.Add(region, id);
        }

        await target.StageBlockAsync(id, body, cancellationToken: cancellationToken);
    }

    /// <summary>Makes the blob visible. False if a blob of that name exists that this writer did not create.</summary>
    public async Task<bool> CommitAsync(CancellationToken cancellationToken)
    {
        if (created is null && blocks.Count == 0)
        {
            created = await PutAsync(Stream.Null, cancellationToken);
        }

        return created ?? await CreateAsync(
            () => target.CommitBlockListAsync(
                blocks.Values, new CommitBlockListOptions { Metadata = Metadata(), Conditions = CreateOnly() }, cancellationToken),
            cancellationToken);
    }

    Task<bool> PutAsync(Stream body, CancellationToken cancellationToken) => CreateAsync(
        () => target.UploadAsync(body, new BlobUploadOptions { Metadata = Metadata(), Conditions = CreateOnly() }, cancellationToken),
        cancellationToken);

    async Task<bool> CreateAsync(Func<Task> create, CancellationToken cancellationToken)
    {
        try
        {
            await create();
            return true;
        }
        catch (RequestFailedException e) when (MayExist(e))
        {
            if (!await target.ExistsAsync(cancellationToken))
            {
                throw;
            }

            // A request retried after a lost response finds the blob it created itself; the fresh content key identifies it.
            BlobProperties present = await target.GetPropertiesAsync(cancellationToken: cancellationToken);
            return present.Metadata.TryGetValue(EncryptionData.MetadataName, out var text)
                && string.Equals(text, encryptionData, StringComparison.Ordinal);
        }
    }

    // InvalidBlockList: the commit of another writer discarded this writer's blocks.
    static bool MayExist(RequestFailedException e) =>
        e.ErrorCode == BlobErrorCode.BlobAlreadyExists || e.ErrorCode == BlobErrorCode.ConditionNotMet
        || e.ErrorCode == BlobErrorCode.UnauthorizedBlobOverwrite || e.ErrorCode == BlobErrorCode.InvalidBlockList;

    string BlockId(long region)
    {
        Span<byte> id = stackalloc byte[WriterLength + sizeof(long)];
        writer.CopyTo(id);
        BinaryPrimitives.WriteInt64BigEndian(id[WriterLength..], region);
        return Convert.ToBase64String(id);
    }

    Dictionary<string, string> Metadata() => new(StringComparer.Ordinal) { [EncryptionData.MetadataName] = encryptionData };

    static BlobRequestConditions CreateOnly() => new() { IfNoneMatch = ETag.All };
}
