using Compliance.Json;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// <c>package.json</c>: every other file with its size and hash, signed by the tenant (general JSON JWS, ES256, x5c).
/// </summary>
public static class PackageSignature
{
    /// <summary>Header <c>typ</c>.</summary>
    public const string Type = "compliance-package+jws";

    internal static Task<byte[]> SignAsync(
        ITenantVault vault, TenantId tenant, PackageFacts facts, IEnumerable<ZipEntry> entries, CancellationToken cancellationToken) =>
        SignedStatement.SignAsync(
            vault,
            StrictJson.Write(new PackageStatement(
                1,
                tenant,
                facts.RequestId,
                facts.Right,
                facts.BuiltAt,
                facts.Revision,
                [.. entries.Select(x => new PackageFile(x.Path, x.Size, x.Sha256))],
                [.. facts.Included.Where(x => x.Redaction is not null).Select(x => new PackageSilence(x.RecordingId, x.Redaction!))])),
            Type,
            cancellationToken);
}

/// <param name="V">Format version, 1.</param>
/// <param name="Revision">How often the package has been built.</param>
/// <param name="KeptBack">What the review silenced or left out, with places and reasons.</param>
public sealed record PackageStatement(
    int V,
    TenantId Tenant,
    SubjectRequestId RequestId,
    SubjectRequestType Right,
    DateTimeOffset BuiltAt,
    int Revision,
    IReadOnlyList<PackageFile> Files,
    IReadOnlyList<PackageSilence> KeptBack);

public sealed record PackageSilence(RecordingId RecordingId, PackageRedaction Redaction);

/// <param name="Sha256">Lowercase hex.</param>
public sealed record PackageFile(string Path, long Size, string Sha256);
