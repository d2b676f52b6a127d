using System.ComponentModel.DataAnnotations;

namespace Compliance.Local.Durable;

/// <summary>Settings of the embedded durable engine.</summary>
public sealed class DurableEngineOptions
{
    /// <summary>Path of the SQLite file; created when absent. Required.</summary>
    [Required]
    public string Database { get; set; } = "";

    /// <summary>How long a process keeps its work without renewing (renewed three times as often). Default 3 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How often to look for what other processes wrote and for timers. Default 50 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.005", "00:00:10")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Activities that run at once. Default 32.</summary>
    [Range(1, 10_000)]
    public int MaxConcurrentActivities { get; set; } = 32;

    /// <summary>Instances that take a turn at once. Default 128.</summary>
    [Range(1, 10_000)]
    public int MaxConcurrentTurns { get; set; } = 128;

    /// <summary>Idle instances kept in memory so that their next turn needs no replay. Default 256.</summary>
    [Range(0, 100_000)]
    public int LiveInstances { get; set; } = 256;

    /// <summary>Rebuild every instance from its history at every turn, as Azure does without extended sessions. Default false.</summary>
    public bool ReplayEveryTurn { get; set; }
}
