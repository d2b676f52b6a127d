using Azure.Storage.Blobs.Specialized;
using Compliance.Access;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Failures;
using Compliance.Identities;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Core.Tests.SubjectRequests.Erasure;

/// <summary>What might bring an erased recording back: nobody comes back, and whoever calls anew is welcome.</summary>
public sealed class ComebackTests(AzuriteFixture azurite)
{
    static readonly Caller Reader = new(
        TenantId.Parse("acme"), "somebody", Name: null, RecordingBench.Actor.Pseudonym, new HashSet<Role> { Role.PrivacyHandler }, QueueScope.None);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Late_uploads_repeated_events_and_late_files_change_nothing()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var (id, order) = (await bench.SealedAsync(), await bench.OrderAsync());
        await bench.EraseAsync(id, order);

        await bench.UploadAsync(id, 0);
        Assert.Equal(UploadVerdict.Wait, await bench.Get<UploadWatcher>().EvaluateAsync(bench.Store, id, Cancellation));
        Assert.Equal(UploadVerdict.Wait, await bench.Get<UploadWatcher>().EvaluateAsync(bench.Store, id, Cancellation));
        await bench.SealAsync(id);
        await bench.SettleAsync(id);
        Assert.False(await bench.AnnounceLateAsync(id));
        Assert.False(await bench.CorrectAsync(id, "sales"));

