namespace Compliance.Recordings;

/// <summary>What a restore found about a recording that it could not bring back.</summary>
/// <param name="Reason">One of <see cref="LostReason"/>.</param>
public sealed record LostState(DateTimeOffset At, string Reason);

/// <summary>Why a recording is lost.</summary>
public static class LostReason
{
    /// <summary>No backup has the key that it is sealed under now.</summary>
    public const string Key = "key";

    /// <summary>The restored state is older than its key allows, so later corrections or masks are missing.</summary>
    public const string RolledBack = "rolledBack";
}
