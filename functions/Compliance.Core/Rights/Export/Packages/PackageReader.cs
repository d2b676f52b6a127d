using Compliance.Audit;
using Compliance.Failures;
using Compliance.Recordings;
using Compliance.Recordings.Reading;
using Compliance.Rights.Requests;
using Compliance.Tenancy;

namespace Compliance.Rights.Export.Packages;

/// <summary>Hands packages out: clear, seekable, verified as they are read.</summary>
public sealed class PackageReader(RequestRegister register, PackageStore packages, ReadAudit audit, TimeProvider clock)
{
    public const string ContentType = "application/zip";

    static readonly Failure.Gone Over = new(
        "This package is no longer here: its time was over, or a recording in it was erased.", Certificate: null);

    /// <summary>Written down before the first byte leaves: in the audit log, and in the register for certificates of later erasures.</summary>
    public async Task<Outcome<OpenedFile>> OpenAsync(TenantStore store, RequestId id, Actor actor, CancellationToken cancellation)
    {
        if (await register.FindAsync(store, id, cancellation) is not { } stored)
        {
            return new Failure.NotFound("There is no such request.");
        }

        switch (stored.Document)
        {
            case { Type: not (RequestType.Access or RequestType.Portability) }:
                return new Failure.Conflict("Only requests for access and portability have a package.");
            case { Package: null }:
                return new Failure.Conflict("The package is not ready yet.");
            case { Package: { } package } when package.DestroyedAt is not null || package.ExpiresAt <= clock.GetUtcNow():
                return Over;
        }

        var key = await packages.FindKeyAsync(store, id, cancellation);
        if (key is null || await packages.FindContentsAsync(store, id, cancellation) is not { } contents)
        {
            key?.Dispose();
            return Over;
        }

        var first = await audit.RecordAsync(store.Scope, actor.Pseudonym, actor.Origin, $"requests/{id}/package", details: null, cancellation);
        var noted = await register.UpdateAsync(store, id, document => Sent(document, first), cancellation);
        if (noted?.Document.Package is not { DestroyedAt: null } current)
        {
            key.Dispose();
            return Over;
        }

        var content = new PackageStream(contents.Pieces, (piece, token) => packages.OpenAsync(store, id, piece, key, token), key);
        return new OpenedFile(content, ContentType, $"{current.BuiltAt.UtcTicks:x}", $"{id}.zip", Ordinal: 0);
    }

    /// <summary>The parts of one download are one, as in the log; but what the log has and a crash kept from here is made up for.</summary>
    RequestDocument? Sent(RequestDocument document, bool first) =>
        document.Package is { DestroyedAt: null } package && (first || package.LastDownloadAt is null)
            ? document with { Package = package with { Downloads = package.Downloads + 1, LastDownloadAt = clock.GetUtcNow() } }
            : null;
}
