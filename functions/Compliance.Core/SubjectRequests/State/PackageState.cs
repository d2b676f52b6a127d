namespace Compliance.SubjectRequests;

/// <summary>The package of an access or portability request, as the register knows it. Names nobody.</summary>
/// <param name="BuiltAt">When it was ready.</param>
/// <param name="ExpiresAt">When it is destroyed.</param>
/// <param name="Size">Size of the ZIP in bytes.</param>
/// <param name="Recordings">The number of recordings in it.</param>
public sealed record PackageState(DateTimeOffset BuiltAt, DateTimeOffset ExpiresAt, long Size, int Recordings)
{
    /// <summary>Counts the builds, from 1; a release names the reviewed one.</summary>
    public int Revision { get; init; } = 1;

    /// <summary>Counts the keys, from 0: a package that was destroyed and is built again has a new one.</summary>
    public int Edition { get; init; }

    /// <summary>The name of the package's sealed list of pieces; null while it is being rebuilt.</summary>
    public string? Contents { get; init; }

    /// <summary>Identifies the sealed <see cref="Compliance.SubjectRequests.RedactionSet"/>; null if nothing was redacted.</summary>
    public string? RedactionsMac { get; init; }

    /// <summary>The number of recordings with redactions, or left out.</summary>
    public int Redactions { get; init; }

    /// <summary>From then on it does not change.</summary>
    public DateTimeOffset? ReleasedAt { get; init; }

    /// <summary>The number of downloads; from the first one on, a clear copy exists beyond our control.</summary>
    public int Downloads { get; init; }

    public DateTimeOffset? LastDownloadAt { get; init; }

    /// <summary>When its key was destroyed.</summary>
    public DateTimeOffset? DestroyedAt { get; init; }

    /// <summary><see cref="Expired"/>, <see cref="Erased"/> or <see cref="Lost"/>.</summary>
    public string? DestroyedFor { get; init; }

    public const string Expired = "expired";

    /// <summary>A recording in it was erased.</summary>
    public const string Erased = "erased";

    /// <summary>Its key was lost with the key ring; backups do not contain package keys.</summary>
    public const string Lost = "lost";

    /// <summary>
    /// The state for building the next revision: under the same key or, if that is gone, under a new one.
    /// </summary>
    public PackageState Again() => this with
    {
        Revision = Revision + 1,
        Edition = DestroyedAt is null ? Edition : Edition + 1,
        Contents = null,
        DestroyedAt = null,
        DestroyedFor = null,
    };
}
