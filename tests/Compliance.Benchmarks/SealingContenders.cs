using System.Security.Cryptography;
using Azure.Core.Cryptography;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Benchmarks;

/// <summary>The ways to seal and unseal that are measured beside each other; each handles one file of a given length.</summary>
sealed class SealingContenders : IDisposable
{
    const int Region = 4 * 1024 * 1024;

    static readonly Uri Blob = new("https://benchmark.invalid/container/blob");
    static readonly SealedKeyId Id = new(TenantId.Parse("acme"), RecordingId.Parse("0198f2a4-7c1e-7d3a-9b55-3f0a6c2e8d11"), 1);

    readonly KeyBytes recordingKey = KeyBytes.Create();
    byte[] stored = [];
    SealedOutput output = new(new SealedContent(0, "", []), "");

    /// <summary>Makes the sealed file that the unsealing contenders read.</summary>
    public async Task PrepareAsync(long length)
    {
        stored = [];
        stored = GC.AllocateUninitializedArray<byte>((int)RegionLayout.Standard.SealedLength(length));
        output = await SealedBlobWriter.WriteAsync(
            new MemoryStream(stored), new RepeatedStream(length), recordingKey, Id, CancellationToken.None);
    }

    /// <summary>Our pipeline without the hash, to a null sink.</summary>
    public static async Task SealUnhashedAsync(long length)
    {
        using var key = ContentKey.Create(EncryptionData.Protocol20);
        await RegionSealer.SealAsync(
            new RepeatedStream(length), key, sha256: null, SealedBlobWriter.InOrder(Stream.Null), CancellationToken.None);
    }

    /// <summary>Our writer, to a null sink.</summary>
    public Task SealAsync(long length) =>
        SealedBlobWriter.WriteAsync(Stream.Null, new RepeatedStream(length), recordingKey, Id, CancellationToken.None);

    /// <summary>The same of a stream.</summary>
    public Task SealAsync(Stream clear) => SealedBlobWriter.WriteAsync(Stream.Null, clear, recordingKey, Id, CancellationToken.None);

    /// <summary>Our writer as it writes blobs, over a null transport.</summary>
    public async Task SealToBlobAsync(long length)
    {
        var blob = new BlockBlobClient(Blob, new BlobClientOptions { Transport = new NullTransport() });
        await SealedBlobWriter.WriteAsync(blob, new RepeatedStream(length), recordingKey, Id, CancellationToken.None);
    }

    /// <summary>The SDK's client-side encryption, default transfer options, over a null transport.</summary>
    public Task SdkSealAsync(long length) => Sdk(new NullTransport()).UploadAsync(new RepeatedStream(length), overwrite: true);

    public static Task BareEncryptAsync(long length) => Bare(length, sha256: null);

    public static async Task BareEncryptAndHashAsync(long length)
    {
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await Bare(length, sha256);
        sha256.GetHashAndReset();
    }

    /// <summary>Our reader with the receipt's tags checked, from memory to a null sink.</summary>
    public async Task UnsealAsync(long length)
    {
        var file = new SealedFile(output.EncryptionData, stored.Length, (offset, into, _) =>
        {
            stored.AsMemory((int)offset, into.Length).CopyTo(into);
            return Task.CompletedTask;
        });
        await using var content = file.Open(recordingKey, Id, output.Content).Content;
        await content.CopyToAsync(Stream.Null);
    }

    /// <summary>The SDK's client-side decryption, default transfer options, over a null transport.</summary>
    public Task SdkUnsealAsync(long length) => Sdk(new NullTransport(stored, output.EncryptionData)).DownloadToAsync(Stream.Null);

    /// <summary>One sealed region, decrypted again and again.</summary>
    public static Task BareDecryptAsync(long length)
    {
        using var cipher = new AesGcm(RandomNumberGenerator.GetBytes(32), 16);
        var (clear, sealedRegion, fetched) = (new byte[Region], new byte[Region], new byte[Region]);
        var (nonce, tag) = (new byte[12], new byte[16]);
        cipher.Encrypt(nonce, clear, sealedRegion, tag);
        for (var at = 0L; at < length; at += Region)
        {
            sealedRegion.CopyTo(fetched, 0);
            cipher.Decrypt(nonce, fetched, tag, clear);
        }

        return Task.CompletedTask;
    }

    public void Dispose() => recordingKey.Dispose();

    static async Task Bare(long length, IncrementalHash? sha256)
    {
        using var cipher = new AesGcm(RandomNumberGenerator.GetBytes(32), 16);
        var source = new RepeatedStream(length);
        var clear = new byte[Region];
        var sealedRegion = new byte[Region];
        var nonce = new byte[12];
        var tag = new byte[16];
        while (await source.ReadAtLeastAsync(clear, clear.Length, throwOnEndOfStream: false) is > 0 and var count)
        {
            sha256?.AppendData(clear, 0, count);
            BitConverter.TryWriteBytes(nonce.AsSpan(4), source.Position);
            cipher.Encrypt(nonce, clear.AsSpan(0, count), sealedRegion.AsSpan(0, count), tag);
            await Stream.Null.WriteAsync(sealedRegion.AsMemory(0, count));
        }
    }

    BlobClient Sdk(NullTransport transport)
    {
        var resolver = new RecordingKeyResolver((_, _) => Task.FromResult(recordingKey.Copy()));
        IKeyEncryptionKey key = resolver.Resolve(Id.ToString());
        return new BlobClient(Blob, new SpecializedBlobClientOptions
        {
            Transport = transport,
            ClientSideEncryption = new ClientSideEncryptionOptions(ClientSideEncryptionVersion.V2_0)
            {
                KeyEncryptionKey = key,
                KeyResolver = resolver,
                KeyWrapAlgorithm = "A256KW",
            },
        });
    }
}
