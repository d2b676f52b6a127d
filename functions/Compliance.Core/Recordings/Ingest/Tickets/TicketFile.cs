namespace Compliance.Recordings;

/// <summary>A file to be uploaded.</summary>
public sealed record TicketFile
{
    public required FileName Name { get; init; }

    /// <summary>
    /// <c>audio/*</c>, <c>video/*</c>, <c>application/json</c> (transcript), <c>application/x-ndjson</c> (keystrokes) or
    /// <c>text/plain</c>; parameters may follow.
    /// </summary>
    public required string ContentType { get; init; }

    /// <summary>Size of the upload in bytes; the encrypted size if <see cref="Encrypted"/>.</summary>
    public required long Size { get; init; }

    /// <summary>SHA-256 of the uploaded bytes, 64 hexadecimal digits.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Uploaded in Azure client-side-encryption v2 format under the tenant's <c>seal</c> key.</summary>
    public bool Encrypted { get; init; }
}
