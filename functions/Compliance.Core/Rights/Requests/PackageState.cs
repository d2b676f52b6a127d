namespace Compliance.Rights.Requests;

/// <summary>The package of an access or portability request, as the register knows it. Names nobody.</summary>
/// <param name="BuiltAt">When it was ready.</param>
/// <param name="ExpiresAt">When it is destroyed.</param>
/// <param name="Size">Bytes of the ZIP.</param>
/// <param name="Recordings">How many are in it.</param>
public sealed record PackageState(DateTimeOffset BuiltAt, DateTimeOffset ExpiresAt, long Size, int Recordings)
{
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
}
