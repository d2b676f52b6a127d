namespace Compliance.Functions.TaskHub;

/// <summary>How long the task hub keeps finished orchestrations, section <c>Compliance:TaskHub</c>.</summary>
public sealed class TaskHubOptions
{
    public const string Section = "Compliance:TaskHub";

    /// <summary>Days between the end of an orchestration and the purge of its history, 1-3650. Default 30.</summary>
    public int KeepDays { get; set; } = 30;

    /// <summary>The most orchestrations purged per run; the next run continues. Positive. Default 5,000.</summary>
    public int MostPerRun { get; set; } = 5000;

    internal bool IsValid() => KeepDays is >= 1 and <= 3650 && MostPerRun > 0;
}
