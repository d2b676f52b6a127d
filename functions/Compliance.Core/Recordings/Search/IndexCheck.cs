using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Compliance.Fsck;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// Verifies that the index has exactly the entries that the recordings' manifests name: a missing one hides a recording from its data
/// subject, a foreign one shows it to somebody else. One list of the index, one read per recording, no vault call; 32 bytes of memory per
/// recording.
/// </summary>
public sealed class IndexCheck(TenantStoreFactory stores, RecordingStateStore states, RecordingOutbox pending) : IFsckCheck
{
    public string Name => "index";

    public async Task<FsckResult> CheckAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        var store = stores.Open(scope);
        var findings = new List<FsckFinding>();
        var sums = new Dictionary<RecordingId, UInt128>();
        await foreach (var blob in store.Index.GetBlobsAsync(cancellationToken: cancellationToken))
        {
            if (IndexEntry.TryParse(blob.Name, out var entry))
            {
                sums[entry.Recording] = unchecked(sums.GetValueOrDefault(entry.Recording) + DigestOf(blob.Name));
            }
            else if (!IsOther(blob.Name))
            {
                findings.Add(Wrong(blob.Name, "this is not the name of an index entry."));
            }
        }

        // A name whose sum differs is looked at again, because a host may have changed the recording since the list.
        var (sound, differing) = (0L, new HashSet<RecordingId>());
        await foreach (var id in states.ListAsync(store, cancellationToken))
        {
            var named = await NamedAsync(store, id, cancellationToken);
            if (named is null || named.Aggregate(UInt128.Zero, (sum, x) => unchecked(sum + DigestOf(x))) == sums.GetValueOrDefault(id))
            {
                sound++;
            }
            else
            {
                differing.Add(id);
            }

            sums.Remove(id);
        }

        differing.UnionWith(sums.Keys);
        if (differing.Count > 0)
        {
            await NameAsync(store, differing, findings, cancellationToken);
        }

        return new FsckResult(sound, "recordings", findings);
    }

    async Task NameAsync(
        TenantStore store, HashSet<RecordingId> differing, List<FsckFinding> findings, CancellationToken cancellationToken)
    {
        var found = differing.ToDictionary(x => x, _ => new HashSet<string>(StringComparer.Ordinal));
        await foreach (var blob in store.Index.GetBlobsAsync(cancellationToken: cancellationToken))
        {
            if (IndexEntry.TryParse(blob.Name, out var entry) && found.TryGetValue(entry.Recording, out var names))
            {
                names.Add(blob.Name);
            }
        }

        foreach (var (id, there) in found)
        {
            if (await pending.FindAsync(store, id, cancellationToken).OrLeftOutAsync() is not null)
            {
                // A host is changing it, or a crash left it to the work list.
                continue;
            }

            var named = await NamedAsync(store, id, cancellationToken) ?? there;
            findings.AddRange(named.Except(there, StringComparer.Ordinal).Select(
                x => Wrong(x, "it is missing, which hides the recording from its data subject.")));
            findings.AddRange(there.Except(named, StringComparer.Ordinal).Select(x => Wrong(x, "the recording does not name this entry.")));
        }
    }

    /// <returns>Null if nothing can be said: the state is not authentic, as another check reports, or an erasure is in progress.</returns>
    async Task<IReadOnlyCollection<string>?> NamedAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken)
    {
        try
        {
            return await states.FindAsync(store, id, cancellationToken) switch
            {
                { Document.State: RecordingState.Erasing } => null,
                { Document.Manifest: not null } stored => [.. ManifestSeal.IndexEntries(stored)],
                _ => [],
            };
        }
        catch (Exception broken) when (broken is ManifestException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Of a request or of a consent: <c>{token}/request/{requestId}</c>, <c>{token}/consent/{consentId}</c>.</summary>
    static bool IsOther(string name) => name.Split('/') switch
    {
        [_, "request", var id] => SubjectRequestId.TryParse(id, out _),
        [_, "consent", var id] => ConsentId.TryParse(id, out _),
        _ => false,
    };

    internal static UInt128 DigestOf(string name) => BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));

    static FsckFinding Wrong(string name, string what) => new($"{ContainerNames.Index}: {name}", what);
}
