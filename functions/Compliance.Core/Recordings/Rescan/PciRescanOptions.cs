namespace Compliance.Recordings;

/// <summary>How fast sealed recordings are examined again, from configuration section <c>PciRescan</c>.</summary>
public sealed class PciRescanOptions
{
    public const string Section = "PciRescan";

    /// <summary>The most recordings per second and tenant. Default 20; playback and sealing have the rest of the app.</summary>
    public double PerSecond { get; set; } = 20;

    /// <summary>Recordings examined concurrently. Default 2.</summary>
    public int AtOnce { get; set; } = 2;

    public bool IsValid() => PerSecond > 0 && AtOnce is > 0 and <= 64;
}
