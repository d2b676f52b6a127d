namespace Compliance.Recordings;

/// <summary>How fast an index is written anew, from configuration section <c>Reindex</c>.</summary>
public sealed class ReindexOptions
{
    public const string Section = "Reindex";

    /// <summary>The most recordings per second and tenant. Default 50.</summary>
    public double PerSecond { get; set; } = 50;

    /// <summary>Recordings at the same time. Default 4.</summary>
    public int AtOnce { get; set; } = 4;

    public bool IsValid() => PerSecond > 0 && AtOnce is > 0 and <= 64;
}
