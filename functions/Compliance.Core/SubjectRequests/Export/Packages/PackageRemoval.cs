using Compliance.Model;
using Compliance.Recordings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>A package that left our hands before it was destroyed.</summary>
/// <param name="Downloads">Times it was sent out.</param>
public sealed record PackageCopy(string RequestId, int Downloads, DateTimeOffset LastAt);

/// <summary>Destroys packages: those whose time is over, and those that hold a recording that is erased.</summary>
public sealed class PackageRemoval(
    SubjectRequestRegister register, PackageStore packages, PlanPageStore pages, RecordingStateStore recordings, TimeProvider clock)
{
    /// <summary>Nobody gets it any more from the moment that the register says so; then its key goes, then its blobs.</summary>
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

    /// <summary>Requests whose packages a recording is or was in.</summary>
    public Task<IReadOnlyList<SubjectRequestId>> WithAsync(TenantStore store, RecordingId recording, CancellationToken cancellationToken) =>
        packages.WithAsync(store, recording, cancellationToken);

    /// <summary>The part of an erasure: the recording's state forbids by now that anything more of it is packed.</summary>
    /// <param name="requests">As <see cref="WithAsync"/> tells.</param>
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
                // In the making: it goes on without.
                await packages.RemovePartAsync(store, PackageBuild.Of(id, package: null), recording, cancellationToken);
            }
        }
    }

    /// <summary>Packages that were sent out; they are clear copies.</summary>
    /// <param name="requests">As <see cref="WithAsync"/> tells.</param>
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
    /// Destroys what is over. A package with a recording under legal hold stays until the release, as evidence of what the person was
    /// given; nobody gets it any more. An erasure of another recording in it does not wait: the held recording itself is kept.
    /// </summary>
    /// <returns>How many.</returns>
    public async Task<int> ExpireAsync(TenantStore store, CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var build in await packages.ReadyAsync(store, cancellationToken))
        {
            switch (await register.FindAsync(store, build.Request, cancellationToken))
            {
                // A crash between the register and the key, or before the register: the first is finished, the second finishes itself.
                case null or { Document.Package.DestroyedAt: not null }:
                case { Document.Package: { } later } when later.Edition > build.Edition:
                    await packages.DestroyAsync(store, build, cancellationToken);
                    break;

                // One that is being put together again has its time when that is done.
                case { Document: { State: not SubjectRequestState.Running, Package: { } package } document }
                    when package.ExpiresAt <= clock.GetUtcNow()
                    && !await IsHeldAsync(store, build.Request, document.Run.Pages, cancellationToken):
                    await DestroyAsync(store, build.Request, PackageState.Expired, cancellationToken);
                    count++;
                    break;
            }
        }

        return count;
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
