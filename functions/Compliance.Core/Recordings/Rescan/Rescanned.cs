namespace Compliance.Recordings;

public enum RescanResult
{
    /// <summary>Examined, and nothing new was found.</summary>
    Clean,

    /// <summary>Something was found, and a new generation is sealed without it.</summary>
    Found,

    /// <summary>Outside the filter, without sealed content, or erased.</summary>
    Skipped,
    Failed,
}

/// <param name="Gate">The version that had examined it before; null if it was not examined now.</param>
/// <param name="Reason">Why it failed.</param>
public sealed record Rescanned(RescanResult Result, int? Gate = null, string? Reason = null);

/// <summary>Why a recording could not be examined again.</summary>
public static class RescanReason
{
    /// <summary>It is being sealed, or late files are awaited. Today's gate examines it when they have come.</summary>
    public const string Moving = "moving";

    /// <summary>What is stored failed verification.</summary>
    public const string NotAuthentic = "notAuthentic";

    /// <summary>A sealed file is not there.</summary>
    public const string Missing = "missing";
}
