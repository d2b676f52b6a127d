namespace Compliance.Recordings;

/// <summary>Values of <c>reason</c> that the pipeline itself sets; the gate adds its own.</summary>
public static class QuarantineReasonCodes
{
    /// <summary>Announced files did not arrive within the ticket's limit.</summary>
    public const string MissingFiles = "missingFiles";

    /// <summary>A file's size differs from the announced size.</summary>
    public const string SizeMismatch = "sizeMismatch";

    /// <summary>A file's SHA-256 differs from the announced one.</summary>
    public const string HashMismatch = "hashMismatch";

    /// <summary>A blob was overwritten after sealing had started.</summary>
    public const string ChangedAfterArrival = "changedAfterArrival";

    /// <summary>
    /// A file announced as encrypted at the source does not open under the tenant's <c>seal</c> key; it is kept as uploaded.
    /// </summary>
    public const string NotDecryptable = "notDecryptable";

    /// <summary>The queue requires a transcript first. A transcript announced as a late file runs the gate again.</summary>
    public const string AwaitingTranscript = "awaitingTranscript";

    /// <summary>The privacy team destroyed the content.</summary>
    public const string Destroyed = "destroyed";
}
