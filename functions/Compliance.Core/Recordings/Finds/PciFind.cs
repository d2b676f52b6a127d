using Compliance.Pci;

namespace Compliance.Recordings;

/// <summary>When the gate found something.</summary>
public enum PciFindOrigin
{
    /// <summary>In what was announced or uploaded, before it was sealed.</summary>
    Ingest,

    /// <summary>In a correction of the metadata.</summary>
    Correction,

    /// <summary>When sealed files were examined again because of a late pause or a decision.</summary>
    Reexamination,

    /// <summary>When sealed files were examined again by today's gate (<see cref="PciRescan"/>).</summary>
    Rescan,
}

/// <summary>The medium it was found in.</summary>
public enum PciFindSource
{
    Audio,
    Screen,
    Transcript,
    Keystrokes,
    Text,
    Metadata,
}

/// <summary>How it got there.</summary>
public enum PciFindForm
{
    Speech,
    Dtmf,
    Keys,
    Text,

    /// <summary>Something was recorded while the call was paused; what it is was not looked at.</summary>
    Pause,
}

/// <summary>What became of it.</summary>
public enum PciFindFix
{
    Removed,

    /// <summary>In quarantine: nobody can read it.</summary>
    Withheld,

    /// <summary>It was withheld, and the privacy team released the recording.</summary>
    Released,
    Destroyed,
}

/// <summary>What one examination found in one file, or in the metadata. Counts and kinds; never a digit.</summary>
/// <param name="Number">Counts from 1 over the recording's life.</param>
/// <param name="Gate">The <see cref="PciGate.Version"/> that found it.</param>
/// <param name="Former">The version that had examined it before; null if none had.</param>
/// <param name="File">Null for metadata.</param>
/// <param name="HasSad">
/// Whether the same examination found sensitive authentication data in the recording: a card code, PIN or track (PCI DSS 3.3.1).
/// </param>
public sealed record PciFind(
    int Number,
    DateTimeOffset At,
    PciFindOrigin Origin,
    int Gate,
    int? Former,
    string? File,
    PciFindSource Source,
    IReadOnlyList<PciFindForm> Forms,
    IReadOnlyDictionary<PciFindingKind, int> Kinds,
    IReadOnlyList<string> Schemes,
    bool HasSad,
    PciFindFix Fix);
