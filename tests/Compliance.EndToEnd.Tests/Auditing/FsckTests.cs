using System.Diagnostics;
using System.Net;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.Local.Hosting;

namespace Compliance.EndToEnd.Tests.Auditing;

/// <summary>The command line's <c>fsck</c> on a data folder, beside a host and without one.</summary>
public sealed class FsckTests
{
    [Fact]
    public async Task What_was_changed_in_storage_is_named_and_nobody_is()
    {
        var folder = Directory.CreateTempSubdirectory("compliance-fsck-").FullName;
        try
        {
            await RunAsync(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static async Task RunAsync(string folder)
    {
        var sample = Sample.Call("plain");
        string id;
        await using (var app = await AppHost.StartAsync(Api.Cancellation, folder: folder))
        {
            id = (await app.Api.As("acme", "Recordings.Upload").SealAsync(sample.Ticket, sample.Files)).Id;
            (await app.Api.As("acme", "Audit.Read").SendAsync(HttpMethod.Get, "/audit/checkpoint")).Expect(HttpStatusCode.OK);
            var (code, said) = await FsckAsync("fsck", "--data", folder);
            Assert.True(code == 0, said);
            Assert.Matches("acme: audit log: [0-9]+ entries, as written", said);
            Assert.Contains("acme: recordings: 1 recordings, as written", said, StringComparison.Ordinal);
            Assert.Contains("hooli: audit log: 0 entries, as written", said, StringComparison.Ordinal);

            await ChangeAsync(app.Account("acme").GetBlobContainerClient("recordings").GetBlobClient($"{id}/1/0"));
            await ChangeAsync(app.Account("acme").GetBlobContainerClient("audit"), "tile/entries/");
        }

        var (failed, complaint) = await FsckAsync("fsck", "acme", "--data", folder);

        Assert.True(failed == 1, complaint);
        Assert.Contains("acme: audit log: WRONG audit: tile/entries/000", complaint, StringComparison.Ordinal);
        Assert.Contains($"acme: recordings: WRONG recordings: {id}/1/0", complaint, StringComparison.Ordinal);
        Assert.DoesNotContain("hooli", complaint, StringComparison.Ordinal);
        foreach (var text in (string[])[sample.CallId, "Amelia", "Okafor", "7700900000", "media.wav"])
        {
            Assert.DoesNotContain(text, complaint, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [InlineData("fsck", "--data", "/nowhere/at/all")]
    [InlineData("fsck", "UPPER")]
    public async Task A_folder_or_tenant_that_is_none_is_said_so(params string[] arguments)
    {
        var (code, said) = await FsckAsync(arguments);

        Assert.NotEqual(0, code);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
    }

    /// <summary>The last byte: of a sealed file its last tag's.</summary>
    static async Task ChangeAsync(BlobClient blob)
    {
        var found = (await blob.DownloadContentAsync(Api.Cancellation)).Value;
        var content = found.Content.ToArray();
        content[^1] ^= 1;
        await blob.UploadAsync(new BinaryData(content), new BlobUploadOptions { Metadata = found.Details.Metadata }, Api.Cancellation);
    }

    static async Task ChangeAsync(BlobContainerClient container, string prefix)
    {
        await foreach (var blob in container.GetBlobsAsync(new() { Prefix = prefix }, Api.Cancellation))
        {
            await ChangeAsync(container.GetBlobClient(blob.Name));
        }
    }

    static async Task<(int Code, string Said)> FsckAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(LocalHost).Assembly.Location, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var said = await Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(Api.Cancellation), process.StandardError.ReadToEndAsync(Api.Cancellation));
        await process.WaitForExitAsync(Api.Cancellation);
        return (process.ExitCode, string.Concat(said));
    }
}
