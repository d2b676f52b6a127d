using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Compliance.Tenancy;

namespace Compliance.Core.Tests.Tenancy;

public sealed class VersionedBlobTests(AzuriteFixture azurite) : IAsyncLifetime
{
    readonly VersionedBlob<string, Note> notes = new(x => x.State, x => "notes/" + x)
    {
        Metadata = x => new Dictionary<string, string>(StringComparer.Ordinal) { ["even"] = x.Number % 2 == 0 ? "1" : "0" },
    };

    readonly string key = Guid.NewGuid().ToString();
    TenantStore store = null!;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var acme = TenantId.Parse("acme");
        store = new TenantStoreFactory(new EmulatedAccess(await azurite.Process), FixedIntegrityKey.Instance).Open(new TenantScope(acme, acme));
        await store.State.CreateIfNotExistsAsync(cancellationToken: Cancellation);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task FindAsync_NothingThere_IsNull() => Assert.Null(await notes.FindAsync(store, key, Cancellation));

    [Fact]
    public async Task TryCreateAsync_Twice_MakesOneAndLeavesIt()
    {
        var made = await notes.TryCreateAsync(store, key, new Note(1), Cancellation);

        Assert.Null(await notes.TryCreateAsync(store, key, new Note(2), Cancellation));
        Assert.Equal(made, await notes.FindAsync(store, key, Cancellation));
    }

    [Fact]
    public async Task TryWriteAsync_OverAnotherVersionOrNone_ChangesNothing()
    {
        var first = (await notes.TryCreateAsync(store, key, new Note(1), Cancellation))!;
        var second = await notes.TryWriteAsync(store, key, new Note(2), first.ETag, Cancellation);

        Assert.Null(await notes.TryWriteAsync(store, key, new Note(3), first.ETag, Cancellation));
        Assert.Equal(second, await notes.FindAsync(store, key, Cancellation));
        Assert.Null(await notes.TryWriteAsync(store, "none" + key, new Note(3), first.ETag, Cancellation));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TryWriteAsync_SentAgainAfterALostAnswer_IsOursOnlyWhereContentNamesItsWriter(bool named)
    {
        var blobs = new VersionedBlob<string, Note>(x => x.State, x => "notes/" + x) { ContentNamesItsWriter = named };
        var first = (await blobs.TryCreateAsync(store, key, new Note(1), Cancellation))!;
        var written = await blobs.TryWriteAsync(store, key, new Note(2), first.ETag, Cancellation);

        Assert.Equal(named ? written : null, await blobs.TryWriteAsync(store, key, new Note(2), first.ETag, Cancellation));
        Assert.Null(await blobs.TryWriteAsync(store, key, new Note(3), first.ETag, Cancellation));
    }

    [Fact]
    public async Task UpdateAsync_ManyAtOnce_LosesNone()
    {
        await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => notes.UpdateAsync(store, key, x => new Note((x?.Number ?? 0) + 1), Cancellation)));

        Assert.Equal(10, (await notes.FindAsync(store, key, Cancellation))!.Value.Number);
    }

    [Fact]
    public async Task UpdateAsync_NoChange_SaysWhatIsThere()
    {
        Assert.Null(await notes.UpdateAsync(store, key, _ => null, Cancellation));
        await notes.TryCreateAsync(store, key, new Note(1), Cancellation);

        Assert.Equal((new Note(1), false), await notes.UpdateAsync(store, key, _ => null, Cancellation));
    }

    [Fact]
    public async Task RemoveAsync_OfAVersion_LeavesALaterOne()
    {
        var first = (await notes.TryCreateAsync(store, key, new Note(1), Cancellation))!;
        var second = (await notes.TryWriteAsync(store, key, new Note(2), first.ETag, Cancellation))!;

        Assert.False(await notes.RemoveAsync(store, key, first.ETag, Cancellation));
        Assert.Equal(second, await notes.FindAsync(store, key, Cancellation));
        Assert.True(await notes.RemoveAsync(store, key, second.ETag, Cancellation));
        Assert.Null(await notes.FindAsync(store, key, Cancellation));
        await notes.RemoveAsync(store, key, second.ETag, Cancellation);
        await notes.RemoveAsync(store, key, Cancellation);
    }

    [Fact]
    public async Task ListAsync_ByMetadata_ReadsNoDocument()
    {
        foreach (var number in Enumerable.Range(1, 4))
        {
            await notes.TryCreateAsync(store, $"{key}/{number}", new Note(number), Cancellation);
        }

        var even = await notes.ListAsync(store, $"notes/{key}/", x => x["even"] == "1", Cancellation).ToListAsync(Cancellation);

        Assert.Equal(["2", "4"], even);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"number\":\"07700900000\"}")]
    public async Task FindAsync_WhatWeDoNotWrite_IsRefusedWithoutAWordOfIt(string content)
    {
        await store.Documents.UploadAsync(
            store.State.GetBlobClient("notes/" + key), BinaryData.FromString(content), new BlobUploadOptions(), Cancellation);

        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => notes.FindAsync(store, key, Cancellation));

        Assert.DoesNotContain("07700", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindAsync_TooLarge_IsNotRead()
    {
        await store.State.GetBlobClient("notes/" + key).UploadAsync(
            BinaryData.FromBytes(new byte[AuthenticDocuments.MostBytes + 1]), Cancellation);

        await Assert.ThrowsAsync<UnauthenticDocumentException>(() => notes.FindAsync(store, key, Cancellation));
    }

    [Fact]
    public async Task TryWriteAsync_TooLarge_IsNotWritten()
    {
        var large = new Note(1, new string('x', AuthenticDocuments.MostBytes));

        await Assert.ThrowsAsync<InvalidOperationException>(() => notes.TryCreateAsync(store, key, large, Cancellation));
        Assert.Null(await notes.FindAsync(store, key, Cancellation));
    }

    [Fact]
    public async Task FindAsync_NoContainer_IsNoAnswer()
    {
        var elsewhere = new VersionedBlob<string, Note>(
            x => x.State.GetParentBlobServiceClient().GetBlobContainerClient("nowhere"), x => x);

        await Assert.ThrowsAsync<RequestFailedException>(() => elsewhere.FindAsync(store, key, Cancellation));
        await Assert.ThrowsAsync<RequestFailedException>(() => elsewhere.TryCreateAsync(store, key, new Note(1), Cancellation));
    }

    public sealed record Note(int Number, string? Text = null);
}
