using Compliance.Sealing;

namespace Compliance.SubjectRequests;

/// <summary>A recording's segment of the ZIP, sealed: what <c>requests/{requestId}/package/{recordingId}</c> says of it.</summary>
/// <param name="Blob">In container <c>packages</c>.</param>
/// <param name="Content">Its receipt.</param>
public sealed record PackagePart(string Blob, SealedContent Content, IReadOnlyList<ZipEntry> Entries, PackageRecording Recording)
{
    public override string ToString() => $"PackagePart({Blob})";
}

/// <summary>The whole ZIP: sealed blobs in the order that they are read in.</summary>
public sealed record PackageContents(IReadOnlyList<PackagePiece> Pieces);

/// <param name="Blob">In container <c>packages</c>.</param>
public sealed record PackagePiece(string Blob, SealedContent Content);
