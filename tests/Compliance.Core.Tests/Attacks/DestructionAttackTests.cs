using Compliance.Audit;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Core.Tests.SubjectRequests.Erasure;
using Compliance.Identities;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.SubjectRequests;

namespace Compliance.Core.Tests.Attacks;

/// <summary>
/// Whoever can write the data account cannot have a key shredded. Before, a bare tombstone, a state <c>erasing</c> with a marker, and edited
/// index entries each did, one of them under a legal hold.
/// </summary>
public sealed class DestructionAttackTests(AzuriteFixture azurite)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_bare_tombstone_destroys_nothing_and_is_reported()
    {
        await using var tenant = await AttackedTenant.CreateAsync(azurite);
        var (recording, erased) = (await tenant.SealAsync(), await tenant.SealAsync());
        await tenant.Host.EraseAsync(erased, await tenant.Host.OrderAsync());
        var forged = new Tombstone(
            $"{recording}", $"{SubjectRequestId.New(tenant.Host.Clock)}", "/api/tenants/acme/requests/x/certificate", DateTimeOffset.UnixEpoch, null);
        await Attacker.ForgeAsync(
            tenant.Store.State, $"tombstones/{recording}", forged, new Dictionary<string, string>(StringComparer.Ordinal) { ["at"] = "0" });

        var swept = await tenant.SweepAsync();

        Assert.Equal(recording, Assert.Single(swept.Left).Id);
        Assert.Contains($"state/tombstones/{recording}", tenant.Rejected);
        await tenant.AssertIntactAsync(recording);
    }

    /// <summary>A genuine tombstone, whose mark somebody with both accounts removed, or that was copied from a backup of one account.</summary>
    [Fact]
    public async Task A_tombstone_without_a_mark_in_the_keys_account_is_not_obeyed()
    {
        await using var tenant = await AttackedTenant.CreateAsync(azurite);
        var recording = await tenant.SealAsync();
        var (key, state) = (await Kept.OfAsync(tenant.Store.Keyring, $"recordings/{recording}"), await Kept.OfAsync(
            tenant.Store.State, $"recordings/{recording}"));
        await tenant.Host.EraseAsync(recording, await tenant.Host.OrderAsync());
        await Attacker.DeleteAsync(tenant.Store.Keyring, KeyRingTombstones.Prefix + $"recordings/{recording}");
        await key.PutBackAsync();
        await state.PutBackAsync();
        tenant.Host.Clock.Advance(TimeSpan.FromHours(3));

        var swept = await tenant.SweepAsync();

        Assert.Equal(recording, Assert.Single(swept.Left).Id);
        Assert.True(await tenant.Host.Get<KeyRing>().ExistsAsync(tenant.Store, recording, Cancellation));
        Assert.Contains(await tenant.CheckAsync(), x => x.Where == $"state: tombstones/{recording}");
    }

    [Fact]
    public async Task A_forged_mark_in_the_keys_account_destroys_nothing()
    {
        await using var tenant = await AttackedTenant.CreateAsync(azurite);
        var recording = await tenant.SealAsync();
        await Attacker.PutAsync(tenant.Store.Keyring, KeyRingTombstones.Prefix + $"recordings/{recording}", "{}");

        var swept = await tenant.SweepAsync();

        Assert.Equal(recording, Assert.Single(swept.Left).Id);
        await tenant.AssertIntactAsync(recording);
    }

    [Fact]
    public async Task A_state_erasing_with_a_marker_destroys_nothing_and_others_go_on()
    {
        await using var tenant = await AttackedTenant.CreateAsync(azurite);
        var (held, waiting) = (await tenant.SealAsync(), await tenant.Host.AnnounceAsync(tenant.Host.Ticket()));
        Assert.True(await tenant.Host.HoldAsync(held, "h-1"));
        await tenant.Host.UploadAsync(waiting, 0);
        var order = await tenant.Host.OrderAsync();
        var forged = await tenant.Host.DocumentAsync(held) with
        {
            State = RecordingState.Erasing,
            Holds = [],
            Erasure = new ErasureState($"{order.Request}", order.CertificatePath, order.Actor.Pseudonym, order.Actor.Origin, default),
        };
        await Attacker.ForgeAsync(tenant.Store.State, $"recordings/{held}", forged);
        var owed = new PendingAudit("recording.erased", $"{held}/x", order.Actor.Pseudonym, order.Actor.Origin, default);
        await Attacker.ForgeAsync(tenant.Store.State, $"pending/{held}", new OutboxMarker(null, [owed]));

        var left = await tenant.Host.ReconcileAsync();

        Assert.Equal(held, Assert.Single(left).Id);
        await tenant.AssertIntactAsync(held);
        Assert.Contains($"state/pending/{held}", tenant.Rejected);
        Assert.Equal(RecordingState.Sealed, (await tenant.Host.DocumentAsync(waiting)).State);
    }

    [Fact]
    public async Task Edited_index_entries_erase_nobody_else_and_leave_the_recording_open()
    {
        await using var tenant = await AttackedTenant.CreateAsync(azurite);
        var (mine, other) = (await tenant.SealAsync(), await tenant.Host.SealedAsync());
        var entry = (await RecordingBench.NamesAsync(tenant.Store.Index, "")).First(
            x => x.Contains($"{mine}", StringComparison.Ordinal) && x.Contains("/accountId/", StringComparison.Ordinal));
        var stolen = entry.Replace($"{mine}", $"{other}", StringComparison.Ordinal);
        await Attacker.EditAsync(
            tenant.Store.State,
            $"recordings/{other}",
            x => x.Replace("\\u0022indexEntries\\u0022:[", $"\\u0022indexEntries\\u0022:[\\u0022{stolen}\\u0022,", StringComparison.Ordinal));
        await Attacker.PutAsync(tenant.Store.Index, stolen);
        var request = await tenant.FileAsync();

        await tenant.RunAsync(request);

        Assert.Equal(
            [(mine, OutcomeKind.Erased), (other, OutcomeKind.Open)],
            (await tenant.OutcomesAsync(request)).Select(x => (x.RecordingId, x.Outcome)).OrderBy(x => x.Outcome));
        await tenant.AssertIntactAsync(other);
        Assert.NotNull(await tenant.CertificateAsync(request));
    }

    /// <summary>Ledger entries tell a restore what was erased; a name alone does not.</summary>
    [Fact]
    public async Task A_bare_ledger_entry_erases_nothing_at_a_restore()
    {
        await using var tenant = await AttackedTenant.CreateAsync(azurite);
        var (recording, request) = (await tenant.SealAsync(), await tenant.FileAsync());
        await Attacker.PutAsync(tenant.Store.Requests, $"{request}/ledger/{recording}", "x");

        var erased = await tenant.Host.Get<ErasedSet>().LayAsync(tenant.Store, [], Cancellation);

        Assert.Empty(erased);
        await tenant.AssertIntactAsync(recording);
    }

    /// <summary>Before, deleting index blobs hid a person from erasure while the recording still played.</summary>
    [Fact]
    public async Task A_recording_whose_index_blobs_were_deleted_is_found_and_erased()
    {
        await using var tenant = await AttackedTenant.CreateAsync(azurite);
        var (seen, hidden) = (await tenant.SealAsync(), await tenant.SealAsync());
        foreach (var entry in await RecordingBench.NamesAsync(tenant.Store.Index, ""))
        {
            if (entry.Contains($"{hidden}", StringComparison.Ordinal))
            {
                await Attacker.DeleteAsync(tenant.Store.Index, entry);
            }
        }

        Assert.Equal(seen, Assert.Single(await tenant.Host.FindAsync((IdentityType.AccountId, ErasureBench.Account))).RecordingId);
        Assert.Contains(await tenant.CheckAsync(), x => x.Where.StartsWith("index: ", StringComparison.Ordinal));
        var request = await tenant.FileAsync();
        await tenant.RunAsync(request);

        var outcomes = await tenant.OutcomesAsync(request);
        Assert.Equal(2, outcomes.Count);
        Assert.All(outcomes, x => Assert.Equal(OutcomeKind.Erased, x.Outcome));
        Assert.False(await tenant.Host.Get<KeyRing>().ExistsAsync(tenant.Store, hidden, Cancellation));
    }
}
