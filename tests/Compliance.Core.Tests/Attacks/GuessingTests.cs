using System.Security.Cryptography;
using System.Text;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;

namespace Compliance.Core.Tests.Attacks;

/// <summary>Nothing to guess from. Before, a telephone number was recovered from a plain hash in less than a second.</summary>
public sealed class GuessingTests(AzuriteFixture azurite)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_plain_hash_of_a_short_file_lies_where_it_can_be_read()
    {
        await using var tenant = await AttackedTenant.CreateAsync(azurite);
        var (id, hash) = (await tenant.SealAsync(), SHA256.HashData(Encoding.UTF8.GetBytes(RecordingBench.Content)));
        var store = tenant.Store;
        foreach (var container in (BlobContainerClient[])[store.State, store.Requests, store.Index, store.Audit, store.Recordings, store.Keyring])
        {
            await foreach (var blob in container.GetBlobsAsync(new() { Traits = BlobTraits.Metadata }, Cancellation))
            {
                BlobDownloadResult content = await container.GetBlobClient(blob.Name).DownloadContentAsync(Cancellation);
                var readable = $"{blob.Name} {string.Join(' ', blob.Metadata.Values)} {Encoding.Latin1.GetString(content.Content)}";
                Assert.DoesNotContain(Convert.ToHexStringLower(hash), readable, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain(Convert.ToBase64String(hash), readable, StringComparison.Ordinal);
            }
        }

        using var opened = await tenant.Host.Get<ManifestReader>().FindAsync(store, id, Cancellation);
        Assert.Equal(Convert.ToHexStringLower(hash), Assert.Single(opened!.Manifest.Files).Content.Sha256);
    }

    [Fact]
    public async Task No_announced_hash_lies_in_clear_while_uploads_are_awaited_and_it_is_checked_all_the_same()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(RecordingBench.Content)));
        var (right, wrong) = (await AnnounceAsync(hash), await AnnounceAsync(new string('0', 64)));
        foreach (var name in await RecordingBench.NamesAsync(bench.Store.State, ""))
        {
            BlobDownloadResult content = await bench.Store.State.GetBlobClient(name).DownloadContentAsync(Cancellation);
            Assert.DoesNotContain(hash, content.Content.ToString(), StringComparison.OrdinalIgnoreCase);
        }

        foreach (var id in (RecordingId[])[right, wrong])
        {
            await bench.UploadAsync(id, 0);
            await bench.SealAsync(id);
        }

        Assert.Equal(RecordingState.Sealed, (await bench.DocumentAsync(right)).State);
        Assert.Equal("hashMismatch", (await bench.DocumentAsync(wrong)).Quarantine?.Reason);

        Task<RecordingId> AnnounceAsync(string sha256)
        {
            var ticket = bench.Ticket();
            return bench.AnnounceAsync(ticket with { Files = [ticket.Files[0] with { Sha256 = sha256.ToUpperInvariant() }] });
        }
    }

    [Theory]
    [InlineData(0, 63)]
    [InlineData(64, 127)]
    public void Texts_of_nearly_the_same_length_are_sealed_in_the_same_length(int shorter, int longer)
    {
        using var key = KeyBytes.Create();

        Assert.Equal(
            SealedText.Seal(new string('a', longer), key, "x").Length, SealedText.Seal(new string('b', shorter), key, "x").Length);
    }
}
