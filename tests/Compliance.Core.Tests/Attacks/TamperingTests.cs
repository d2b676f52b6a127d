using Azure.Storage.Blobs;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Sealing;

namespace Compliance.Core.Tests.Attacks;

/// <summary>A list of tamperings by somebody who can write both accounts: <c>fsck</c> finds each and names the blob.</summary>
public sealed class TamperingTests(TamperedTenant tampered) : IClassFixture<TamperedTenant>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_nobody_touched_is_as_written() =>
        Assert.Empty((await tampered.Tenant.CheckAsync()).Select(x => $"{x.Where}: {x.What}"));

    [Fact]
    public async Task Every_tampering_is_found_and_its_blob_is_named()
    {
        var (missed, count) = (new List<string>(), 0);
        foreach (var (where, tamper) in await TamperingsAsync())
        {
            count++;
            if (await tampered.MissedAsync(where, tamper) is { } miss)
            {
                missed.Add(miss);
            }
        }

        Assert.True(missed.Count == 0, string.Join('\n', missed));
        Assert.InRange(count, 40, 60);
        await What_nobody_touched_is_as_written();
    }

    /// <summary>In the order of the containers. The first blob of each is the one that must be named.</summary>
    async Task<IReadOnlyList<(IReadOnlyList<string> Where, Func<Task> Tamper)>> TamperingsAsync()
    {
        var (a, b, gone) = (tampered.Sealed, tampered.Other, tampered.Erased);
        var (done, open, p) = (tampered.Done, tampered.Open, RecordingBench.Actor.Pseudonym);
        var (unknown, request) = (RecordingId.New(tampered.Tenant.Host.Clock), SubjectRequestId.New(tampered.Tenant.Host.Clock));
        var backup = $"keybackups: {tampered.Backup}/";
        var entry = (await NamesAsync(tampered.Store.Index)).First(x => x.Contains($"{a}", StringComparison.Ordinal));
        var tile = (await NamesAsync(tampered.Store.Audit)).First(x => x.StartsWith("tile/entries/", StringComparison.Ordinal));
        return
        [
            Edit($"state: recordings/{a}", "sealed", "expired"),
            Edit($"state: recordings/{a}", "\"holds\":[]", "\"holds\":[ ]"),
            Relabel($"state: recordings/{a}", "people", ""),
            Relabel($"state: recordings/{a}", "mac", Convert.ToBase64String(new byte[32])),
            Copy($"state: recordings/{a}", $"recordings/{b}"),
            Delete($"state: recordings/{a}"),
            ([$"state: recordings/{a}"], tampered.Before.State.PutBackAsync),
            ([$"state: recordings/{a}", $"keyring: recordings/{a}"], PutBothBackAsync),
            Copy($"state: recordings/{unknown}", $"recordings/{b}"),
            Put("state: recordings/not-an-id"),
            Edit($"state: recordings/{gone}", "erased", "expired"),
            Put($"state: pending/{a}"),
            Put($"state: tombstones/{a}"),
            Copy($"state: tombstones/{a}", $"tombstones/{gone}"),
            Edit($"state: tombstones/{gone}", $"{gone}", $"{a}"),
            Relabel($"state: tombstones/{gone}", "at", "0"),
            Edit($"state: {tampered.Call}", "recordingId", "recordingID"),
            Copy($"state: {tampered.Call}x", tampered.Call),
            Put("state: claims/00112233445566778899aabbccddeeff"),
            Put($"state: notices/{done}/crm"),
            Put($"state: callbacks/{done}"),
            Put($"state: reads/{b}/{p}"),
            Relabel($"state: {tampered.Read}", "purpose", "training"),
            Put("state: keys/rotation"),
            Put("state: pci/rescan"),
            Put("state: index/spelling"),
            Put("state: calls-live/somebody"),
            Edit("state: audit/checkpoint", "\n", "\n\n"),
            Edit($"requests: register/{done}", "awaitingAnswer", "cancelled"),
            Copy($"requests: register/{request}", $"register/{done}"),
            Edit($"requests: {done}/plan/00000", $"{gone}", $"{a}"),
            Edit($"requests: {done}/outcomes/00000", $"{gone}", $"{a}"),
            Copy($"requests: {done}/outcomes/00001", $"{done}/outcomes/00000"),
            Flip($"requests: {done}/certificate"),
            Delete($"requests: {done}/certificate"),
            Flip($"requests: {open}/person"),
            Put($"requests: {open}/ledger/{a}"),
            Put($"requests: open/{done}"),
            Edit("settings: current", "\"recipientReminderDays\":5", "\"recipientReminderDays\":9"),
            Edit("settings: versions/1", "\"recipientReminderDays\":5", "\"recipientReminderDays\":9"),
            ([$"keyring: recordings/{a}"], () => WrapOwnAsync(a)),
            Relabel($"keyring: recordings/{a}", "seal", "another"),
            Copy($"keyring: recordings/{a}", $"recordings/{b}"),
            ([$"keyring: recordings/{gone}"], tampered.ErasedKey!.PutBackAsync),
            Put($"keyring: erased/recordings/{a}"),
            Edit($"keyring: erased/recordings/{gone}", $"{gone}", $"{a}"),
            Edit("keyring: integrity-key", "\"wrapped\":\"", "\"wrapped\":\"AA"),
            Delete($"index: {entry}"),
            Put($"index: {entry.Replace($"{a}", $"{unknown}", StringComparison.Ordinal)}"),
            Put("index: junk"),
            Flip($"recordings: {a}/1/0"),
            Delete($"recordings: {a}/1/0"),
            Relabel($"recordings: {a}/1/0", "encryptiondata", "{}"),
            Put($"packages: {a}/{done}"),
            Edit($"{backup}backup", "\"records\":", "\"records\":1"),
            ([$"{backup}backup", $"{backup}ring"], () => Attacker.FlipAsync(tampered.Store.KeyBackups, $"{tampered.Backup}/ring")),
            Flip($"audit: {tile}"),
        ];
    }

    (IReadOnlyList<string>, Func<Task>) Put(string where) => ([where], () => Attacker.PutAsync(At(where, out var name), name));

    (IReadOnlyList<string>, Func<Task>) Flip(string where) => ([where], () => Attacker.FlipAsync(At(where, out var name), name));

    (IReadOnlyList<string>, Func<Task>) Delete(string where) => ([where], () => Attacker.DeleteAsync(At(where, out var name), name));

    (IReadOnlyList<string>, Func<Task>) Copy(string where, string from) =>
        ([where], () => Attacker.CopyAsync(At(where, out var name), from, name));

    (IReadOnlyList<string>, Func<Task>) Relabel(string where, string key, string value) =>
        ([where], () => Attacker.RelabelAsync(At(where, out var name), name, key, value));

    (IReadOnlyList<string>, Func<Task>) Edit(string where, string from, string to) =>
        ([where], () => Attacker.EditAsync(At(where, out var name), name, x => x.Replace(from, to, StringComparison.Ordinal)));

    BlobContainerClient At(string where, out string name)
    {
        name = where[(where.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        return tampered.ContainerOf(where);
    }

    /// <summary>State and key record as they were together: both are genuine, and only the log knows better.</summary>
    async Task PutBothBackAsync()
    {
        await tampered.Before.State.PutBackAsync();
        await tampered.Before.Key.PutBackAsync();
    }

    /// <summary>Anyone can wrap a key with the public half of <c>seal</c>.</summary>
    async Task WrapOwnAsync(RecordingId id)
    {
        using var own = KeyBytes.Create();
        var wrapped = await tampered.Tenant.Host.Vaults.Open(tampered.Store.Scope).WrapAsync(own, Cancellation);
        await Attacker.ForgeAsync(tampered.Store.Keyring, $"recordings/{id}", new RecordingKeyRecord
        {
            Keys = [new GenerationKey(1, wrapped.KeyId, KeyRecord.Algorithm, wrapped.Bytes.ToArray())],
        });
    }

    static Task<IReadOnlyList<string>> NamesAsync(BlobContainerClient container) => RecordingBench.NamesAsync(container, "");
}
