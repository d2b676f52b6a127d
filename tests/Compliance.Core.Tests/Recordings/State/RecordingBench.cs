using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Compliance.Access;
using Compliance.Audit;
using Compliance.Exchange;
using Compliance.Functions;
using Compliance.Identities;
using Compliance.Keys;
using Compliance.Local.Hosting;
using Compliance.Local.Vault;
using Compliance.Model;
using Compliance.Operations;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.Tenancy;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.Core.Tests.Recordings.State;

/// <summary>One tenant's recordings on the emulator, with the app's own services: what a host does, without a host.</summary>
sealed class RecordingBench : IAsyncDisposable
{
    public const string Content = "hello";

    public static Actor Actor { get; } = new("p-" + new string('a', 32), "Test");

    /// <summary>A purpose of every recording here.</summary>
    public static AccessPurpose Quality { get; } = new(PurposeKind.Own, "quality");

    static readonly TenantScope Scope = new(TenantId.Parse("acme"), TenantId.Parse("acme"));
    static int counter;

    readonly TemporaryFolder? own;
    readonly TestStorageAccess storage;
    readonly LocalTenantVaultProvider vaults;
    readonly ServiceProvider services;

    RecordingBench(
        TemporaryFolder? own,
        TestStorageAccess storage,
        LocalTenantVaultProvider vaults,
        RecordedAudit audit,
        FakeTimeProvider clock,
        bool logged = false)
    {
        (this.own, this.storage, this.vaults, Audit, Clock) = (own, storage, vaults, audit, clock);
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddSingleton<TimeProvider>(clock);
        collection.AddSingleton<StorageAccess>(new BenchStorage(storage));
        collection.AddSingleton<ITenantVaultProvider>(Vaults = new CountedVaults(vaults));
        if (!logged)
        {
            collection.AddSingleton<Compliance.Audit.IAuditLog>(audit);
        }

        collection.AddSingleton<ITenantMessages, NoMessages>();
        collection.AddSingleton<Compliance.Recordings.ISpeechEngines>(Speech);
        new LocalWorkerBuilder(collection).AddCompliance(new ConfigurationBuilder().Build());

        // A clock that stands still lets nobody through.
        collection.Configure<KeyRotationOptions>(x => (x.VaultCallsPerTenSeconds, x.VaultShare) = (int.MaxValue, 1));
        services = collection.BuildServiceProvider();
        Store = Get<TenantStoreFactory>().Open(Scope);
    }

    public RecordedAudit Audit { get; }

    public FakeTimeProvider Clock { get; }

    /// <summary>Of this host.</summary>
    public CountedVaults Vaults { get; }

    public TenantStore Store { get; }

    public TenantSettings Settings { get; } = new();

    public EndedSealings Sealing { get; } = new();

    public FakeSpeech Speech { get; } = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<RecordingBench> CreateAsync(AzuriteFixture azurite)
    {
        var access = await TestStorageAccess.CreateAsync(azurite, [.. ContainerNames.Data, ContainerNames.Keyring]);
        await access.Landing(Scope.Identity).GetBlobContainerClient(ContainerNames.Inbox).CreateAsync(cancellationToken: Cancellation);
        var (folder, clock) = (new TemporaryFolder(), new FakeTimeProvider(TimeProvider.System.GetUtcNow()));
        await SpareKeys.PlaceAsync(folder.In("vault"));
        var keys = new LocalTenantVaultProvider(new LocalVaultOptions { Directory = folder.In("vault") }, clock);
        return new RecordingBench(folder, access, keys, new RecordedAudit(), clock);
    }

    /// <summary>Another host on the same stores, whose calls go through a policy.</summary>
    /// <param name="logged">Its audit log is the app's own.</param>
    public RecordingBench Beside(HttpPipelinePolicy policy, bool logged = false)
    {
        var options = new BlobClientOptions();
        options.AddPolicy(policy, HttpPipelinePosition.PerCall);
        return new RecordingBench(null, storage.With(options), vaults, Audit, Clock, logged);
    }

    /// <summary>Another host on the same stores, whose requests are counted; its audit log is the app's own.</summary>
    public RecordingBench Counted(StorageTrips trips)
    {
        var options = new BlobClientOptions();
        options.AddPolicy(trips, HttpPipelinePosition.PerRetry);
        return new RecordingBench(null, storage.With(options), vaults, Audit, Clock, logged: true);
    }

    public T Get<T>()
        where T : notnull =>
        services.GetRequiredService<T>();

    /// <summary>Makes another version of a key current.</summary>
    public Task NewVersionAsync() => SpareKeys.RotateAsync(
        own?.In("vault") ?? throw new InvalidOperationException("The vault is the first host's."), vaults, Scope.Resource, Cancellation);

    /// <param name="caller">The caller's members in JSON.</param>
    public RecordingTicket Ticket(
        int files = 1,
        string queue = "billing",
        string startedAt = "2026-03-02T09:15:00Z",
        string? callId = null,
        string caller = "\"unknown\":true")
    {
        var call = callId ?? $"call-{Interlocked.Increment(ref counter) % 1000}-{string.Concat(Guid.NewGuid().ToByteArray().Select(x => (char)('a' + (x % 26))))}";
        var names = string.Join(',', Enumerable.Range(0, files).Select(
            x => $$"""{"name":"note-{{x}}.txt","contentType":"text/plain","size":{{Content.Length}}}"""));
        var json = $$"""
            {"callId":"{{call}}","startedAt":"{{startedAt}}","queue":"{{queue}}",
             "parties":[{"role":"agent","id":"agent-1"},{"role":"caller",{{caller}}}],
             "purposes":[{"purpose":"quality","basis":"consent"}],"files":[{{names}}]}
            """;
        var parser = new TicketParser(new IdentityNormalizer(Settings.Country), Clock);
        return parser.ParseTicket(Encoding.UTF8.GetBytes(json)).IsSuccess(out var ticket, out var failure)
            ? ticket
            : throw new InvalidOperationException($"{failure}");
    }

