namespace Compliance.SubjectRequests;

/// <summary>One file of a ZIP as its directory lists it.</summary>
/// <param name="Path">With <c>/</c>.</param>
/// <param name="Deflated">False: stored.</param>
/// <param name="Streamed">Its sizes follow its content (APPNOTE 4.3.9), because they were not known before.</param>
/// <param name="Wide">Sizes in 64 bits.</param>
/// <param name="Size">Clear bytes.</param>
/// <param name="Packed">Bytes in the ZIP.</param>
/// <param name="Offset">Of the local header, from where its segment begins.</param>
/// <param name="Sha256">Lowercase hex of the clear bytes.</param>
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
