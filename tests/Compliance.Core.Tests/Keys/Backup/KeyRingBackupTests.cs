using Azure.Storage.Blobs.Models;
using Compliance.Audit;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Core.Tests.SubjectRequests.Erasure;
using Compliance.Json;
using Compliance.Keys;
using Compliance.Model;

namespace Compliance.Core.Tests.Keys.Backup;

public sealed class KeyRingBackupTests(AzuriteFixture azurite)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TakeAsync_HoldsEveryRecordAsItLies_ButPackagesCallsAndMarksOfRestores()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        for (var i = 0; i < 3; i++)
        {
            await bench.SealedAsync();
        }

        await bench.EraseAsync(await bench.SealedAsync(), await bench.OrderAsync());
        foreach (var other in (string[])["packages/0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee", "calls/token", "restoring"])
        {
            await bench.Store.Keyring.GetBlobClient(other).UploadAsync(BinaryData.FromString("{}"), Cancellation);
        }

        var marked = bench.Store.Keyring.GetBlobClient("principals/p-1");
        await marked.UploadAsync(
            BinaryData.FromString("{}"), new BlobUploadOptions { Metadata = new Dictionary<string, string> { ["kid"] = "seal-1" } }, Cancellation);

        var backup = await bench.BackUpAsync();

        var lies = await BackupBench.TakeAsync(bench.Store.Keyring);
        var records = await bench.Get<KeyBackupReader>().ReadAsync(bench.Store, backup, Cancellation).ToDictionaryAsync(
            x => x.Name, cancellationToken: Cancellation);
        Assert.Equal(lies.Keys.Where(RingRecord.IsBackedUp).Order(StringComparer.Ordinal), records.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(lies.Count - 3, backup.Records);
        Assert.All(records.Values, x => Assert.Equal(lies[x.Name].Content.ToArray(), x.Content.ToArray()));
        Assert.Equal("seal-1", records["principals/p-1"].Metadata["kid"]);
        Assert.Contains(records.Keys, x => x.StartsWith(KeyRingTombstones.Prefix, StringComparison.Ordinal));
        Assert.Equal(["call-secret", "index-secret", IntegrityKeys.RecordName], backup.Secrets.Order(StringComparer.Ordinal));
        Assert.Equal(
            [AuditPhase.Intent, AuditPhase.Done], bench.Audit.Entries.Where(x => x.Event == KeyRingBackup.Event).Select(x => x.Phase));
    }

    [Fact]
    public async Task TakeAsync_NothingOfItIsClear()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var id = await bench.SealedAsync();

        var backup = await bench.BackUpAsync();

        foreach (var (name, blob) in await BackupBench.TakeAsync(bench.Store.KeyBackups))
        {
            Assert.DoesNotContain(id.ToString(), $"{name} {blob.Content}", StringComparison.Ordinal);
            Assert.StartsWith(backup.BackupId, name, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task TakeAsync_WithAFreshOne_TakesNoOther()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var first = await bench.BackUpAsync();
        var ring = bench.Get<KeyRingBackup>();
        bench.Clock.Advance(TimeSpan.FromMinutes(59));

        Assert.Equal(
            first.BackupId, (await ring.TakeAsync(bench.Store, RecordingBench.Actor, TimeSpan.FromHours(1), Cancellation)).BackupId);
        bench.Clock.Advance(TimeSpan.FromMinutes(1));
        var second = await ring.TakeAsync(bench.Store, RecordingBench.Actor, TimeSpan.FromHours(1), Cancellation);

        Assert.NotEqual(first.BackupId, second.BackupId);
        Assert.Equal(
            [second.BackupId, first.BackupId], (
                await bench.Get<KeyBackupStore>().ListAsync(bench.Store, Cancellation)).Select(x => x.BackupId));
    }

    /// <summary>A certificate says at shreddedAt + 7 days that no backup has the key; the timer comes once an hour.</summary>
    [Fact]
    public async Task EndAsync_RunHourly_LeavesNoBackupOfAKeyWhenItsCertificateIsFinal()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var id = await bench.SealedAsync();
        await bench.BackUpAsync();
        var outcome = await bench.EraseAsync(id, await bench.OrderAsync());
        var backups = bench.Get<KeyBackupStore>();
        bench.Clock.Advance(TimeSpan.FromDays(7) - TimeSpan.FromHours(3));
        Assert.Equal(0, await backups.EndAsync(bench.Store, Cancellation));
        Assert.Single(await backups.ListAsync(bench.Store, Cancellation));

        for (var hour = 0; hour < 3; hour++)
        {
            bench.Clock.Advance(TimeSpan.FromHours(1));
            await backups.EndAsync(bench.Store, Cancellation);
        }

        Assert.True(bench.Clock.GetUtcNow() <= outcome.FinalAt);
        Assert.Empty(await ErasureBench.EverythingAsync(bench.Store.KeyBackups));
    }

    [Fact]
    public async Task EndAsync_WhereVersionsAreKept_RemovesThemToo()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var (blobs, old) = (new MemoryBlobs(versions: true), KeyBackupId.New(bench.Clock));
        foreach (var name in KeyBackupStore.NamesOf(old).Concat(KeyBackupStore.NamesOf(old)))
        {
            blobs.Add(name, [1]);
        }

        bench.Clock.Advance(KeyBackupStore.Lifetime);
        var store = new Compliance.Tenancy.TenantStore(
            bench.Store.Scope, bench.Store.Inbox, blobs.Service(), bench.Store.Keyring, FixedIntegrityKey.Instance);

        Assert.Equal(1, await bench.Get<KeyBackupStore>().EndAsync(store, Cancellation));

        Assert.Empty(blobs.Names);
    }

    [Fact]
    public async Task EndAsync_AnAttemptThatDied_IsNoBackupAndGoes()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        await bench.SealedAsync();
        var backups = bench.Get<KeyBackupStore>();
        var whole = await bench.BackUpAsync();
        bench.Clock.Advance(TimeSpan.FromMinutes(1));
        var died = await bench.BackUpAsync();
        await bench.Store.KeyBackups.DeleteBlobAsync(KeyBackupStore.NamesOf(died.Id)[1], cancellationToken: Cancellation);

        Assert.Equal(whole.BackupId, Assert.Single(await backups.ListAsync(bench.Store, Cancellation)).BackupId);
        await Assert.ThrowsAsync<KeyBackupException>(() => bench.Get<KeyBackupReader>().VerifyAsync(bench.Store, died.Id, Cancellation));
        Assert.Equal(0, await backups.EndAsync(bench.Store, Cancellation));
        bench.Clock.Advance(KeyBackupStore.LongestAttempt);
        Assert.Equal(1, await backups.EndAsync(bench.Store, Cancellation));

        Assert.Equal(
            KeyBackupStore.NamesOf(whole.Id).Order(StringComparer.Ordinal), await RecordingBench.NamesAsync(bench.Store.KeyBackups, ""));
    }

    [Fact]
    public async Task IsStaleAsync_AfterTwoDays()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var backups = bench.Get<KeyBackupStore>();
        Assert.False(await backups.IsStaleAsync(bench.Store, Cancellation));
        await bench.SealedAsync();
        Assert.True(await backups.IsStaleAsync(bench.Store, Cancellation));
        await bench.BackUpAsync();
        bench.Clock.Advance(KeyBackupStore.Stale - TimeSpan.FromMinutes(1));
        Assert.False(await backups.IsStaleAsync(bench.Store, Cancellation));
        bench.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.True(await backups.IsStaleAsync(bench.Store, Cancellation));
    }

    /// <summary>Two hosts at once, and erasures meanwhile: each backup is whole.</summary>
    [Fact]
    public async Task Two_backups_at_once_beside_erasures_are_both_whole()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var ids = new List<RecordingId>();
        for (var i = 0; i < 4; i++)
        {
            ids.Add(await bench.SealedAsync());
        }

        var order = await bench.OrderAsync();

        var both = Task.WhenAll(bench.BackUpAsync(), bench.BackUpAsync());
        await Task.WhenAll(ids.Select(x => bench.EraseAsync(x, order)));

        foreach (var backup in await both)
        {
            Assert.Equal(backup.BackupId, (await bench.Get<KeyBackupReader>().VerifyAsync(bench.Store, backup.Id, Cancellation)).BackupId);
        }
    }

    [Fact]
    public async Task VerifyAsync_WhatWasCutChangedOrExchanged_IsRefused()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        await bench.SealedAsync();
        var backup = await bench.BackUpAsync();
        bench.Clock.Advance(TimeSpan.FromMinutes(1));
        await bench.SealedAsync();
        var other = await bench.BackUpAsync();
        var whole = await BackupBench.TakeAsync(bench.Store.KeyBackups);
        var (ring, description) = (KeyBackupStore.NamesOf(backup.Id)[0], KeyBackupStore.NamesOf(backup.Id)[1]);
        var (otherRing, otherDescription) = (KeyBackupStore.NamesOf(other.Id)[0], KeyBackupStore.NamesOf(other.Id)[1]);
        var bytes = whole[ring].Content.ToArray();
        (string What, string Blob, byte[] Content)[] damages =
        [
            ("cut", ring, bytes[..^1]),
            ("one bit", ring, [.. bytes[..100], (byte)(bytes[100] ^ 1), .. bytes[101..]]),
            ("another's records", ring, whole[otherRing].Content.ToArray()),
            ("another's description", description, whole[otherDescription].Content.ToArray()),
            ("fewer records", description, StateJson.Write(backup with { Records = backup.Records - 1 })),
            ("no json", description, [1, 2, 3]),
        ];

        foreach (var (what, blob, content) in damages)
        {
            await BackupBench.PutBackAsync(bench.Store.KeyBackups, whole);
            await bench.Store.KeyBackups.GetBlobClient(blob).UploadAsync(
                BinaryData.FromBytes(content), new BlobUploadOptions { Metadata = whole[blob].Details.Metadata }, Cancellation);
            var before = await RecordingBench.NamesAsync(bench.Store.Keyring, "");

            var refused = await Assert.ThrowsAsync<KeyBackupException>(() => bench.RestoreAsync(backup.Id));

            Assert.False(string.IsNullOrEmpty(refused.Message), what);
            Assert.Equal(before, await RecordingBench.NamesAsync(bench.Store.Keyring, ""));
        }

        await BackupBench.PutBackAsync(bench.Store.KeyBackups, whole);
        await bench.Get<KeyBackupReader>().VerifyAsync(bench.Store, backup.Id, Cancellation);
        bench.Clock.Advance(KeyBackupStore.Lifetime);
        Assert.Contains(
            "certificates promise", (
                await Assert.ThrowsAsync<KeyBackupException>(() => bench.RestoreAsync(backup.Id))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_a_backup_has_is_not_made_anew()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        await bench.SealedAsync();
        await bench.BackUpAsync();
        await BackupBench.EmptyAsync(bench.Store.Keyring);
        await using var host = bench.Fresh();

        await Assert.ThrowsAsync<Compliance.Tenancy.TenantClosedException>(() => host.AnnounceAsync(host.Ticket()));

        Assert.Empty(await RecordingBench.NamesAsync(bench.Store.Keyring, ""));
    }
}
