using System.Globalization;
using Compliance.Audit;
using Compliance.Failures;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>Opens packages for download: clear, seekable, verified as they are read.</summary>
public sealed class PackageReader(
    SubjectRequestRegister register, PackageStore packages, DisclosureRegister disclosures, ReadAudit audit, TimeProvider clock)
{
    public const string ContentType = "application/zip";

    internal static readonly Failure Over = Failure.Gone(
        "The package no longer exists: it expired, or a recording in it was erased.", certificate: null);

    internal static readonly Failure NoPackage = Failure.Conflict("Only access and portability requests have a package.");

    static readonly Failure Again = Failure.Conflict("The package is being rebuilt and cannot be downloaded until it is ready.");

    /// <summary>
    /// Records the download before the first byte leaves: among the disclosures, in the audit log, and in the register for the certificates
    /// of later erasures.
    /// </summary>
    /// <param name="mustBeReleased">The tenant's setting <c>reviewPackages</c>.</param>
    public async Task<Outcome<OpenedPackage>> OpenAsync(
        TenantStore store, SubjectRequestId id, Collector collector, bool mustBeReleased, CancellationToken cancellationToken)
    {
        if (!(await LookAsync(store, id, cancellationToken)).IsSuccess(out var stored, out var failure))
        {
            return failure;
        }

        var (package, build) = (stored.Document.Package!, PackageBuild.Of(id, stored.Document.Package));
        var unreleased = mustBeReleased && package.ReleasedAt is null;
        if (unreleased && !collector.MayReview)
        {
            return Failure.Conflict("The package has not been released yet.");
        }

        var key = await packages.FindKeyAsync(store, build, cancellationToken);
        if (key is null || await packages.FindContentsAsync(store, build, package.Contents!, cancellationToken) is not { } contents)
        {
            key?.Dispose();
            return Over;
        }

        var (now, actor) = (clock.GetUtcNow(), collector.Actor);
        await disclosures.NoteAsync(store, id, collector.Occasion(build, now), collector.Got(build, contents, now), cancellationToken);
        var first = await audit.RecordAsync(
            store.Scope, actor.Pseudonym, actor.Origin, ResourceOf(build), details: null, cancellationToken);
        var noted = await register.UpdateAsync(store, id, document => Sent(document, package, first), cancellationToken);
        if (noted?.Document.Package is not { DestroyedAt: null } current || current.Contents != package.Contents)
        {
            key.Dispose();
            return noted?.Document.Package is { DestroyedAt: null } ? Again : Over;
        }

        var content = new PackageStream(contents.Pieces, (piece, token) => packages.OpenAsync(store, build, piece, key, token), key);
        return new OpenedPackage(
            new OpenedFile(content, ContentType, $"{package.BuiltAt.UtcTicks:x}", $"{id}.zip", Ordinal: 0), package.Revision, unreleased);
    }

    /// <summary>The request, if it has a package that can be opened now.</summary>
    public async Task<Outcome<StoredSubjectRequest>> LookAsync(TenantStore store, SubjectRequestId id, CancellationToken cancellationToken)
    {
        if (await register.FindAsync(store, id, cancellationToken) is not { } stored)
        {
            return Failure.NotFound("The request does not exist.");
        }

        return stored.Document switch
        {
            { Type: not (SubjectRequestType.Access or SubjectRequestType.Portability) } => NoPackage,
            { Package: null } => Failure.Conflict("The package is not ready yet."),
            var document => PackageStages.Of(document, clock.GetUtcNow()) switch
            {
                PackageStage.Building => Again,
                PackageStage.Expired or PackageStage.Erased => Over,
                _ => stored,
            },
        };
    }

    /// <summary>
    /// Ranges of one download count once, as in the log. If the log has a download that a crash kept out of the register, it is added.
    /// </summary>
    SubjectRequestDocument? Sent(SubjectRequestDocument document, PackageState sent, bool first) =>
        document.Package is { DestroyedAt: null } package && package.Contents == sent.Contents && (first || package.LastDownloadAt is null)
            ? document with { Package = package with { Downloads = package.Downloads + 1, LastDownloadAt = clock.GetUtcNow() } }
            : null;

    /// <summary>Each revision is a separate resource.</summary>
    static string ResourceOf(PackageBuild build) => build.Revision == 1
        ? $"requests/{build.Request}/package"
        : string.Create(CultureInfo.InvariantCulture, $"requests/{build.Request}/package/revisions/{build.Revision}");
}

/// <param name="Revision">See <see cref="PackageState.Revision"/>.</param>
/// <param name="Unreleased">Opened for review, not for the person.</param>
public sealed record OpenedPackage(OpenedFile File, int Revision, bool Unreleased);
