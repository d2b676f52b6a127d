namespace Compliance.SubjectRequests;

/// <summary>The package of an access or portability request, as the register knows it. Names nobody.</summary>
/// <param name="BuiltAt">When it was ready.</param>
/// <param name="ExpiresAt">When it is destroyed.</param>
/// <param name="Size">Bytes of the ZIP.</param>
/// <param name="Recordings">How many are in it.</param>
public sealed record PackageState(DateTimeOffset BuiltAt, DateTimeOffset ExpiresAt, long Size, int Recordings)
{
    /// <summary>Counts what was ever put together: a release names the one that was looked at. From 1.</summary>
    public int Revision { get; init; } = 1;

    /// <summary>Counts the keys: a package that was destroyed and is made again is under another one. From 0.</summary>
    public int Edition { get; init; }

    /// <summary>Which sealed list of pieces is the package; null while it is put together again.</summary>
    public string? Contents { get; init; }

    /// <summary>Names the sealed <see cref="Compliance.SubjectRequests.RedactionSet"/>; null: nothing was silenced.</summary>
    public string? RedactionsMac { get; init; }

    /// <summary>Recordings that something was silenced in, or that were left out.</summary>
    public int Redactions { get; init; }

    /// <summary>From then on it stays as it is.</summary>
    public DateTimeOffset? ReleasedAt { get; init; }

    /// <summary>Times that it was sent out: from then on there is a clear copy that is not in our hands.</summary>
    public int Downloads { get; init; }

    public DateTimeOffset? LastDownloadAt { get; init; }

    /// <summary>When its key was destroyed.</summary>
    public DateTimeOffset? DestroyedAt { get; init; }

    /// <summary><see cref="Expired"/>, <see cref="Erased"/> or <see cref="Lost"/>.</summary>
    public string? DestroyedFor { get; init; }

    public const string Expired = "expired";

    /// <summary>A recording in it was erased.</summary>
    public const string Erased = "erased";

    /// <summary>Its key went with the key ring; no backup has keys of packages.</summary>
    public const string Lost = "lost";

    /// <summary>The same, to be put together anew as the next revision: under the key that it has, or, where that is gone, under a new
    /// one.</summary>
    public PackageState Again() => this with
    {
        Revision = Revision + 1,
        Edition = DestroyedAt is null ? Edition : Edition + 1,
        Contents = null,
        DestroyedAt = null,
        DestroyedFor = null,
    };
}
