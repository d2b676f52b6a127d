using Compliance.Recordings;

namespace Compliance.SubjectRequests;

/// <summary>
/// What one erasure of a person's part of a recording leaves to say: recipients are told of the call, and the certificate names the copies.
/// Sealed under the request key as <c>parts/{recordingId}</c>, beside the ledger: the recording stays, so a restored backup keeps it.
/// </summary>
/// <param name="CallId">The tenant's call id.</param>
/// <param name="Reads">Who had read its clear content with that part; null if nobody had.</param>
/// <param name="Packages">Of the person, with that part, that were downloaded.</param>
public sealed record PartEntry(
    string RecordingId, string? CallId, DateTimeOffset DoneAt, ClearReads? Reads, IReadOnlyList<PackageCopy> Packages)
{
    /// <summary>The name prefix of all entries of a request.</summary>
    public const string Prefix = "parts/";

    public override string ToString() => "PartEntry(redacted)";
}
