using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>A package that was downloaded before it was destroyed.</summary>
/// <param name="Downloads">Number of downloads.</param>
public sealed record PackageCopy(string RequestId, int Downloads, DateTimeOffset LastAt);

/// <summary>Destroys packages that have expired or that contain an erased recording.</summary>
public sealed class PackageRemoval(
    SubjectRequestRegister register, PackageStore packages, PlanPageStore pages, RecordingStateStore recordings, TimeProvider clock)
{
    /// <summary>Once the register says so, nobody can open it any more. Then its key is destroyed, then its blobs.</summary>
    public async Task DestroyAsync(TenantStore store, SubjectRequestId id, string why, CancellationToken cancellationToken)
    {
        PackageBuild? destroyed = null;
        await register.UpdateAsync(
            store,
            id,
            document =>
            {
                destroyed = PackageBuild.Of(id, document.Package);
                return document.Package is { DestroyedAt: null } package
                    ? (document with { Package = package with { DestroyedAt = clock.GetUtcNow(), DestroyedFor = why } })
                        .At(clock.GetUtcNow(), "package", why)
                    : null;
            },
            cancellationToken);
        if (destroyed is { } build)
        {
            await packages.DestroyAsync(store, build, cancellationToken);
        }
    }

    /// <summary>Requests whose packages contain or contained a recording.</summary>
    public Task<IReadOnlyList<SubjectRequestId>> WithAsync(TenantStore store, RecordingId recording, CancellationToken cancellationToken) =>
        packages.WithAsync(store, recording, cancellationToken);

    /// <summary>The package step of an erasure. The recording's state already prevents that more of it is packed.</summary>
    /// <param name="requests">As returned by <see cref="WithAsync"/>.</param>
    public async Task RemoveAsync(
        TenantStore store, RecordingId recording, IReadOnlyList<SubjectRequestId> requests, CancellationToken cancellationToken)
    {
        foreach (var id in requests)
        {
            if (await register.FindAsync(store, id, cancellationToken) is { Document.Package: not null })
            {
                await DestroyAsync(store, id, PackageState.Erased, cancellationToken);
            }
            else
            {
                // The package is still being built; it continues without the recording.
                await packages.RemovePartAsync(store, PackageBuild.Of(id, package: null), recording, cancellationToken);
            }
        }
    }

    /// <summary>Packages that were downloaded; they are clear copies.</summary>
    /// <param name="requests">As returned by <see cref="WithAsync"/>.</param>
    public async Task<IReadOnlyList<PackageCopy>> CopiesAsync(
        TenantStore store, IReadOnlyList<SubjectRequestId> requests, CancellationToken cancellationToken)
    {
        var copies = new List<PackageCopy>();
        foreach (var id in requests)
        {
            if (await register.FindAsync(store, id, cancellationToken) is { Document.Package: { LastDownloadAt: { } last } package })
            {
                copies.Add(new PackageCopy(id.ToString(), package.Downloads, last));
            }
        }

        return copies;
    }

    /// <summary>
    /// Destroys expired packages. A package that contains a recording under legal hold is preserved until the release, as evidence of what
    /// the data subject was given, but nobody can download it. The erasure of another recording in it does not wait, because the held
    /// recording itself is preserved.
    /// </summary>
    /// <returns>How many.</returns>
    public async Task<int> ExpireAsync(TenantStore store, CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var build in await packages.ReadyAsync(store, cancellationToken))
        {
            try
            {
                count += await ExpireAsync(store, build, cancellationToken) ? 1 : 0;
            }
            catch (Exception forged) when (forged is UnauthenticDocumentException or ManifestException)
            {
                // Reported where it was read. Nothing is destroyed because of it, and the other packages go on.
            }
        }

        return count;
    }

    async Task<bool> ExpireAsync(TenantStore store, PackageBuild build, CancellationToken cancellationToken)
    {
        switch (await register.FindAsync(store, build.Request, cancellationToken))
        {
            // After a crash between the register and the key, this finishes. After a crash before the register, the build finishes itself.
            case null or { Document.Package.DestroyedAt: not null }:
            case { Document.Package: { } later } when later.Edition > build.Edition:
                await packages.DestroyAsync(store, build, cancellationToken);
                return false;

            // A package that is being rebuilt gets its expiry when the build is done.
            case { Document: { State: not SubjectRequestState.Running, Package: { } package } document }
                when package.ExpiresAt <= clock.GetUtcNow()
                && !await IsHeldAsync(store, build.Request, document.Run.Pages, cancellationToken):
                await DestroyAsync(store, build.Request, PackageState.Expired, cancellationToken);
                return true;

            default:
                return false;
        }
    }

    async Task<bool> IsHeldAsync(TenantStore store, SubjectRequestId id, int count, CancellationToken cancellationToken)
    {
        foreach (var packed in (await pages.AllOutcomesAsync(store, id, count, cancellationToken)).Where(x => x.Outcome is OutcomeKind.Exported))
        {
            if (await recordings.FindAsync(store, packed.RecordingId, cancellationToken) is { Document: var document }
                && !RecordingTransitions.TryApply(document.State, RecordingOperation.ExpirePackage, document.IsHeld, out _))
            {
                return true;
            }
        }

        return false;
    }
}
