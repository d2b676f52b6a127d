namespace Compliance.Forms;

/// <summary>Limits of a ticket: the counts and lengths of openapi.yaml, and bounds that keep a metadata document small.</summary>
public static class FieldLimits
{
    /// <summary>Files per ticket or per announcement of late files.</summary>
    public const int Files = 32;

    /// <summary>Bytes per file: 5 TiB, far above any call and far below the capacity of a block blob.</summary>
    public const long FileBytes = 5L * 1024 * 1024 * 1024 * 1024;

    public const int Parties = 32;
    public const int Purposes = 32;
    public const int PauseWindows = 1000;
    public const int CustomPairs = 64;
    public const int CustomKeyCharacters = 64;
    public const int CustomValueCharacters = 1024;
    public const int QueueCharacters = 64;

    /// <summary>Names, phone numbers, e-mail addresses and other one-line texts.</summary>
    public const int TextCharacters = 256;

    /// <summary>Reasons and evidence.</summary>
    public const int NoteCharacters = 1024;

    /// <summary>Seconds per recording: 31 days.</summary>
    public const double DurationSeconds = 31 * 24 * 3600;

    /// <summary>Channels per medium.</summary>
    public const int Channels = 256;

    /// <summary>How far a recorder's clock may be ahead of ours.</summary>
    public static TimeSpan ClockLead { get; } = TimeSpan.FromHours(24);

    /// <summary>How far a pause window may exceed the stated duration: recorders round the two independently.</summary>
    public static TimeSpan WindowOverhang { get; } = TimeSpan.FromSeconds(1);

    /// <summary>No call recording is older than this.</summary>
    public static DateTimeOffset Earliest { get; } = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
}
