using System.Net;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Functions.Tests.Platform;

/// <summary>What erasure meets on Azure and never on the emulator: versions, soft-deleted blobs, answers that are lost.</summary>
public sealed class AzureErasureTests : IDisposable
{
    readonly FakeTimeProvider clock = new(DateTimeOffset.UtcNow);
    readonly AzureBench bench;
    readonly BlobRemoval removal = new();

    public AzureErasureTests() => bench = new AzureBench(clock);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    TenantStore Store => bench.Store("acme");

    public void Dispose() => bench.Dispose();

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Removal_leaves_nothing_that_can_be_read(bool versioning, bool softDelete)
    {
        var account = Account("acme", versioning, softDelete);
        await FillAsync("id/1/0");
        await FillAsync("id/1/1");
        await FillAsync("idother/1/0");

        await removal.RemoveAsync(Store.Recordings, "id/", Cancellation);

        Assert.Empty(await removal.ListAsync(Store.Recordings, "id/", Cancellation).ToListAsync(Cancellation));
        var left = account.Container("recordings").Items.Where(x => x.Name.StartsWith("id/", StringComparison.Ordinal)).ToArray();
        Assert.All(left, x => Assert.True(x.Deleted));
        Assert.Equal(softDelete, left.Length > 0);
        Assert.NotEmpty(await removal.ListAsync(Store.Recordings, "idother/", Cancellation).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task Removal_of_what_was_before_leaves_the_blob_as_it_is()
    {
        Account("acme", versioning: true, softDelete: false);
        var blob = await FillAsync("id/1/0");

        await removal.RemoveOldAsync(Store.Recordings, "id/1/0", Cancellation);

        var left = await removal.ListAsync(Store.Recordings, "id/1/0", Cancellation).ToListAsync(Cancellation);
        var only = Assert.Single(left, x => x.Name == "id/1/0");
        Assert.True(BlobRemoval.IsBase(only));
        Assert.Equal("2", (await blob.DownloadContentAsync(Cancellation)).Value.Content.ToString());
    }

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable, "ServerBusy")]
    [InlineData(HttpStatusCode.InternalServerError, "InternalError")]
    public async Task Removal_goes_on_through_passing_faults(HttpStatusCode status, string code)
    {
        Account("acme", versioning: true, softDelete: false);
        await FillAsync("id/1/0");
        bench.Service.Fail(2, status, code, method: "DELETE");

        await removal.RemoveAsync(Store.Recordings, "id/", Cancellation);

        Assert.Empty(await removal.ListAsync(Store.Recordings, "id/", Cancellation).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task Removal_that_may_not_delete_says_so_and_is_never_taken_for_done()
    {
        await FillAsync("id/1/0");
        bench.Service.Fail(1, HttpStatusCode.Forbidden, "AuthorizationPermissionMismatch", method: "DELETE");

        var told = await Assert.ThrowsAsync<RequestFailedException>(() => removal.RemoveAsync(Store.Recordings, "id/", Cancellation));

        Assert.Equal(403, told.Status);
        await removal.RemoveAsync(Store.Recordings, "id/", Cancellation);
        Assert.Empty(await removal.ListAsync(Store.Recordings, "id/", Cancellation).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task A_key_record_whose_deletion_was_done_and_not_answered_is_gone()
    {
        var (keys, id) = (Ring(), NewId());
        await keys.CreateAsync(Store, id, Cancellation);
        bench.Service.LoseAnswers(1, "DELETE");

        await keys.ShredAsync(Store, id, Cancellation);

        Assert.False(await keys.ExistsAsync(Store, id, Cancellation));
        Assert.Null(await keys.FindAsync(Store, id, generation: 1, Cancellation));
    }

    [Fact]
    public async Task A_key_record_whose_creation_was_done_and_not_answered_is_there_once()
    {
        var (keys, id) = (Ring(), NewId());
        bench.Service.LoseAnswers(1, "PUT");

        await keys.CreateAsync(Store, id, Cancellation);

        using var key = await Ring().FindAsync(Store, id, generation: 1, Cancellation);
        Assert.NotNull(key);
    }

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    [InlineData(true, true, true)]
    public async Task A_keys_account_that_keeps_what_is_deleted_is_found_out(bool versioning, bool softDelete, bool keeps)
    {
        Account("acmekeys", versioning, softDelete);
        var (keys, id) = (Ring(), NewId());
        await keys.CreateAsync(Store, id, Cancellation);
        await keys.AddGenerationAsync(Store, id, generation: 2, Cancellation);

        await keys.ShredAsync(Store, id, Cancellation);

        Assert.Equal(keeps, await keys.IsKeptAsync(Store, id, Cancellation));
        Assert.False(await keys.ExistsAsync(Store, id, Cancellation));
    }

    static KeyRing Ring() => new(new OneVault(), new UnwrappedKeyCache(TimeProvider.System));

    static RecordingId NewId() => RecordingId.New(TimeProvider.System);

    FakeBlobAccount Account(string name, bool versioning, bool softDelete)
    {
        var account = bench.Service.Account(name);
        (account.Versioning, account.SoftDelete) = (versioning, softDelete);
        return account;
    }

    /// <summary>Overwritten, with a snapshot, leased, and a name beside it with blocks that were never committed.</summary>
    async Task<BlobClient> FillAsync(string name)
    {
        var blob = Store.Recordings.GetBlobClient(name);
        await blob.UploadAsync(BinaryData.FromString("1"), overwrite: true, Cancellation);
        await blob.CreateSnapshotAsync(cancellationToken: Cancellation);
        await blob.UploadAsync(BinaryData.FromString("2"), overwrite: true, Cancellation);
        await blob.GetBlobLeaseClient().AcquireAsync(TimeSpan.FromSeconds(-1), cancellationToken: Cancellation);
        var begun = Store.Recordings.GetBlockBlobClient(name + "-begun");
        await begun.StageBlockAsync("AAAA", new MemoryStream([1]), cancellationToken: Cancellation);
        return blob;
    }

    /// <summary>Wraps nothing: what is asked here is only where records are.</summary>
    sealed class OneVault : ITenantVaultProvider, ITenantVault
    {
        public TimeSpan NoticedWithin => TimeSpan.Zero;

        public ITenantVault Open(TenantScope scope) => this;

        public Task<WrappedKey> WrapAsync(KeyBytes key, CancellationToken cancellationToken) =>
            Task.FromResult(new WrappedKey("seal-1", key.Reveal().ToArray()));

        public Task<KeyBytes> UnwrapAsync(WrappedKey wrapped, CancellationToken cancellationToken) =>
            Task.FromResult(KeyBytes.From(wrapped.Bytes.ToArray()));

        public Task<ContentKey> UnwrapContentKeyAsync(WrappedKey wrapped, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<VaultSignature> SignAsync(ReadOnlyMemory<byte> sha256, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<VaultKeys> PublicKeysAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
