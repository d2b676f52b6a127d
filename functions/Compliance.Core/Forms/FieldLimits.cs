namespace Compliance.Forms;

/// <summary>What a ticket may hold. Counts and lengths of API.md, and bounds that keep one metadata document small.</summary>
public static class FieldLimits
{
    /// <summary>Files of one ticket or one late announcement.</summary>
    public const int Files = 32;

    /// <summary>Bytes of one file: 5 TiB, far above any call and far below what a block blob holds.</summary>
    public const long FileBytes = 5L * 1024 * 1024 * 1024 * 1024;

    public const int Parties = 32;
    public const int Purposes = 32;
    public const int PauseWindows = 1000;
    public const int CustomPairs = 64;
    public const int CustomKeyCharacters = 64;
    public const int CustomValueCharacters = 1024;
    public const int QueueCharacters = 64;

    /// <summary>Names, phones, e-mail addresses and other one-line texts.</summary>
    public const int TextCharacters = 256;

    /// <summary>Reasons and evidence.</summary>
    public const int NoteCharacters = 1024;

    /// <summary>Seconds of one recording: 31 days.</summary>
    public const double DurationSeconds = 31 * 24 * 3600;

    /// <summary>Channels of one medium.</summary>
    public const int Channels = 256;

    /// <summary>How far ahead of our clock a recorder's may be.</summary>
    public static TimeSpan ClockLead { get; } = TimeSpan.FromHours(24);

    /// <summary>How far a pause window may reach past the stated duration: recorders round the two apart.</summary>
    public static TimeSpan WindowOverhang { get; } = TimeSpan.FromSeconds(1);

    /// <summary>No call recording is older.</summary>
    public static DateTimeOffset Earliest { get; } = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
}
