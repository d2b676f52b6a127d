using System.Security.Cryptography;
using System.Text;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Compliance.Audit;
using Compliance.Local.Vault;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Core.Tests.Audit.Transparency;

/// <summary>One tenant's log on the emulator, and hosts that work on it.</summary>
sealed class LogBench : IAsyncDisposable
{
    static readonly TenantId Acme = TenantId.Parse("acme");

    public static readonly TenantScope Own = new(Identity: Acme, Resource: Acme);

    static readonly TemporaryFolder Folder = new();

    // One vault for all tests: its keys take time to make.
    static readonly LocalTenantVaultProvider Vaults = new(new LocalVaultOptions { Directory = Folder.In("vault") }, TimeProvider.System);

    readonly TestStorageAccess storage;
    readonly List<string> operations = [];
    readonly HearingIntegrityKey integrity = new();

    LogBench(TestStorageAccess storage) => this.storage = storage;

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ITenantVaultProvider Keys => Vaults;

    /// <summary>What hosts reported as foreign.</summary>
    public IReadOnlyCollection<string> Reported => integrity.Rejected;

    public TenantStore Store => new TenantStoreFactory(storage, integrity).Open(Own);

    public BlobContainerClient Audit => Store.Audit;

    public static async Task<LogBench> CreateAsync(AzuriteFixture azurite) => new(await TestStorageAccess.CreateAsync(
        azurite, ContainerNames.Audit, ContainerNames.State, ContainerNames.Keyring, ContainerNames.Recordings, ContainerNames.Index));

    public static async Task RotateAsync() => await Vaults.RotateAsync(Acme, VaultKeyName.Sign, Cancellation);

    /// <summary>A host of its own, which remembers nothing of the others'.</summary>
    public TransparencyLog Host(HttpPipelinePolicy? policy = null)
    {
        // A busy emulator resets a connection now and then; a host in service retries too. Policies per call do not see retries.
        var options = new BlobClientOptions { Retry = { MaxRetries = 3, Delay = TimeSpan.FromMilliseconds(50) } };
        if (policy is not null)
        {
            options.AddPolicy(policy, Azure.Core.HttpPipelinePosition.PerCall);
        }

        var stores = new TenantStoreFactory(storage.With(options), integrity);
        var signer = new CheckpointSigner(Vaults);
        var checkpoints = new CheckpointStore(signer);
        var audit = new BlobAuditLog(stores, TimeProvider.System);
        return new TransparencyLog(stores, checkpoints, new Checkpointer(stores, audit, new AuditReader(stores), checkpoints, signer));
    }

    public TenantStoreFactory Stores => new(storage, integrity);

    /// <summary>Appends entries that were not there before, many lines a block.</summary>
    public async Task AppendAsync(int count)
    {
        var added = Enumerable.Range(operations.Count, count).Select(x => $"op-{x}").ToList();
        operations.AddRange(added);
        await AppendAsync(added);
    }

    /// <summary>Appends entries by their operations, repeats too.</summary>
    public async Task AppendAsync(IEnumerable<string> named)
    {
        var blob = Audit.GetAppendBlobClient("log/00000000");
        await blob.CreateIfNotExistsAsync(cancellationToken: Cancellation);
        foreach (var block in named.Chunk(1000))
        {
            await blob.AppendBlockAsync(new MemoryStream(await BlockAsync(block)), cancellationToken: Cancellation);
        }
    }

    public static AuditEntry Entry(string operation) =>
        new("test.happened", operation, AuditPhase.Single, AuditEntry.System, AuditEntry.Success, "Test", "tests");

    public static string IdOf(string operation) => AuditEntryId.Of(Acme, "test.happened", operation, AuditPhase.Single);

    /// <summary>Lines with their MACs, as a host appends them to the blob with that number.</summary>
    public Task<byte[]> BlockAsync(IEnumerable<string> named, int blob = 0) => AuditFrame.BlockAsync(
        Store, blob, [.. named.Select(x => AuditLine.Of(Acme, Entry(x), TimeProvider.System.GetUtcNow()))], Cancellation);

    /// <summary>The verifier with the tenant's keys as they are now.</summary>
    public async Task<TlogVerifier> VerifierAsync()
    {
        var keys = await Vaults.Open(Own).PublicKeysAsync(Cancellation);
        return new TlogVerifier("serverless-compliance/acme/audit", [.. keys.Sign.Select(x => x.Public)], BlobAsync);
    }

    /// <summary>The verifier's whole way over what is stored: the tree's entries, by their operations.</summary>
    public async Task<IReadOnlyList<string>> VerifiedAsync()
    {
        var verifier = await VerifierAsync();
        var (size, root) = verifier.ReadCheckpoint(await NoteAsync());
        return [.. (await verifier.ReadTreeAsync(size, root)).Select(x => AuditLine.Parse(x).Operation)];
    }

    /// <summary>Writes a checkpoint with a valid MAC, whatever it says.</summary>
    public Task PutCheckpointAsync(byte[] note, AuditPosition position) => Store.Documents.UploadAsync(
        Store.State.GetBlobClient("audit/checkpoint"),
        BinaryData.FromBytes(note),
        new BlobUploadOptions
        {
            Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["position"] = $"{position.Blob}-{position.Offset}" },
        },
        Cancellation);

    public async Task<byte[]> NoteAsync() =>
        (await Store.State.GetBlobClient("audit/checkpoint").DownloadContentAsync(Cancellation)).Value.Content.ToArray();

    public async Task<byte[]?> BlobAsync(string name)
    {
        var blob = Audit.GetBlobClient(name);
        return await blob.ExistsAsync(Cancellation) ? (await blob.DownloadContentAsync(Cancellation)).Value.Content.ToArray() : null;
    }

    public async Task<IReadOnlyList<string>> NamesAsync(string prefix)
    {
        var names = new List<string>();
        await foreach (var blob in Audit.GetBlobsAsync(new() { Prefix = prefix }, Cancellation))
        {
            names.Add(blob.Name);
        }

        return names;
    }

    public static byte[][] Hashes(IEnumerable<ReadOnlyMemory<byte>> hashes) => [.. hashes.Select(x => x.ToArray())];

    public static byte[] Leaf(ReadOnlyMemory<byte> entry) => SHA256.HashData([0, .. entry.Span]);

    public static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
