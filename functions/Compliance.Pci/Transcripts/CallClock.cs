namespace Compliance.Pci;

/// <summary>What the call itself says about times, for transcripts that say it in other units or from another zero.</summary>
/// <param name="Seconds">Length of the media, if known.</param>
/// <param name="StartedAt">When the media begins, by the ticket.</param>
/// <param name="Sound">When there is sound; null if none could be read.</param>
sealed record CallClock(double? Seconds, DateTimeOffset? StartedAt, SoundTimes? Sound);
