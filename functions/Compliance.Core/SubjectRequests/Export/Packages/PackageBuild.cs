using System.Globalization;
using System.Runtime.InteropServices;
using Compliance.Model;

namespace Compliance.SubjectRequests;

/// <summary>One build of a package: determines its blobs and its key.</summary>
/// <param name="Edition">See <see cref="PackageState.Edition"/>.</param>
/// <param name="Revision">See <see cref="PackageState.Revision"/>.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PackageBuild(SubjectRequestId Request, int Edition, int Revision)
{
    /// <summary>The current build, finished or in progress.</summary>
    public static PackageBuild Of(SubjectRequestId request, PackageState? package) =>
        new(request, package?.Edition ?? 0, package?.Revision ?? 1);

    /// <summary>The edition's name: <c>{requestId}</c>, later ones <c>{requestId}.{edition}</c>.</summary>
    public string Name => Edition == 0 ? Request.ToString() : string.Create(CultureInfo.InvariantCulture, $"{Request}.{Edition}");

    /// <summary>Parses a <see cref="Name"/>.</summary>
    public static bool TryParse(string name, out PackageBuild build)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var edition = 0;
        var isName = SubjectRequestId.TryParse(dot < 0 ? name : name[..dot], out var request)
            && (dot < 0 || int.TryParse(name.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out edition));
        build = new PackageBuild(request, edition, 1);
        return isName;
    }

    /// <summary>Whether this build is still in progress: it was neither destroyed nor replaced by another in the meantime.</summary>
    public bool IsOf(PackageState? package) => package is null ? this is { Edition: 0, Revision: 1 }
        : package is { Contents: null, DestroyedAt: null } && package.Edition == Edition && package.Revision == Revision;

    public override string ToString() => Name;
}
