using System.Globalization;
using Compliance.Access;
using Compliance.Audit;
using Compliance.Model;

namespace Compliance.SubjectRequests;

/// <summary>Who downloads a package.</summary>
/// <param name="Roles">Roles of one of the tenant's people, as in tokens.</param>
/// <param name="MayReview">Whether it may see a package that is not released.</param>
public sealed record Collector(Actor Actor, DisclosedTo To, IReadOnlyList<string> Roles, bool MayReview)
{
    static readonly Role[] Reading = [Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer];

    public static Collector Staff(Caller caller, Actor actor) => new(
        actor,
        DisclosedTo.Staff,
        [.. Reading.Where(caller.Has).Select(RoleNames.NameOf)],
        caller.HasAny(Role.PrivacyHandler, Role.PrivacyApprover));

    /// <summary>Another controller, which the package is sent to.</summary>
    public static Collector Controller(string name, Actor actor) =>
        new(actor, DisclosedTo.Controller, [], MayReview: false) { Name = name };

    /// <summary>A controller's name in the settings.</summary>
    public string? Name { get; private init; }

    /// <summary>
    /// Ranges of one download are one occasion, as in the log: a quarter of an hour. So are all attempts of a transfer.
    /// </summary>
    internal string Occasion(PackageBuild build, DateTimeOffset now) => Name is { } controller
        ? string.Create(CultureInfo.InvariantCulture, $"transfer-{build.Edition}-{build.Revision}-{controller}")
        : string.Create(
            CultureInfo.InvariantCulture, $"package-{build.Edition}-{build.Revision}-{Actor.Pseudonym}-{now.ToUnixTimeSeconds() / 900}");

    internal RequestDisclosure Got(PackageBuild build, PackageContents contents, DateTimeOffset now) => new(
        now, DisclosedThing.Package, To, Name, To is DisclosedTo.Staff ? Actor.Pseudonym : null, Roles)
    {
        Recordings = [.. contents.Pieces.Select(x => RecordingOf(x.Blob)).OfType<RecordingId>()],
        Revision = build.Revision,
    };

    /// <summary>Null for the end of the package, which belongs to no recording.</summary>
    static RecordingId? RecordingOf(string blob) => RecordingId.TryParse(blob.Split('/')[1], out var id) ? id : null;
}
