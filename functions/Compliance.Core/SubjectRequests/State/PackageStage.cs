using Compliance.Model;

namespace Compliance.SubjectRequests;

/// <summary>The stage of a package.</summary>
public enum PackageStage
{
    /// <summary>Being built or rebuilt; nobody can download it.</summary>
    Building,

    /// <summary>Ready for review, and for download unless the tenant requires a release first.</summary>
    Ready,

    /// <summary>Reviewed; does not change any more.</summary>
    Released,

    /// <summary>Its retention has ended.</summary>
    Expired,

    /// <summary>Destroyed because a recording in it was erased.</summary>
    Erased,

    /// <summary>Its key was lost with the key ring.</summary>
    Lost,
}

static class PackageStages
{
    /// <summary>For a request that has a package.</summary>
    public static PackageStage Of(SubjectRequestDocument document, DateTimeOffset now) => document switch
    {
        { State: SubjectRequestState.Running or SubjectRequestState.Failed } => PackageStage.Building,
        { Package: { DestroyedAt: not null, DestroyedFor: PackageState.Erased } } => PackageStage.Erased,
        { Package: { DestroyedAt: not null, DestroyedFor: PackageState.Lost } } => PackageStage.Lost,
        { Package: { } package } when package.DestroyedAt is not null || package.ExpiresAt <= now => PackageStage.Expired,
        { Package.ReleasedAt: not null } => PackageStage.Released,
        _ => PackageStage.Ready,
    };
}
