using System.ComponentModel.DataAnnotations;

namespace Compliance.Local.Durable;

/// <summary>Settings of the durable engine.</summary>
public sealed class DurableEngineOptions
{
    /// <summary>Path of the SQLite file; created when absent. Required.</summary>
    [Required]
    public string Database { get; set; } = "";

    /// <summary>Version of instances that are started without one, as <c>defaultVersion</c> in host.json. Default: none.</summary>
    public string? DefaultVersion { get; set; }

    /// <summary>Activities that run at once. Default 32.</summary>
    [Range(1, 10_000)]
    public int MaxConcurrentActivities { get; set; } = 32;

    /// <summary>Orchestrators that run at once. Default 64.</summary>
    [Range(1, 10_000)]
    public int MaxConcurrentOrchestrators { get; set; } = 64;

    /// <summary>Histories kept in memory, so that the next episode of those instances reads none. Default 256; 0 keeps none.</summary>
    [Range(0, 100_000)]
    public int CachedHistories { get; set; } = 256;

    /// <summary>How often to look for what other processes left in the database. Default 50 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.005", "00:00:10")]
    public TimeSpan LookInterval { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How much before its time a timer fires. Default 0; Azure Storage's fire up to 1 s early, which tests show with this.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan TimersFireEarlyBy { get; set; }
}
