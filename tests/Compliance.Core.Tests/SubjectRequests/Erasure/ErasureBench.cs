using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Identities;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.SubjectRequests;

namespace Compliance.Core.Tests.SubjectRequests.Erasure;

/// <summary>What a request does, on a bench.</summary>
static class ErasureBench
{
    public const string Phone = "+447700900123";
    public const string Email = "amelia.okafor@example.org";
    public const string Account = "AC-88213";
    public const string Name = "Amelia Okafor";

    /// <summary>The caller of a ticket.</summary>
    public const string Amelia = $"\"name\":\"{Name}\",\"phone\":\"{Phone}\",\"email\":\"{Email}\",\"accountId\":\"{Account}\"";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<ErasureOrder> OrderAsync(this RecordingBench bench)
    {
        var request = SubjectRequestId.New(bench.Clock);
        using var key = await bench.Get<SubjectRequestKeys>().CreateAsync(bench.Store, request, Cancellation);
        return new ErasureOrder(request, RecordingBench.Actor, $"/api/tenants/acme/requests/{request}/certificate", "17(1)(b)");
    }

    public static Task<RecordingOutcome> EraseAsync(this RecordingBench bench, RecordingId id, ErasureOrder order) =>
        bench.Get<RecordingErasure>().EraseAsync(bench.Store, id, order, bench.Sealing, Cancellation);

    public static async Task<LedgerEntry> LedgerAsync(this RecordingBench bench, RecordingId id, ErasureOrder order) =>
        await bench.Get<ErasureLedger>().FindAsync(bench.Store, id, order.Request, Cancellation)
            ?? throw new InvalidOperationException("There is no ledger entry.");

    public static async Task<IReadOnlyList<SubjectMatch>> FindAsync(
        this RecordingBench bench, params (IdentityType Type, string Value)[] identities)
    {
        var normalizer = new IdentityNormalizer(bench.Settings.Country);
        var normal = identities.Select(
            x => normalizer.TryNormalize(x.Type, x.Value, out var identity) ? identity : throw new InvalidOperationException("Not an identity."));
        return await bench.Get<SubjectFinder>().FindAsync(bench.Store, [.. normal], Cancellation).ToListAsync(Cancellation);
    }

    public static async Task<bool> HoldAsync(this RecordingBench bench, RecordingId id, string hold, string matter = "claim-17")
    {
        Assert.True(HoldId.Parse(hold).IsSuccess(out var name, out _));
        var form = new HoldForm { Matter = matter, ReviewAt = bench.Clock.GetUtcNow().AddDays(90) };
        return (
            await bench.Get<RecordingHolds>().PlaceAsync(bench.Store, RecordingBench.Actor, id, name, form, revision: 1, bench.Settings, Cancellation))
            .IsSuccess(out _, out _);
    }

    public static async Task<bool> RestrictAsync(this RecordingBench bench, RecordingId id, string ground = "18(1)(a)") =>
        (await bench.Get<RecordingRestrictions>().RestrictAsync(
            bench.Store, RecordingBench.Actor, id, SubjectRequestId.New(bench.Clock), ground, Cancellation)).IsSuccess(out _, out _);

    /// <summary>Nothing is left but what says that it was erased, and the audit log is closed.</summary>
    public static async Task AssertErasedAsync(this RecordingBench bench, RecordingId id, ErasureOrder order)
    {
        var document = await bench.DocumentAsync(id);
        Assert.Equal(RecordingState.Erased, document.State);
        Assert.Equal(order.CertificatePath, document.Certificate);
        Assert.NotNull(document.ErasedAt);
        Assert.Null(document.Manifest);
        Assert.Null(document.Erasure);
        Assert.Null(document.CallToken);
        var entry = await bench.LedgerAsync(id, order);
        Assert.NotNull(entry.DoneAt);
        Assert.Empty(await bench.Get<ErasureVerification>().LookAgainAsync(bench.Store, id, entry, Cancellation));
        Assert.Equal(
            [$"recordings/{id}", $"tombstones/{id}"],
            (await RecordingBench.NamesAsync(bench.Store.State, ""))
                .Where(x => x.Contains($"{id}", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal));
        var store = bench.Store;
        Assert.Equal(
            [$"{KeyRingTombstones.Prefix}recordings/{id}"],
            (await EverythingAsync(store.Keyring)).Where(x => x.Contains($"{id}", StringComparison.Ordinal)));
        foreach (var container in (BlobContainerClient[])[store.Recordings, store.Index, store.Inbox, store.Packages])
        {
            Assert.DoesNotContain(await EverythingAsync(container), x => x.Contains($"{id}", StringComparison.Ordinal));
        }

        bench.AssertAuditClosed(id);
    }

    public static void AssertAuditClosed(this RecordingBench bench, RecordingId id)
    {
        var entries = bench.Audit.Entries.Where(x => x.Resource == $"recordings/{id}").ToList();
        var intents = entries.Where(x => x.Phase is Compliance.Audit.AuditPhase.Intent).Select(x => (x.Event, x.Operation));
        var closed = entries.Where(x => x.Phase is Compliance.Audit.AuditPhase.Done).DistinctBy(
            x => (x.Event, x.Operation, x.Outcome)).ToList();
        Assert.Empty(intents.Except(closed.Select(x => (x.Event, x.Operation))));
        Assert.Empty(closed.GroupBy(x => (x.Event, x.Operation)).Where(x => x.Count() > 1).Select(x => x.Key));
    }

    /// <summary>Names, those of snapshots and uncommitted uploads too.</summary>
    public static async Task<IReadOnlyList<string>> EverythingAsync(BlobContainerClient container)
    {
        var names = new List<string>();
        await foreach (var blob in container.GetBlobsAsync(new() { States = BlobStates.Snapshots | BlobStates.Uncommitted }, Cancellation))
        {
            names.Add(blob.Name);
        }

        return names;
    }
}
