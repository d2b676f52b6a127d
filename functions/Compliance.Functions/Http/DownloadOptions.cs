namespace Compliance.Functions.Http;

/// <summary>
/// Limits that keep slow readers from exhausting an instance's memory, from configuration section <c>Compliance:Downloads</c>. Validated at
/// start.
/// </summary>
public sealed class DownloadOptions
{
    public const string Section = "Compliance:Downloads";

    /// <summary>Files that an instance sends at the same time. Each holds one region of 4 MiB. Default 32, which is 136 MiB.</summary>
    public int MostOpen { get; set; } = 32;

    /// <summary>Files that an instance sends to one principal at the same time. Default 8.</summary>
    public int MostOpenPerPrincipal { get; set; } = 8;

    /// <summary>
    /// Bytes per second: an answer that is read more slowly ends, after a grace period of 5 seconds. Default 8192, half of what telephone
    /// audio needs to play (8 kHz, two channels, 8 bits).
    /// </summary>
    public int SlowestBytesPerSecond { get; set; } = 8192;

    internal bool IsValid() => MostOpen > 0 && MostOpenPerPrincipal > 0 && SlowestBytesPerSecond > 0;
}
