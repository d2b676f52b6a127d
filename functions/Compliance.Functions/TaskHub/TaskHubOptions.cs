namespace Compliance.Functions.TaskHub;

/// <summary>How long the task hub keeps what has ended, section <c>Compliance:TaskHub</c>.</summary>
public sealed class TaskHubOptions
{
    public const string Section = "Compliance:TaskHub";

    /// <summary>Days after the end of an orchestration until its history is purged, 1-3650. Default 30.</summary>
    public int KeepDays { get; set; } = 30;

    /// <summary>The most that one run purges; the next run goes on. Positive. Default 5,000.</summary>
    public int MostPerRun { get; set; } = 5000;

    internal bool IsValid() => KeepDays is >= 1 and <= 3650 && MostPerRun > 0;
}
