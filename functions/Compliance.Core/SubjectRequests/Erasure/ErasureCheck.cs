using Compliance.Fsck;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Verifies that tombstones, erasure marks, states and keys agree: a tombstone has its mark in the keys account, and of a marked recording
/// there is no key and nothing but the state <c>erased</c>. Three reads per recent erasure, no vault call.
/// </summary>
public sealed class ErasureCheck(
    TenantStoreFactory stores, TombstoneStore tombstones, RecordingStateStore states, KeyRing keys) : IFsckCheck
{
    public string Name => "erasures";

    public async Task<FsckResult> CheckAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        var store = stores.Open(scope);
        var (sound, findings) = (0L, new List<FsckFinding>());
        var marked = await KeyRingTombstones.ListAsync(store, cancellationToken)
            .Select(x => x.Id)
            .ToHashSetAsync(cancellationToken: cancellationToken);
        foreach (var id in marked)
        {
            if (await WrongAsync(store, id, cancellationToken) is { } wrong)
            {
                findings.Add(wrong);
            }
            else
            {
                sound++;
            }
        }

        await foreach (var (id, _) in tombstones.ListAsync(store, cancellationToken).Where(x => !marked.Contains(x.Id)))
        {
            // An erasure that a host has just begun writes the tombstone first.
            if (await StateAsync(store, id, cancellationToken) is not RecordingState.Erasing)
            {
                findings.Add(new FsckFinding(
                    $"{ContainerNames.State}: {TombstoneStore.NameOf(id)}", "it has no mark in the keys account, so nothing obeys it."));
            }
        }

        return new FsckResult(sound, Name, findings);
    }

    async Task<FsckFinding?> WrongAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken) =>
        await StateAsync(store, id, cancellationToken) switch
        {
            RecordingState.Erasing => null,
            not (null or RecordingState.Erased) => new FsckFinding(
                $"{ContainerNames.State}: {RecordingStateStore.NameOf(id)}", "it was erased and is back."),
            _ => await keys.IsKeptAsync(store, id, cancellationToken)
                ? new FsckFinding($"{ContainerNames.Keyring}: recordings/{id}", "it is the key of an erased recording.")
                : null,
        };

    /// <returns>Null if there is none, or if it is not authentic, which another check reports.</returns>
    async Task<RecordingState?> StateAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken) =>
        (await states.FindAsync(store, id, cancellationToken).OrLeftOutAsync())?.Document.State;
}
