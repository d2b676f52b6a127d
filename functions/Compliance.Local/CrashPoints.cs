namespace Compliance.Local;

/// <summary>Told whenever a named point is reached at which a test may end the process.</summary>
public interface ICrashPoints
{
    /// <param name="name">Such as <c>engine.commit.before:turn:SealRecording</c>; carries no ids and no data.</param>
    void Reach(string name);
}

/// <summary>What every host uses that is not being killed on purpose.</summary>
public sealed class NoCrashPoints : ICrashPoints
{
    public static NoCrashPoints Instance { get; } = new();

    public void Reach(string name)
    {
    }
}
