using System.Diagnostics;
using System.IO.Compression;
using System.Security.Cryptography;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Benchmarks;

/// <summary>The ways to put 1 GiB of media into one ZIP that are measured beside each other.</summary>
sealed class ExportContenders : IDisposable
{
    public const int Files = 16;

    const int FileLength = 64 * 1024 * 1024;

    static readonly Uri Blob = new("https://benchmark.invalid/packages/segment");
    static readonly SealedKeyId Id = new(TenantId.Parse("acme"), RecordingId.Parse("0198f2a4-7c1e-7d3a-9b55-3f0a6c2e8d11"), 1);
    static readonly DateTimeOffset At = new(2026, 3, 2, 9, 15, 0, TimeSpan.Zero);

    readonly string folder = Directory.CreateTempSubdirectory("export-").FullName;
    readonly KeyBytes key = KeyBytes.Create();
    readonly byte[] sealedFile = GC.AllocateUninitializedArray<byte>((int)RegionLayout.Standard.SealedLength(FileLength));
    readonly SealedOutput receipt;

    public ExportContenders()
    {
        var media = Directory.CreateDirectory(Path.Combine(folder, "media")).FullName;
        for (var i = 0; i < Files; i++)
        {
            using var file = new FileStream(Path.Combine(media, $"{i:D2}.wav"), FileMode.CreateNew);
            new RepeatedStream(FileLength).CopyTo(file);
        }

        receipt = SealedBlobWriter.WriteAsync(
            new MemoryStream(sealedFile), new RepeatedStream(FileLength), key, Id, CancellationToken.None).GetAwaiter().GetResult();
    }

    public static bool HasZip => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(x => File.Exists(Path.Combine(x, "zip")));

    string Target => Path.Combine(folder, "package.zip");

    IEnumerable<string> Media => Directory.EnumerateFiles(Path.Combine(folder, "media")).Order(StringComparer.Ordinal);

    /// <summary>
    /// Before each turn. Everybody writes a new file, and on the same memory: what a file that was just deleted leaves to the file system
    /// is several times faster than what a virtual machine has to ask its host for.
    /// </summary>
    public void Clear()
    {
        File.Delete(Target);
        using (var file = new FileStream(Target, FileMode.CreateNew))
        {
            new RepeatedStream((long)Files * FileLength).CopyTo(file);
        }

        File.Delete(Target);
    }

    public async Task ZipAsync()
    {
        var start = new ProcessStartInfo("zip") { WorkingDirectory = folder };
        Array.ForEach(["-q", "-0", "-r", Target, "media"], start.ArgumentList.Add);
        using var zip = Process.Start(start)!;
        await zip.WaitForExitAsync();
        if (zip.ExitCode != 0)
        {
            throw new InvalidOperationException($"zip ended with {zip.ExitCode}.");
        }
    }

    /// <param name="hashed">With the SHA-256 of each file, as a package lists them.</param>
    public async Task ArchiveAsync(bool hashed)
    {
        await using var target = new FileStream(Target, FileMode.CreateNew);
        using var zip = new ZipArchive(target, ZipArchiveMode.Create);
        foreach (var path in Media)
        {
            await using var content = File.OpenRead(path);
            await using var entry = zip.CreateEntry("media/" + Path.GetFileName(path), CompressionLevel.NoCompression).Open();
            using var sha256 = SHA256.Create();
            await using var to = hashed ? new CryptoStream(entry, sha256, CryptoStreamMode.Write) : entry;
            await content.CopyToAsync(to);
        }
    }

    /// <summary>As a package is written, without what is sealed before and after it.</summary>
    /// <param name="strong">With the SHA-512 that a vCon names.</param>
    /// <param name="known">The SHA-256 comes with the recording, as it does for what is handed on as it was kept.</param>
    public async Task PackageAsync(bool strong, bool known)
    {
        await using (var target = new FileStream(Target, FileMode.CreateNew))
        {
            var segment = new ZipSegment(target, At);
            foreach (var path in Media)
            {
                await using var content = File.OpenRead(path);
                await segment.StoreAsync(
                    "media/" + Path.GetFileName(path),
                    content,
                    content.Length,
                    strong,
                    CancellationToken.None,
                    known ? receipt.Content.Sha256 : null);
            }

            await ZipDirectory.WriteAsync(target, [(segment.Entries, segment.Length)], CancellationToken.None);
        }

        using var written = ZipFile.OpenRead(Target);
        if (written.Entries.Count != Files)
        {
            throw new InvalidOperationException("The package is not whole.");
        }
    }

    /// <summary>From sealed recordings to a sealed package.</summary>
    public Task SealedAsync() => SealAsync(async target =>
    {
        var segment = new ZipSegment(target, At);
        for (var i = 0; i < Files; i++)
        {
            await using var content = OpenSealed();
            await segment.StoreAsync(
                $"media/{i:D2}.wav", content, content.Length, strong: true, CancellationToken.None, receipt.Content.Sha256);
        }

        await ZipDirectory.WriteAsync(target, [(segment.Entries, segment.Length)], CancellationToken.None);
    });

    /// <summary>The same with the platform's ZIP, which hashes nothing.</summary>
    public Task SealedArchiveAsync() => SealAsync(async target =>
    {
        using var zip = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true);
        for (var i = 0; i < Files; i++)
        {
            await using var content = OpenSealed();
            await using var entry = zip.CreateEntry($"media/{i:D2}.wav", CompressionLevel.NoCompression).Open();
            await content.CopyToAsync(entry);
        }
    });

    public void Dispose()
    {
        key.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    Task SealAsync(Func<Stream, Task> write) => SealingPipe.SealAsync(
        new BlockBlobClient(Blob, new BlobClientOptions { Transport = new NullTransport() }), write, key, Id, CancellationToken.None);

    SealedStream OpenSealed() => new SealedFile(receipt.EncryptionData, sealedFile.Length, (offset, into, _) =>
    {
        sealedFile.AsMemory((int)offset, into.Length).CopyTo(into);
        return Task.CompletedTask;
    }).Open(key, Id, receipt.Content).Content;
}
