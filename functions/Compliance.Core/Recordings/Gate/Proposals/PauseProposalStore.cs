using System.Globalization;
using Compliance.Model;
using Compliance.Pci;
using Compliance.Tenancy;

namespace Compliance.Recordings;

public enum PauseProposalState
{
    /// <summary>Nobody decided yet: it follows what is signalled.</summary>
    Open,

    /// <summary>The gate goes by its windows.</summary>
    Confirmed,

    /// <summary>Its windows are not proposed again.</summary>
    Rejected,
}

/// <summary>Pauses of a call that were signalled too late to count.</summary>
/// <param name="Number">From 1, within the recording.</param>
/// <param name="Windows">In seconds of the media.</param>
/// <param name="DecidedBy">Pseudonym of the handler; null while open.</param>
public sealed record PauseProposal(
    int Number,
    DateTimeOffset FiledAt,
    IReadOnlyList<GateWindow> Windows,
    PauseProposalState State = PauseProposalState.Open,
    DateTimeOffset? DecidedAt = null,
    string? DecidedBy = null);

/// <summary>All proposals of a recording, oldest first; only the last may be open.</summary>
public sealed record PauseProposalDocument
{
    public static PauseProposalDocument Empty { get; } = new();

    /// <summary>Version of this layout.</summary>
    public int V { get; init; } = 1;

    public IReadOnlyList<PauseProposal> Items { get; init; } = [];

    public PauseProposal? Find(int number) => Items.FirstOrDefault(x => x.Number == number);

    public IReadOnlyList<GateWindow> In(PauseProposalState state) => [.. Items.Where(x => x.State == state).SelectMany(x => x.Windows)];

    /// <summary>With one open proposal of these windows, or none where there are none; the document itself if that is so already.</summary>
    public PauseProposalDocument Proposing(IReadOnlyList<GateWindow> windows, DateTimeOffset now)
    {
        var open = Items.FirstOrDefault(x => x.State is PauseProposalState.Open);
        return open is null && windows.Count == 0 ? this
            : open is null ? this with { Items = [.. Items, new PauseProposal(Items.Count + 1, now, windows)] }
            : open.Windows.Select(Text).SequenceEqual(windows.Select(Text), StringComparer.Ordinal) ? this
            : this with { Items = [.. Items.Select(x => x == open ? open with { Windows = windows } : x)] };
    }

    /// <summary>Whether the proposal is open, with the same windows.</summary>
    public bool Has(PauseProposal proposal) => Find(proposal.Number) is { State: PauseProposalState.Open } open
        && open.Windows.Select(Text).SequenceEqual(proposal.Windows.Select(Text), StringComparer.Ordinal);

    public PauseProposalDocument With(PauseProposal decided) =>
        this with { Items = [.. Items.Select(x => x.Number == decided.Number ? decided : x)] };

    /// <summary>Records compare their lists by reference.</summary>
    static string Text(GateWindow window) => string.Create(
        CultureInfo.InvariantCulture, $"{window.Start} {window.End} {window.Trigger} {string.Join(',', window.Channels)}");
}

/// <summary>
/// The proposals of a recording, <c>recordings/{id}/pauseProposals</c>: beside what they are about, so that an erasure takes them with it.
/// Pseudonymous.
/// </summary>
public sealed class PauseProposalStore
{
    readonly VersionedBlob<RecordingId, PauseProposalDocument> blobs = new(x => x.Recordings, id => $"{id}/pauseProposals");

    public async Task<PauseProposalDocument> ReadAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken) =>
        (await blobs.FindAsync(store, id, cancellationToken))?.Value ?? PauseProposalDocument.Empty;

    /// <param name="change">May run several times; the document itself where nothing is to be changed.</param>
    /// <returns>The document as it is now.</returns>
    public async Task<PauseProposalDocument> UpdateAsync(
        TenantStore store, RecordingId id, Func<PauseProposalDocument, PauseProposalDocument> change, CancellationToken cancellationToken)
    {
        var update = await blobs.UpdateAsync(
            store,
            id,
            known =>
            {
                var before = known ?? PauseProposalDocument.Empty;
                var after = change(before);
                return ReferenceEquals(before, after) ? null : after;
            },
            cancellationToken);
        return update?.Value ?? PauseProposalDocument.Empty;
    }
}