    public async Task<RecordingId> AnnounceAsync(RecordingTicket ticket)
    {
        Assert.True((await Get<UploadTicketIssuer>().IssueAsync(Store, Actor, ticket, Settings, Cancellation)).IsSuccess(
            out var issued, out var failure), $"{failure}");
        return issued.RecordingId;
    }

    public Task UploadAsync(RecordingId id, int ordinal, string content = Content) =>
        Inbox.Blob(Store, id, ordinal).UploadAsync(BinaryData.FromString(content), overwrite: true, Cancellation);

    /// <summary>A recording that went through; another content than announced ends in quarantine.</summary>
    public async Task<RecordingId> SealedAsync(string content = Content, RecordingTicket? ticket = null)
    {
        var id = await AnnounceAsync(ticket ?? Ticket());
        await UploadAsync(id, 0, content);
        await SealAsync(id);
        return id;
    }

    /// <summary>A sealed call of two callers; the account of the first is <paramref name="account"/>.</summary>
    public Task<RecordingId> SharedAsync(string account)
    {
        const string Transcript = """
            {"turns":[{"speaker":"caller-1","start":0,"end":1,"text":"It is mine."},{"speaker":"caller-2","start":1,"end":2,"text":"Hello."}]}
            """;
        var ticket = Ticket(caller: $"\"accountId\":\"{account}\",\"channel\":1");
        return SealedAsync(Transcript, ticket with
        {
            Parties = [ticket.Parties[0] with { Channel = 0 }, ticket.Parties[1], new Party { Role = PartyRole.Caller, Unknown = true, Channel = 2 }],
            Files = [ticket.Files[0] with { ContentType = "application/json", Size = Encoding.UTF8.GetByteCount(Transcript) }],
        });
    }

    /// <summary>Erases the part of the first caller, who has that account.</summary>
    public async Task<PartyEnd> ErasePartAsync(RecordingId id, SubjectRequestId request, string account)
    {
        using var secret = await Get<Compliance.Keys.IndexSecretReader>().OpenAsync(Store, Cancellation);
        Assert.True(new IdentityNormalizer(Settings.Country).TryNormalize(IdentityType.AccountId, account, out var identity));
        var order = new PartyOrder(request, [1], ErasedPart.All, [secret.Tokens.Token(identity!).Value], [request], Instance(id));
        return await Get<PartyEraser>().EraseAsync(Store, Actor, id, order, Cancellation);
    }

    /// <summary>What the orchestration does.</summary>
    public async Task SealAsync(RecordingId id)
    {
        for (var pass = 0; pass < 5; pass++)
        {
            if (await Get<RecordingSealing>().SealAsync(Store, id, Instance(id), Cancellation) is not (SealingEnd.Again or SealingEnd.More))
            {
                return;
            }
        }
    }

    /// <summary>A sealing that died before its commit, with the key and the files that it wrote by then.</summary>
    public async Task<int> SealHalfAsync(RecordingId id)
    {
        using var taken = await Get<SealingRun>().TakeAsync(Store, id, Instance(id), Cancellation);
        using var sources = Get<SealingSourceReader>().Of(Store, taken!);
        Assert.NotNull(await FileSealing.SealAsync(
            Store, taken!, sources, await Get<GateRun>().ExamineAsync(Store, taken!, sources, Cancellation), Cancellation));
        return taken!.Run.Generation;
    }

    public Task SettleAsync(RecordingId id) => Get<RecordingSettlement>().SettleAsync(Store, id, Cancellation);

    /// <returns>What could not be reconciled.</returns>
    public Task<IReadOnlyList<(RecordingId Id, Exception Reason)>> ReconcileAsync() =>
        Get<Reconciliation>().RunAsync(Store, (id, _) => SealAsync(id), Sealing, Cancellation);

    public async Task<bool> CorrectAsync(RecordingId id, string queue)
    {
        var parser = new TicketParser(new IdentityNormalizer(Settings.Country), Clock);
        var body = Encoding.UTF8.GetBytes($$"""{"reason":"mixed up","queue":"{{queue}}"}""");
        return (await Get<MetadataCorrector>().ApplyAsync(
            Store, Actor, id, call => parser.ParseCorrection(body, call), Settings, Cancellation)).IsSuccess(out _, out _);
    }

    public async Task<bool> AnnounceLateAsync(RecordingId id, string name = "late.txt")
    {
        var parser = new TicketParser(new IdentityNormalizer(Settings.Country), Clock);
        var body = Encoding.UTF8.GetBytes($$"""{"files":[{"name":"{{name}}","contentType":"text/plain","size":{{Content.Length}}}]}""");
        return (await Get<LateFileTicketIssuer>().AnnounceAsync(
            Store, Actor, id, call => parser.ParseLateFiles(body, call), Settings, Cancellation)).IsSuccess(out _, out _);
    }

    static string Instance(RecordingId id) => $"seal-acme-{id}";

    public async Task<RecordingDocument> DocumentAsync(RecordingId id) =>
        (await Get<RecordingStateStore>().FindAsync(Store, id, Cancellation) ?? throw new InvalidOperationException(
            "The recording does not exist.")).Document;

    public static async Task<IReadOnlyList<string>> NamesAsync(BlobContainerClient container, string prefix)
    {
        var names = new List<string>();
        await foreach (var blob in container.GetBlobsAsync(new() { Prefix = prefix }, Cancellation))
        {
            names.Add(blob.Name);
        }

        return names;
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        if (own is not null)
        {
            vaults.Dispose();
            own.Dispose();
        }
    }
}