        await bench.AssertErasedAsync(id, order);
    }

    [Fact]
    public async Task The_same_ticket_again_is_told_of_the_certificate_and_a_new_call_is_taken()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var ticket = bench.Ticket(caller: ErasureBench.Amelia);
        var (id, order) = (await bench.SealedAsync(ticket: ticket), await bench.OrderAsync());
        await bench.EraseAsync(id, order);

        Assert.Equal(order.CertificatePath, FailureAssert.Is(FailureKind.Gone, (await IssueAsync(bench, ticket)).Failure).Certificate);
        await bench.AssertErasedAsync(id, order);
        Assert.Single(await RecordingBench.NamesAsync(bench.Store.State, "recordings/"));
        Assert.Empty(await RecordingBench.NamesAsync(bench.Store.State, "pending/"));

        var fresh = await bench.SealedAsync(ticket: bench.Ticket(caller: ErasureBench.Amelia));
        Assert.Equal(fresh, Assert.Single(await bench.FindAsync((IdentityType.AccountId, ErasureBench.Account))).RecordingId);
    }

    /// <summary>The erasure happens whole between two storage calls of the ticket, at each of them.</summary>
    [Fact]
    public async Task A_ticket_that_an_erasure_overtakes_is_refused_and_leaves_nothing()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var (interruption, order) = (new Interruption(), await bench.OrderAsync());
        await using var host = bench.Beside(interruption);
        await host.AnnounceAsync(bench.Ticket());
        var ticket = bench.Ticket();
        await bench.SealedAsync(ticket: ticket);
        interruption.Before(0, null);
        await IssueAsync(host, ticket);
        for (var (at, calls) = (1, interruption.Seen); at <= calls; at++)
        {
            ticket = bench.Ticket();
            var id = await bench.SealedAsync(ticket: ticket);
            interruption.Before(at, () => bench.EraseAsync(id, order));

            var again = await IssueAsync(host, ticket);

            interruption.Before(0, null);
            Assert.True(
                again.Failure is { Kind: FailureKind.Gone } || (
                    again.IsSuccess(out var issued, out _) && issued.State is RecordingState.Sealed),
                $"{at}: {again.Failure}");
            Assert.Empty(await bench.ReconcileAsync());
            await bench.AssertErasedAsync(id, order);
        }
    }

    [Fact]
    public async Task A_restored_key_record_opens_nothing_and_is_removed()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var (id, order) = (await bench.SealedAsync(), await bench.OrderAsync());
        var backup = bench.Store.Keyring.GetBlobClient($"recordings/{id}");
        var record = (await backup.DownloadContentAsync(Cancellation)).Value.Content;
        await bench.EraseAsync(id, order);
        await backup.UploadAsync(record, Cancellation);

        FailureAssert.Is(
            FailureKind.Gone,
            (await bench.Get<RecordingReader>().OpenAsync(
                bench.Store, id, "note-0.txt", RecordingBench.Quality, Reader, Cancellation)).Failure);
        Assert.Equal(1, (await SweepAsync(bench)).Back);

        await bench.AssertErasedAsync(id, order);
        Assert.Equal(0, (await SweepAsync(bench)).Back);
    }

    [Fact]
    public async Task A_recording_restored_as_a_whole_is_erased_again()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var (id, order) = (await bench.SealedAsync(), await bench.OrderAsync());
        var (key, state) = (bench.Store.Keyring.GetBlobClient($"recordings/{id}"), bench.Store.State.GetBlobClient($"recordings/{id}"));
        var (keyBackup, stateBackup) = (await key.DownloadContentAsync(Cancellation), await state.DownloadContentAsync(Cancellation));
        var before = await bench.EraseAsync(id, order);
        await key.UploadAsync(keyBackup.Value.Content, new Azure.Storage.Blobs.Models.BlobUploadOptions { Metadata = keyBackup.Value.Details.Metadata }, Cancellation);
        await state.UploadAsync(stateBackup.Value.Content, new Azure.Storage.Blobs.Models.BlobUploadOptions { Metadata = stateBackup.Value.Details.Metadata }, Cancellation);
        bench.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(1, (await SweepAsync(bench)).Back);

        await bench.AssertErasedAsync(id, order);
        Assert.Equal(before.ShreddedAt, (await bench.LedgerAsync(id, order)).ShreddedAt);
    }

    [Fact]
    public async Task What_slow_steps_and_upload_urls_leave_is_removed()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var (id, order) = (await bench.SealedAsync(), await bench.OrderAsync());
        await bench.EraseAsync(id, order);
        var entry = await bench.LedgerAsync(id, order);
        await bench.Store.Index.GetBlobClient(entry.IndexEntries[0]).UploadAsync(BinaryData.Empty, Cancellation);
        await bench.Store.Recordings.GetBlobClient($"{id}/2/0").UploadAsync(BinaryData.FromString("x"), Cancellation);
        using var block = new MemoryStream([1]);
        await bench.Store.Inbox.GetBlockBlobClient(Inbox.Name(bench.Store.Tenant, id, 0)).StageBlockAsync(
            "AAAA", block, cancellationToken: Cancellation);
        Assert.Equal(
            ["index", "recordings", "inbox"], await bench.Get<ErasureVerification>().LookAgainAsync(bench.Store, id, entry, Cancellation));

        Assert.Empty((await SweepAsync(bench)).Left);

        await bench.AssertErasedAsync(id, order);
    }

    [Fact]
    public async Task Tombstones_go_when_nothing_can_come_back_any_more()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var (ticket, order) = (bench.Ticket(), await bench.OrderAsync());
        var id = await bench.SealedAsync(ticket: ticket);
        await bench.EraseAsync(id, order);

        bench.Clock.Advance(TombstoneStore.Kept - TimeSpan.FromHours(1));
        await SweepAsync(bench);
        FailureAssert.Is(FailureKind.Gone, (await IssueAsync(bench, ticket)).Failure);
        bench.Clock.Advance(TimeSpan.FromHours(1));
        await SweepAsync(bench);

        Assert.Empty(await RecordingBench.NamesAsync(bench.Store.State, "tombstones/"));
        Assert.NotEqual(id, await bench.AnnounceAsync(ticket));
        Assert.Equal(RecordingState.Erased, (await bench.DocumentAsync(id)).State);
    }

    static Task<Outcome<IssuedTicket>> IssueAsync(RecordingBench bench, RecordingTicket ticket) =>
        bench.Get<UploadTicketIssuer>().IssueAsync(bench.Store, RecordingBench.Actor, ticket, bench.Settings, Cancellation);

    static Task<ErasureSweepResult> SweepAsync(RecordingBench bench) =>
        bench.Get<ErasureSweep>().RunAsync(bench.Store, bench.Sealing, "SweepErasures", Cancellation);
}
