using Compliance.Model;
using Compliance.Recordings;

namespace Compliance.SubjectRequests;

/// <summary>
/// What one erasure is about to destroy. It is written beforehand and sealed under the request key as <c>ledger/{recordingId}</c>. After a
/// crash the erasure continues from it, a restored backup is cleaned by it, and recipients are notified from it.
/// </summary>
/// <param name="CallId">The tenant's call id; null if the ticket was never finished.</param>
/// <param name="CallToken">The blind token of <paramref name="CallId"/>.</param>
/// <param name="IndexEntries">Blob names in <c>index</c>.</param>
/// <param name="Blobs">Blob names in <c>recordings</c>.</param>
/// <param name="DoneAt">When the last store was emptied of it; null while in progress.</param>
/// <param name="Reads">Who had read its clear content; null if nobody had.</param>
/// <param name="ShreddedAt">When its key and every cached copy were gone; null before <paramref name="DoneAt"/>.</param>
/// <param name="Packages">Packages that contained it and were downloaded; null in older entries.</param>
public sealed record LedgerEntry(
    string RecordingId,
    string? CallId,
    string? CallToken,
    IReadOnlyList<string> IndexEntries,
    IReadOnlyList<string> Blobs,
    DateTimeOffset IntendedAt,
    DateTimeOffset? DoneAt,
    DateTimeOffset? ShreddedAt = null,
    ClearReads? Reads = null,
    IReadOnlyList<PackageCopy>? Packages = null)
{
    /// <summary>The name prefix of all entries of a request.</summary>
    public const string Prefix = "ledger/";

    public static string NameOf(RecordingId id) => $"{Prefix}{id}";

    public override string ToString() => "LedgerEntry(redacted)";
}
