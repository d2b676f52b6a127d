using System.Security.Cryptography;

namespace Compliance.Sealing;

/// <summary>A sealed file wherever it is stored: its metadata, its length and a way to fetch parts of it.</summary>
/// <param name="EncryptionData">The metadata entry <c>encryptiondata</c>; null if there is none.</param>
/// <param name="Length">Length in sealed bytes.</param>
sealed record SealedFile(string? EncryptionData, long Length, RegionFetch Fetch)
{
    // A receipt holds 16 bytes per region and must fit in an array.
    const long MostRegions = int.MaxValue / RegionLayout.TagLength;

    /// <summary>Opens the file with the recording key. Makes every check that needs no region now.</summary>
    /// <param name="expected">Its receipt; null if that was lost.</param>
    /// <exception cref="SealedContentException">A check failed.</exception>
    public (SealedStream Content, RegionTags Tags) Open(KeyBytes recordingKey, SealedKeyId keyId, SealedContent? expected)
    {
        var data = Compliance.Sealing.EncryptionData.Parse(EncryptionData);
        Require(data.Algorithm == Compliance.Sealing.EncryptionData.KeyWrap, SealedContentStage.Metadata);
        Require(string.Equals(data.KeyId, keyId.ToString(), StringComparison.Ordinal), SealedContentStage.KeyId);
        using var key = Unwrap(data, recordingKey);
        var clearLength = CheckedLength(data, key);
        if (expected is not null)
        {
            Require(clearLength == expected.ClearLength, SealedContentStage.Length);
            Require(expected.Tags.Length == data.Layout.Regions(clearLength) * RegionLayout.TagLength, SealedContentStage.Length);
        }

        var tags = expected is null ? RegionTags.Note(data.Layout.Regions(clearLength)) : RegionTags.Expect(expected.Tags);
        var opener = new RegionOpener(Fetch, key, data.Layout, clearLength, RegionNonces.LittleEndianFromOne, tags);
        return (new SealedStream(opener), tags);
    }

    /// <summary>Opens a file encrypted at the source with its content key, which the vault has unwrapped.</summary>
    /// <exception cref="SealedContentException">A check failed.</exception>
    public SealedStream Open(EncryptionData data, ContentKey key) =>
        new(new RegionOpener(Fetch, key, data.Layout, CheckedLength(data, key), RegionNonces.Any, RegionTags.Unknown));

    long CheckedLength(EncryptionData data, ContentKey key)
    {
        Require(string.Equals(key.Protocol, data.Protocol, StringComparison.Ordinal), SealedContentStage.Version);
        Require(data.Layout.TryClearLength(Length, out var clearLength), SealedContentStage.Length);
        Require(data.Layout.Regions(clearLength) <= MostRegions, SealedContentStage.Length);
        return clearLength;
    }

    static ContentKey Unwrap(EncryptionData data, KeyBytes recordingKey)
    {
        byte[] form = [];
        try
        {
            form = AesKeyWrap.Unwrap(recordingKey, data.EncryptedKey);
            return ContentKey.From(form);
        }
        catch (CryptographicException e)
        {
            throw new SealedContentException(SealedContentStage.ContentKey, e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(form);
        }
    }

    static void Require(bool met, SealedContentStage stage)
    {
        if (!met)
        {
            throw new SealedContentException(stage);
        }
    }
}
