using Compliance.Fsck;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Matters;

/// <summary>
/// Compares matters with the holds on recordings: a matter that is gone or was put back is older than the holds it placed, and one that
/// reaches calls to come is in the list that announcements read.
/// </summary>
public sealed class HoldMatterCheck(TenantStoreFactory stores, HoldMatterStore matters, RecordingStateStore states) : IFsckCheck
{
    public string Name => "matters";

    public async Task<FsckResult> CheckAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        var store = stores.Open(scope);
        var (known, findings) = (new Dictionary<string, HoldMatterDocument>(StringComparer.Ordinal), new List<FsckFinding>());
        await foreach (var digest in matters.ListAsync(store, cancellationToken))
        {
            // One that is not authentic is found by the check of documents.
            if (await matters.FindAsync(store, digest, cancellationToken).OrLeftOutAsync() is { Value: var matter })
            {
                known[matter.Matter] = matter;
            }
        }

        await foreach (var id in states.ListAsync(store, cancellationToken))
        {
            if (await states.FindAsync(store, id, cancellationToken).OrLeftOutAsync() is { } stored)
            {
                findings.AddRange(stored.Document.Holds.Select(x => Fault(id, x, known)).OfType<FsckFinding>());
            }
        }

        var standing = (await matters.StandingAsync(store, cancellationToken))
            .ToDictionary(x => x.Hold.Matter, x => x.Hold.Revision, StringComparer.Ordinal);
        findings.AddRange(known.Values
            .Where(x => x is { State: HoldMatterState.Standing, Future: true } && standing.GetValueOrDefault(x.Matter) != x.Revision)
            .Select(x => Wrong("requests: matters-standing", $"it does not have matter {x.Name.Digest} as it stands.")));
        return new FsckResult(known.Count, Name, findings);
    }

    static FsckFinding? Fault(RecordingId id, HoldState hold, Dictionary<string, HoldMatterDocument> known) =>
        !known.TryGetValue(hold.Matter, out var matter) || matter.State is HoldMatterState.Released
            ? Wrong($"state: recordings/{id}", $"it is held for matter {MatterName.Stored(hold.Matter).Digest}, of which nothing is stored.")
        : hold.Revision > matter.Revision
            ? Wrong($"requests: matters/{matter.Name.Digest}", $"it is older than the hold on recording {id}: it was put back.")
        : null;

    static FsckFinding Wrong(string what, string how) => new(what, how);
}
