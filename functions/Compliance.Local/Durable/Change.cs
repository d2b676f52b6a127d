namespace Compliance.Local.Durable;

/// <summary>A change to the database; becomes durable together with others in one transaction.</summary>
abstract class Change
{
    /// <summary>Names the change for crash points; no ids.</summary>
    public abstract string Step { get; }

    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Applied again from the start if the transaction failed, so it must not keep what it found the last time.</summary>
    public abstract void Apply(StoreWriter writer);
}

/// <summary>Names an instance.</summary>
sealed class InstanceEventArgs(string id) : EventArgs
{
    public string Id => id;
}
