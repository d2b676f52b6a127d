using System.Text.Json.Serialization;

namespace Compliance.Pci;

/// <summary>Why something was found or masked. <see cref="Dtmf"/>, <see cref="SpokenPan"/>, <see cref="Keystrokes"/> and
/// <see cref="ContentInPauseWindow"/> say how it got in, the others what it is; one stretch may have both.</summary>
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

/// <summary>One finding. Digits are counted, never held.</summary>
/// <param name="Start">Seconds in the media; null where the file has no time.</param>
/// <param name="Channel">From 0; null means all, or a file without channels.</param>
/// <param name="Scheme">Card scheme by issuer range, in lower case (<c>visa</c>); null where it is not a whole card number.</param>
public sealed record PciFinding(
    string File,
    PciFindingKind Kind,
    double? Start = null,
    double? End = null,
    int? Channel = null,
    int? Digits = null,
    string? Scheme = null);
