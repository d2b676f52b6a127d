using Compliance.Model;

namespace Compliance.SubjectRequests;

/// <summary>Where a package stands.</summary>
public enum PackageStage
{
    /// <summary>Put together, for the first time or again: nobody has it meanwhile.</summary>
    Building,

    /// <summary>To be looked at, and to be had unless the tenant wants it released first.</summary>
    Ready,

    /// <summary>Looked at; stays as it is.</summary>
    Released,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>Destroyed with a recording in it.</summary>
    Erased,

    /// <summary>Its key was lost with the key ring.</summary>
    Lost,
}

static class PackageStages
{
    /// <summary>Of a request that has a package.</summary>
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
