using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Audit;
using Compliance.Core.Tests.Keys.Rotation;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Core.Tests.SubjectRequests.Erasure;
using Compliance.Failures;
using Compliance.Identities;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Operations;
using Compliance.Recordings;
using Compliance.SubjectRequests;

namespace Compliance.Core.Tests.Keys.Backup;

/// <summary>Three people call, one is erased after the backup, accounts are lost: two come back, and one does not.</summary>
public sealed class TenantRestoreTests(AzuriteFixture azurite)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_keys_account_is_lost()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var people = await PeopleAsync(bench);
        var backup = await bench.BackUpAsync();
        await bench.EraseAsync(people.Erased, people.Order);
        await BackupBench.EmptyAsync(bench.Store.Keyring);
        await using var host = bench.Fresh();

        var result = await host.RestoreAsync(backup.Id);

        Assert.Contains(people.Erased, result.Erased);
        Assert.Empty(result.Lost);
        await AssertNobodyCameBackAsync(host, people);
        await host.AssertErasedAsync(people.Erased, people.Order);
        Assert.True(await KeyRingTombstones.ExistsAsync(host.Store, $"recordings/{people.Erased}", Cancellation));
    }

    [Fact]
    public async Task Keys_that_come_back_under_an_older_version_are_rotated_again()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var people = await PeopleAsync(bench);
        await bench.RotateAsync();
        var backup = await bench.BackUpAsync();
        await bench.EraseAsync(people.Erased, people.Order);
        await bench.NewVersionAsync();
        await bench.TurnToEndAsync();
        await BackupBench.EmptyAsync(bench.Store.Keyring);
        await using var host = bench.Fresh();

        await host.RestoreAsync(backup.Id);

        Assert.True(await host.Get<KeyRotation>().IsDueAsync(host.Store.Scope, Cancellation));
        await host.TurnToEndAsync();
        await host.AssertCurrentAsync();
        await AssertNobodyCameBackAsync(host, people);
    }

    [Fact]
    public async Task The_data_account_is_lost()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var people = await PeopleAsync(bench);
        var backup = await bench.BackUpAsync();
        var data = await DataAsync(bench);
        await bench.EraseAsync(people.Erased, people.Order);
        await PutBackAsync(bench, data);
        await using var host = bench.Fresh();

        var result = await host.RestoreAsync(backup.Id);

        Assert.Contains(people.Erased, result.Erased);
        Assert.Empty(result.Lost);
        await AssertNobodyCameBackAsync(host, people);
        await host.AssertErasedAsync(people.Erased, people.Order);
        Assert.NotNull(await host.Get<TombstoneStore>().FindAsync(host.Store, people.Erased, Cancellation));
    }

    [Fact]
    public async Task Both_accounts_are_lost_and_a_certificate_knows()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var people = await PeopleAsync(bench);
        await bench.HoldAsync(people.Erased, "hold-1");
        var backup = await bench.BackUpAsync();
        var data = await DataAsync(bench);
        await BackupBench.EmptyAsync(bench.Store.Keyring);
        await PutBackAsync(bench, data);
        await using var host = bench.Fresh();

        var result = await host.RestoreAsync(backup.Id, Certificate(people));

        Assert.Equal([people.Erased], result.Erased);
        await AssertNobodyCameBackAsync(host, people);
        Assert.Equal(RecordingState.Erased, (await host.DocumentAsync(people.Erased)).State);
    }

    /// <summary>By order of a setting, while hosts run: closed, restored, gone through again, opened, and not done a second time.</summary>
    [Fact]
    public async Task The_keys_account_is_lost_and_hosts_restore_it()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var people = await PeopleAsync(bench);
        var backup = await bench.BackUpAsync();
        await bench.EraseAsync(people.Erased, people.Order);
        await BackupBench.EmptyAsync(bench.Store.Keyring);
        await using var host = bench.Fresh();

        var restoring = host.Get<HostedKeyRestore>().RunAsync(host.Store, backup.Id, host.Sealing, "Test", reason: null, Cancellation);
        while (await RestoreMark.FindAsync(host.Store, Cancellation) is null)
        {
            await Task.Delay(20, Cancellation);
        }

        Assert.DoesNotContain(await RecordingBench.NamesAsync(host.Store.Keyring, ""), x => x != Compliance.Tenancy.TenantGate.MarkName);
        while (!restoring.IsCompleted)
        {
            bench.Clock.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(20, Cancellation);
        }

        Assert.Contains(people.Erased, (await restoring)!.Erased);
        Assert.Null(await RestoreMark.FindAsync(host.Store, Cancellation));
        await AssertNobodyCameBackAsync(host, people);

        // As if it had died before its last step.
        await new RestoreMark(backup.Id.ToString(), Data: false, Copy: null, bench.Clock.GetUtcNow()).TryPutAsync(host.Store, Cancellation);
        Assert.Null(await host.Get<HostedKeyRestore>().RunAsync(host.Store, backup.Id, host.Sealing, "Test", reason: null, Cancellation));
        Assert.Null(await RestoreMark.FindAsync(host.Store, Cancellation));
    }

    /// <summary>Dies at every call of a restore, and is run again; nobody is back, not even in between.</summary>
    [Theory]
    [InlineData(2)]
    [SoakData(60)]
    public async Task A_restore_that_dies_goes_on(int most)
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var people = await PeopleAsync(bench);
        var backup = await bench.BackUpAsync();
        var (data, keys) = (await DataAsync(bench), await BackupBench.TakeAsync(bench.Store.Keyring));
        await bench.EraseAsync(people.Erased, people.Order);
        var marks = (await BackupBench.TakeAsync(bench.Store.Keyring)).Keys.Except(keys.Keys).ToArray();
        var mark = await BackupBench.TakeAsync(bench.Store.Keyring);
        var deaths = new Deaths();
        await using (var counted = bench.Beside(deaths))
        {
            await ResetAsync();
            deaths.At(0);
            await counted.RestoreAsync(backup.Id);
        }

        var points = Enumerable.Range(1, deaths.Seen).ToArray();
        TestContext.Current.TestOutputHelper?.WriteLine($"{points.Length} storage calls");
        new Random(Seeds.Current).Shuffle(points);
        foreach (var at in points.Take(most))
        {
            await ResetAsync();
            await using (var dying = bench.Beside(deaths))
            {
                deaths.At(at);
                var death = await Record.ExceptionAsync(() => dying.RestoreAsync(backup.Id));

                // What runs side by side makes a call more or less.
                Assert.True(death is not null || deaths.Seen < at, $"{at}");
                deaths.At(0);
            }

            await using var host = bench.Fresh();
            Assert.False(await host.Get<KeyRing>().ExistsAsync(host.Store, people.Erased, Cancellation), $"{at}");
            await host.RestoreAsync(backup.Id);
            await AssertNobodyCameBackAsync(host, people);

            // An erasure that was announced by the one that died is closed in the log when nobody can be at it any more.
            bench.Clock.Advance(PendingAudit.Abandoned);
            Assert.Empty(await host.ReconcileAsync());
            await host.AssertErasedAsync(people.Erased, people.Order);
        }

        // The data account is the copy's; of the keys account only the marks are there, which an erasure laid last.
        async Task ResetAsync()
        {
            await PutBackAsync(bench, data);
            await BackupBench.PutBackAsync(bench.Store.Keyring, mark.Where(x => marks.Contains(x.Key)).ToDictionary());
        }
    }

    /// <summary>The erasure happens whole between two storage calls of the restore, at each of them.</summary>
    [Theory]
    [InlineData(2)]
    [SoakData(60)]
    public async Task An_erasure_at_any_moment_beside_a_restore_wins(int most)
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var interruption = new Interruption();
        var other = await bench.SealedAsync();
        var backup = await BeginAsync();
        await using (var counting = bench.Beside(interruption))
        {
            interruption.Before(0, null);
            await RingAsync(counting, backup.Backup);
        }

        var points = Enumerable.Range(1, interruption.Seen).ToArray();
        TestContext.Current.TestOutputHelper?.WriteLine($"{points.Length} storage calls");
        new Random(Seeds.Current).Shuffle(points);
        foreach (var at in points.Take(most))
        {
            var (id, order, taken) = await BeginAsync();
            await using var host = bench.Beside(interruption);
            interruption.Before(at, async () =>
            {
                await using var eraser = bench.Fresh();
                await eraser.EraseAsync(id, order);
            });

            await RingAsync(host, taken);

            interruption.Before(0, null);
            Assert.False(await bench.Get<KeyRing>().ExistsAsync(bench.Store, id, Cancellation), $"{at}");
            await bench.AssertErasedAsync(id, order);
            Assert.True(await bench.Get<KeyRing>().ExistsAsync(bench.Store, other, Cancellation));
        }

        async Task<(RecordingId Id, ErasureOrder Order, KeyBackup Backup)> BeginAsync()
        {
            var (id, order) = (await bench.SealedAsync(), await bench.OrderAsync());
            bench.Clock.Advance(TimeSpan.FromMinutes(1));
            var taken = await bench.BackUpAsync();
            await BackupBench.EmptyAsync(bench.Store.Keyring, "recordings/");
            return (id, order, taken);
        }

        static Task RingAsync(RecordingBench host, KeyBackup backup) =>
            host.Get<KeyRingRestore>().RunAsync(host.Store, backup.Id, new HashSet<RecordingId>(), Cancellation);
    }

    [Fact]
    public async Task What_was_sealed_again_since_does_not_come_back_and_is_said_to_be_lost()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var (again, kept) = (await bench.SealedAsync(), await bench.SealedAsync());
        var backup = await bench.BackUpAsync();
        await bench.AnnounceLateAsync(again);
        await bench.UploadAsync(again, 1);
        await bench.SealAsync(again);
        Assert.Equal(2, (await bench.DocumentAsync(again)).KeyGeneration);
        var after = await bench.SealedAsync();
        await BackupBench.EmptyAsync(bench.Store.Keyring);
        await using var host = bench.Fresh();

        var result = await host.RestoreAsync(backup.Id);

        Assert.Equal(new Dictionary<RecordingId, string> { [again] = LostReason.Key, [after] = LostReason.Key }, result.Lost);
        Assert.Equal(1, result.Records[RingFate.Superseded]);
        foreach (var id in (RecordingId[])[again, after])
        {
            Assert.Contains(
                "lost", FailureAssert.Is(FailureKind.Gone, (await host.PlayAsync(id)).Failure).Detail, StringComparison.Ordinal);
            Assert.False(await host.Get<KeyRing>().ExistsAsync(host.Store, id, Cancellation));
        }

        Assert.Equal(RecordingBench.Content, (await host.PlayAsync(kept)).Clear);
        var order = await host.OrderAsync();
        await host.EraseAsync(again, order);
        await host.AssertErasedAsync(again, order);
    }

    [Fact]
    public async Task A_state_older_than_its_key_allows_is_said_to_be_lost()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var id = await bench.SealedAsync();
        var backup = await bench.BackUpAsync();
        var data = await DataAsync(bench);
        await bench.CorrectAsync(id, "sales");
        await bench.SettleAsync(id);
        await PutBackAsync(bench, data);
        await using var host = bench.Fresh();

        var result = await host.RestoreAsync(backup.Id);

        Assert.Equal(LostReason.RolledBack, result.Lost[id]);
        FailureAssert.Is(FailureKind.Gone, (await host.PlayAsync(id)).Failure);
    }

    sealed record People(RecordingId Erased, RecordingId One, RecordingId Other, ErasureOrder Order);

    static async Task<People> PeopleAsync(RecordingBench bench)
    {
        var erased = await bench.SealedAsync(ticket: bench.Ticket(caller: ErasureBench.Amelia));
        return new People(erased, await bench.SealedAsync(), await bench.SealedAsync(), await bench.OrderAsync());
    }

    static async Task AssertNobodyCameBackAsync(RecordingBench host, People people)
    {
        Assert.False(await host.Get<KeyRing>().ExistsAsync(host.Store, people.Erased, Cancellation));
        FailureAssert.Is(FailureKind.Gone, (await host.PlayAsync(people.Erased)).Failure);
        Assert.Empty(await host.FindAsync((IdentityType.Phone, ErasureBench.Phone)));
        Assert.DoesNotContain(
            await RecordingBench.NamesAsync(host.Store.Index, ""), x => x.Contains($"{people.Erased}", StringComparison.Ordinal));
        Assert.Empty(await RecordingBench.NamesAsync(host.Store.Recordings, $"{people.Erased}/"));
        Assert.Equal(RecordingBench.Content, (await host.PlayAsync(people.One)).Clear);
        Assert.Equal(RecordingBench.Content, (await host.PlayAsync(people.Other)).Clear);
    }

    static CertificateStatement Certificate(People people) => new(
        CertificateStatement.Version, "acme", people.Order.Request, SubjectRequestType.Erasure,
        DateTimeOffset.UnixEpoch, null, null, null, null, DateTimeOffset.UnixEpoch,
        [new DestroyedRecording(people.Erased, CertificateMethod.KeyDestroyed, CertificateMethod.Everything, "17(1)(b)", null, null)],
        [], [], [], 1, null, new LogEvidence("", "", "", 0, [], ""));

    static async Task<IReadOnlyList<IReadOnlyDictionary<string, BlobDownloadResult>>> DataAsync(RecordingBench bench) =>
        await Task.WhenAll(Containers(bench).Select(BackupBench.TakeAsync));

    static async Task PutBackAsync(
        RecordingBench bench, IReadOnlyList<IReadOnlyDictionary<string, BlobDownloadResult>> data)
    {
        foreach (var (container, taken) in Containers(bench).Zip(data))
        {
            await BackupBench.PutBackAsync(container, taken);
        }
    }

    static IReadOnlyList<BlobContainerClient> Containers(RecordingBench bench) =>
        [bench.Store.Recordings, bench.Store.State, bench.Store.Index, bench.Store.Requests];

    /// <summary>Ends a host at a call: nothing of it goes through any more.</summary>
    sealed class Deaths : HttpPipelinePolicy
    {
        int at;

        public int Seen { get; private set; }

        /// <param name="number">From 1; 0: never.</param>
        public void At(int number) => (at, Seen) = (number, 0);

        public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
            ++Seen < at || at == 0 ? ProcessNextAsync(message, pipeline) : throw new InvalidOperationException("The host died.");

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();
    }
}
