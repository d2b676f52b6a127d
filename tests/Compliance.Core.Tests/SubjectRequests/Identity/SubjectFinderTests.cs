using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Core.Tests.SubjectRequests.Erasure;
using Compliance.Identities;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Core.Tests.SubjectRequests.Identity;

public sealed class SubjectFinderTests(AzuriteFixture azurite)
{
    const string Number = "+44 7700 900123";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FindAsync_AHouseholdOnOneNumber_IsTwoPeople()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var amelia = await AnnounceAsync(bench, $"\"phone\":\"{Number}\",\"name\":\"Amelia Okafor\",\"accountId\":\"AC-1\"");
        var ben = await AnnounceAsync(bench, $"\"phone\":\"{Number}\",\"name\":\"Ben Okafor\",\"accountId\":\"AC-2\"");
        var nameless = await AnnounceAsync(bench, $"\"phone\":\"{Number}\"");

        AssertFound(
            [(amelia, MatchStrength.Strong, "Phone Name"), (ben, MatchStrength.Contradicted, "Phone"), (
                nameless, MatchStrength.Weak, "Phone")],
            await FindAsync(bench, (IdentityType.Phone, "07700 900123"), (IdentityType.Name, "amelia okafor")));
        AssertFound(
            [(amelia, MatchStrength.Strong, "Phone AccountId"), (ben, MatchStrength.Contradicted, "Phone"), (
                nameless, MatchStrength.Weak, "Phone")],
            await FindAsync(bench, (IdentityType.Phone, "0044 (0)7700 900123"), (IdentityType.AccountId, "ac-1")));
        AssertFound(
            [(amelia, MatchStrength.Weak, "Phone"), (ben, MatchStrength.Weak, "Phone"), (nameless, MatchStrength.Weak, "Phone")],
            await FindAsync(bench, (IdentityType.Phone, Number)));
    }

    [Fact]
    public async Task SearchAsync_DeletedIndexEntries_AreMadeUpForWithinTheBoundAndSaid()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var hidden = await AnnounceAsync(bench, "\"accountId\":\"AC-1\"");
        var listed = await AnnounceAsync(bench, "\"accountId\":\"AC-1\"");
        await foreach (var blob in bench.Store.Index.GetBlobsAsync(cancellationToken: Cancellation))
        {
            if (blob.Name.Contains($"{hidden}", StringComparison.Ordinal))
            {
                await bench.Store.Index.DeleteBlobAsync(blob.Name, cancellationToken: Cancellation);
            }
        }

        NormalizedIdentity[] account = [new(IdentityType.AccountId, "AC-1")];
        var finder = bench.Get<SubjectFinder>();
        var all = await finder.SearchAsync(bench.Store, account, Cancellation);
        Assert.Equal([listed, hidden], all.Matches.Select(x => x.RecordingId));
        Assert.Equal(new SecondSource(2, Complete: true, NotInIndex: 1), all.SecondSource);

        var some = await finder.SearchAsync(bench.Store, account, Cancellation, most: 1);
        Assert.Equal((1, false), (some.SecondSource.Recordings, some.SecondSource.Complete));
    }

    /// <summary>The account's holder asks; somebody else called about the account, or the number was given to somebody else
    /// since.</summary>
    [Fact]
    public async Task FindAsync_AnAccountHolderWhoIsNotTheCaller_IsNotTouchedWithoutAPerson()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var holder = await AnnounceAsync(bench, "\"accountId\":\"AC-1\",\"name\":\"Amelia Okafor\",\"phone\":\"+44 7700 900999\"");
        var daughter = await AnnounceAsync(bench, $"\"accountId\":\"AC-1\",\"name\":\"Ifeoma Okafor\",\"phone\":\"{Number}\"");
        var recycled = await AnnounceAsync(bench, $"\"accountId\":\"AC-9\",\"phone\":\"{Number}\"");

        AssertFound(
            [
                (holder, MatchStrength.Strong, "AccountId Name"),
                (daughter, MatchStrength.Contradicted, "Phone AccountId"),
                (recycled, MatchStrength.Contradicted, "Phone"),
            ],
            await FindAsync(bench, (IdentityType.AccountId, "AC-1"), (IdentityType.Name, "Amelia Okafor"), (IdentityType.Phone, Number)));
    }

    [Fact]
    public async Task FindAsync_KindsOfDifferentParties_DoNotAddUp()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var id = await AnnounceAsync(bench, $"\"phone\":\"{Number}\"}},{{\"role\":\"thirdParty\",\"email\":\"a@example.org\"");

        Assert.Equal(
            [(id, MatchStrength.Weak, "Phone")], await FindAsync(
                bench, (IdentityType.Phone, Number), (IdentityType.Email, "A@example.org")));
    }

    [Fact]
    public async Task FindAsync_SeveralNumbersOfOnePerson_OneThatAgreesIsEnough()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var id = await AnnounceAsync(bench, $"\"phone\":\"{Number}\",\"email\":\"a@example.org\"");

        Assert.Equal(
            [(id, MatchStrength.Strong, "Phone Email")],
            await FindAsync(
                bench, (IdentityType.Phone, "+44 7700 900555"), (IdentityType.Phone, Number), (IdentityType.Email, "a@example.org")));
    }

    [Fact]
    public async Task FindAsync_ANameAlone_FindsNobodyAndReadsNothing()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        await AnnounceAsync(bench, $"\"phone\":\"{Number}\",\"name\":\"Amelia Okafor\"");
        var counted = new Interruption();
        await using var host = bench.Beside(counted);

        Assert.Empty(await FindAsync(host, (IdentityType.Name, "Amelia Okafor")));

        // The index secret, and the integrity key that its record is authenticated with.
        Assert.Equal(2, counted.Seen);
    }

    [Fact]
    public async Task FindAsync_HoldsRestrictionsAndStates_AreShown()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var sealedId = await bench.SealedAsync(ticket: bench.Ticket(startedAt: "2026-03-04T09:15:00Z", caller: ErasureBench.Amelia));
        var awaiting = await bench.AnnounceAsync(bench.Ticket(startedAt: "2026-03-02T09:15:00Z", caller: ErasureBench.Amelia));
        var held = await bench.SealedAsync(
            RecordingBench.Content + "!", bench.Ticket(startedAt: "2026-03-03T09:15:00Z", caller: ErasureBench.Amelia));
        await bench.HoldAsync(held, "hold-1");
        await bench.RestrictAsync(sealedId);

        var found = await bench.FindAsync((IdentityType.AccountId, ErasureBench.Account));

        Assert.Equal(
            [
                (sealedId, RecordingState.Sealed, 0, true),
                (held, RecordingState.Quarantined, 1, false),
                (awaiting, RecordingState.AwaitingUpload, 0, false),
            ],
            found.Select(x => (x.RecordingId, x.State, x.Holds, x.Restricted)));
        Assert.All(found, x => Assert.Equal(x.Document!.Facts.StartedAt, x.StartedAt));
    }

    [Fact]
    public async Task FindAsync_AmongAHundredThousandRecordings_AsksForWhatItFinds()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        for (var i = 0; i < 5; i++)
        {
            await bench.AnnounceAsync(bench.Ticket(caller: ErasureBench.Amelia));
        }

        var blobs = new MemoryBlobs();
        SeedOthers(blobs, 100_000);
        var store = new TenantStore(bench.Store.Scope, bench.Store.Inbox, blobs.Service(), bench.Store.Keyring, FixedIntegrityKey.Instance);
        await CopyAsync(bench.Store.Index, store, store.Index);
        await CopyAsync(bench.Store.State, store, store.State);
        var finder = new SubjectFinder(bench.Get<IndexSecretReader>(), bench.Get<RecordingIndex>(), bench.Get<RecordingStateStore>());
        var (calls, before) = (bench.Vaults.Calls, blobs.Requests);

        var found = await finder.FindAsync(
            store,
            [new(IdentityType.AccountId, ErasureBench.Account), new(IdentityType.Phone, ErasureBench.Phone), new(
                IdentityType.Name, "amelia okafor")],
            Cancellation).ToListAsync(Cancellation);

        Assert.Equal(5, found.Count);
        Assert.All(found, x => Assert.Equal(MatchStrength.Strong, x.Match));
        // A list for the account and one for the number, and the five.
        Assert.Equal(7, blobs.Requests - before);
        Assert.Equal(calls, bench.Vaults.Calls);
    }

    /// <summary>What is in the index of somebody else costs nothing; half of them have the same name.</summary>
    static void SeedOthers(MemoryBlobs blobs, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var id = new RecordingId(Guid.CreateVersion7());
            blobs.Add(IndexEntry.Create($"{i:x32}", "accountId", DateTimeOffset.UnixEpoch.AddMinutes(i), id, 1).BlobName, []);
        }
    }

    static async Task CopyAsync(BlobContainerClient from, TenantStore store, BlobContainerClient to)
    {
        foreach (var name in await RecordingBench.NamesAsync(from, ""))
        {
            var content = (await from.GetBlobClient(name).DownloadContentAsync(Cancellation)).Value.Content;
            await store.Documents.UploadAsync(to.GetBlobClient(name), content, new BlobUploadOptions(), Cancellation);
        }
    }

    [Fact]
    public async Task Requests_of_a_person_are_found_by_any_of_their_tokens()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var (index, one, two) = (bench.Get<SubjectRequestIndex>(), SubjectRequestId.New(bench.Clock), SubjectRequestId.New(bench.Clock));
        var (a, b) = (new string('a', 32), new string('b', 32));
        await index.PutAsync(bench.Store, one, [a, b], Cancellation);
        await index.PutAsync(bench.Store, two, [b], Cancellation);

        Assert.Equal([one], await index.FindAsync(bench.Store, [a], Cancellation));
        Assert.Equal(new[] { one, two }.OrderBy(x => x.ToString(), StringComparer.Ordinal), await index.FindAsync(
            bench.Store, [a, b], Cancellation));
    }

    static void AssertFound((RecordingId, MatchStrength, string)[] expected, IEnumerable<(RecordingId, MatchStrength, string)> found) =>
        Assert.Equal(expected.OrderBy(x => x.Item1.Value), found.OrderBy(x => x.Item1.Value));

    static async Task<RecordingId> AnnounceAsync(RecordingBench bench, string caller) =>
        await bench.AnnounceAsync(bench.Ticket(caller: caller));

    static async Task<IReadOnlyList<(RecordingId, MatchStrength, string)>> FindAsync(
        RecordingBench bench, params (IdentityType Type, string Value)[] identities) =>
        [.. (await bench.FindAsync(identities)).Select(x => (x.RecordingId, x.Match, string.Join(' ', x.MatchedOn)))];
}
