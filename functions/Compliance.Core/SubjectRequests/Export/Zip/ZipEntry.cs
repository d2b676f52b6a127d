namespace Compliance.SubjectRequests;

/// <summary>One file of a ZIP, as its directory lists it.</summary>
/// <param name="Path">With <c>/</c>.</param>
/// <param name="Deflated">False if stored.</param>
/// <param name="Streamed">Its sizes follow its content (APPNOTE 4.3.9), because they were not known beforehand.</param>
/// <param name="Wide">Whether sizes have 64 bits.</param>
/// <param name="Size">Uncompressed size in bytes.</param>
/// <param name="Packed">Size in the ZIP, in bytes.</param>
/// <param name="Offset">Offset of the local header from the start of its segment.</param>
/// <param name="Sha256">Lowercase hex, of the uncompressed bytes.</param>
public sealed record ZipEntry(
    string Path,
    bool Deflated,
    bool Streamed,
    bool Wide,
    uint Crc32,
    long Size,
    long Packed,
    long Offset,
    DateTimeOffset At,
    string Sha256);
