using System.ComponentModel.DataAnnotations;

namespace Compliance.Local.Durable;

/// <summary>Settings of the durable engine.</summary>
public sealed class DurableEngineOptions
{
    /// <summary>Path of the SQLite file, which is created if it does not exist. Required.</summary>
    [Required]
    public string Database { get; set; } = "";

    /// <summary>Version of instances that are started without one, like <c>defaultVersion</c> in host.json. Default: none.</summary>
    public string? DefaultVersion { get; set; }

    /// <summary>Most activities that run concurrently. Default 32.</summary>
    [Range(1, 10_000)]
    public int MaxConcurrentActivities { get; set; } = 32;

    /// <summary>Most orchestrators that run concurrently. Default 64.</summary>
    [Range(1, 10_000)]
    public int MaxConcurrentOrchestrators { get; set; } = 64;

    /// <summary>Histories kept in memory, so that the next episode of these instances need not read them. Default 256; 0 for
    /// none.</summary>
    [Range(0, 100_000)]
    public int CachedHistories { get; set; } = 256;

    /// <summary>How often to poll the database for the work of other processes. Default 50 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.005", "00:00:10")]
    public TimeSpan LookInterval { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How early timers fire. Default 0. Those of Azure Storage fire up to 1 s early, which tests simulate with this.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan TimersFireEarlyBy { get; set; }
}
