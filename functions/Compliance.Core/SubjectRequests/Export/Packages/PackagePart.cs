using Compliance.Sealing;

namespace Compliance.SubjectRequests;

/// <summary>A recording's sealed segment of the ZIP, as recorded in <c>requests/{requestId}/package/{recordingId}</c>.</summary>
/// <param name="Blob">Name in container <c>packages</c>.</param>
/// <param name="Content">Its receipt.</param>
public sealed record PackagePart(string Blob, SealedContent Content, IReadOnlyList<ZipEntry> Entries, PackageRecording Recording)
{
    public override string ToString() => $"PackagePart({Blob})";
}

/// <summary>The whole ZIP: sealed blobs in reading order.</summary>
public sealed record PackageContents(IReadOnlyList<PackagePiece> Pieces);

/// <param name="Blob">Name in container <c>packages</c>.</param>
public sealed record PackagePiece(string Blob, SealedContent Content);
