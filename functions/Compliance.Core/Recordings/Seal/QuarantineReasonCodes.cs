namespace Compliance.Recordings;

/// <summary>Codes of <c>reason</c> that the pipeline itself gives; the gate adds its own.</summary>
public static class QuarantineReasonCodes
{
    /// <summary>Announced files did not arrive within the ticket's limit.</summary>
    public const string MissingFiles = "missingFiles";

    /// <summary>A file's size is not the announced one.</summary>
    public const string SizeMismatch = "sizeMismatch";

    /// <summary>A file's SHA-256 is not the announced one.</summary>
    public const string HashMismatch = "hashMismatch";

    /// <summary>A blob was written again after it was taken for sealing.</summary>
    public const string ChangedAfterArrival = "changedAfterArrival";

    /// <summary>A file announced as encrypted at the source does not open under the tenant's <c>seal</c> key; it is kept as it
    /// came.</summary>
    public const string NotDecryptable = "notDecryptable";

    /// <summary>The queue's rule is to look at a transcript first: announced as a late file, it runs the gate again.</summary>
    public const string AwaitingTranscript = "awaitingTranscript";

    /// <summary>The privacy team destroyed the content.</summary>
    public const string Destroyed = "destroyed";
}
