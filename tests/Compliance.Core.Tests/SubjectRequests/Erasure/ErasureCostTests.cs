using System.Text;
using Azure.Storage.Blobs;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Identities;
using Compliance.SubjectRequests;

namespace Compliance.Core.Tests.SubjectRequests.Erasure;

public sealed class ErasureCostTests(AzuriteFixture azurite)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    static ParallelOptions AtOnce => new() { MaxDegreeOfParallelism = 8, CancellationToken = Cancellation };

    [Fact]
    public async Task Finding_and_erasing_forty_recordings_of_one_person_costs_as_many_vault_calls_as_one()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var order = await bench.OrderAsync();
        var tickets = Enumerable.Range(0, 40).Select(_ => bench.Ticket(caller: ErasureBench.Amelia)).ToList();
        await Parallel.ForEachAsync(tickets, AtOnce, async (ticket, _) => await bench.AnnounceAsync(ticket));

        // A host that knows nothing yet.
        await using var host = bench.Beside(new Interruption());
        var found = await host.FindAsync((IdentityType.AccountId, ErasureBench.Account));
        Assert.Equal(40, found.Count);
        await host.EraseAsync(found[0].RecordingId, order);
        var one = host.Vaults.Calls;
        await Parallel.ForEachAsync(found.Skip(1), AtOnce, async (match, _) =>
            Assert.Equal(OutcomeKind.Erased, (await host.EraseAsync(match.RecordingId, order)).Outcome));

        Assert.Equal(one, host.Vaults.Calls);

        // The integrity key, the index secret, the call ids' secret, the request's key.
        Assert.Equal(4, one);
        Assert.Empty(await host.FindAsync((IdentityType.AccountId, ErasureBench.Account)));
        var entries = await Task.WhenAll(found.Select(x => bench.LedgerAsync(x.RecordingId, order)));
        Assert.Equal(tickets.Select(x => x.CallId.Value).Order(StringComparer.Ordinal), entries.Select(x => x.CallId!).Order(StringComparer.Ordinal));
    }

    /// <summary>The key record has the call id for the ledger; what is left has nobody.</summary>
    [Fact]
    public async Task No_raw_blob_names_anybody_before_or_after()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var ticket = bench.Ticket(caller: ErasureBench.Amelia);
        var id = await bench.SealedAsync(ticket: ticket);
        string[] needles = ["Okafor", "7700900123", "example.org", ErasureBench.Account, ticket.CallId.Value];

        await AssertNobodyAsync(bench, needles);
        await bench.EraseAsync(id, await bench.OrderAsync());

        await AssertNobodyAsync(bench, [.. needles, .. await TokensAsync(bench)]);
    }

    static async Task<IReadOnlyList<string>> TokensAsync(RecordingBench bench)
    {
        using var secret = await bench.Get<Compliance.Keys.IndexSecretReader>().OpenAsync(bench.Store, Cancellation);
        return [secret.Tokens.Token(new NormalizedIdentity(IdentityType.Phone, ErasureBench.Phone)).Value];
    }

    static async Task AssertNobodyAsync(RecordingBench bench, IReadOnlyList<string> needles)
    {
        var store = bench.Store;
        foreach (var container in (BlobContainerClient[])[
            store.Recordings, store.State, store.Index, store.Requests, store.Packages, store.Keyring, store.Inbox, store.Settings, store.Principals])
        {
            foreach (var name in await ErasureBench.EverythingAsync(container))
            {
                var content = (await container.GetBlobClient(name).DownloadContentAsync(Cancellation)).Value;
                var text = name + Encoding.Latin1.GetString(content.Content) + string.Concat(content.Details.Metadata.Values);
                Assert.DoesNotContain(needles, x => text.Contains(x, StringComparison.OrdinalIgnoreCase));
            }
        }
    }
}
