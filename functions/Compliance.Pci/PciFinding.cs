using System.Text.Json.Serialization;

namespace Compliance.Pci;

/// <summary>Why something was found or masked. <see cref="Dtmf"/>, <see cref="SpokenPan"/>, <see cref="Keystrokes"/> and
/// <see cref="ContentInPauseWindow"/> say how it got in; the others say what it is. One period may have both.</summary>
[JsonConverter(typeof(CamelCaseEnum<PciFindingKind>))]
public enum PciFindingKind
{
    ContentInPauseWindow,
    Dtmf,
    SpokenPan,
    Pan,
    Cvv,
    Track,
    Pin,
    Keystrokes,
}

/// <summary>One finding. It holds the number of digits, never the digits.</summary>
/// <param name="Start">Seconds in the media; null if the file gives no time.</param>
/// <param name="Channel">From 0; null means all channels, or a file without channels.</param>
/// <param name="ReplacedBy">Content type of the file that took this one's place, because compressed sound can't be silenced in place; null
/// if it was changed in place.</param>
/// <param name="Scheme">Card scheme by issuer range, in lower case (<c>visa</c>); null if this is not a whole card number.</param>
public sealed record PciFinding(
    string File,
    PciFindingKind Kind,
    double? Start = null,
    double? End = null,
    int? Channel = null,
    int? Digits = null,
    string? Scheme = null,
    string? ReplacedBy = null);
