namespace Compliance.Recordings;

/// <summary>A file to be uploaded.</summary>
public sealed record TicketFile
{
    public required FileName Name { get; init; }

    /// <summary>
    /// <c>audio/*</c>, <c>video/*</c>; <c>application/json</c>, <c>application/vcon</c>, <c>text/vtt</c>, <c>application/x-subrip</c>,
    /// <c>application/ttml+xml</c>, <c>text/csv</c> (transcripts); <c>application/x-ndjson</c> (keystrokes); <c>text/plain</c>. Parameters
    /// may follow.
    /// </summary>
    public required string ContentType { get; init; }

    /// <summary>Size of the upload in bytes; the encrypted size if <see cref="Encrypted"/>.</summary>
    public required long Size { get; init; }

    /// <summary>SHA-256 of the uploaded bytes, 64 hexadecimal digits.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Uploaded in Azure client-side-encryption v2 format under the tenant's <c>seal</c> key.</summary>
    public bool Encrypted { get; init; }
}
