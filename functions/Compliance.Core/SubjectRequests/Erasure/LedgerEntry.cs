using Compliance.Model;
using Compliance.Recordings;

namespace Compliance.SubjectRequests;

/// <summary>
/// What one erasure is about to destroy, written before it does and sealed under the request key as <c>ledger/{recordingId}</c>: a crash
/// finishes from it, a restored backup is cleaned by it, and recipients are told from it.
/// </summary>
/// <param name="CallId">The tenant's own id of the call; null when the ticket was never finished.</param>
/// <param name="CallToken">The blind token of <paramref name="CallId"/>.</param>
/// <param name="IndexEntries">Blob names in <c>index</c>.</param>
/// <param name="Blobs">Blob names in <c>recordings</c>.</param>
/// <param name="DoneAt">When every store was empty of it; null while under way.</param>
/// <param name="Reads">Who had its clear content before; null when nobody did.</param>
/// <param name="ShreddedAt">When its key and every cached copy of it were gone; null before <paramref name="DoneAt"/>.</param>
/// <param name="Packages">Packages that held it and were sent out; null in entries of before.</param>
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
    /// <summary>What the names of all entries of a request begin with.</summary>
    public const string Prefix = "ledger/";

    public static string NameOf(RecordingId id) => $"{Prefix}{id}";

    public override string ToString() => "LedgerEntry(redacted)";
}
