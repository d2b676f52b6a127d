using System.Text.Json.Serialization;

namespace Compliance.Pci;

/// <summary>What to do with a recording that could not be fully examined.</summary>
[JsonConverter(typeof(CamelCaseEnum<UnexaminedRule>))]
public enum UnexaminedRule
{
    /// <summary>Seal it; its coverage shows the gap.</summary>
    Report,

    /// <summary>Hold it until a transcript arrives.</summary>
    AwaitTranscript,

    /// <summary>Quarantine it.</summary>
    Quarantine,
}

/// <summary>What to do with isolated entries of one or two telephone keys (menu choices).</summary>
[JsonConverter(typeof(CamelCaseEnum<ShortDtmfRule>))]
public enum ShortDtmfRule
{
    Leave,
    Mask,
}

/// <summary>A tenant's settings for one queue.</summary>
/// <param name="KeepLastFour">Keep the last four digits of a card number in text. Default: no.</param>
/// <param name="ShortDtmf">Default: left as they are.</param>
/// <param name="Unexamined">Default: <see cref="UnexaminedRule.AwaitTranscript"/> for a queue that takes payments, otherwise
/// <see cref="UnexaminedRule.Report"/>.</param>
/// <param name="PreRollSeconds">How long before an ignored pause window masking begins. Default: 2 s.</param>
/// <param name="SpokenMarginSeconds">How far silencing may grow beyond a spoken number while the sound goes on, where a transcript's clock
/// does not agree with the sound. Default: 1 s.</param>
public sealed record PciPolicy(
    bool KeepLastFour = false,
    ShortDtmfRule ShortDtmf = ShortDtmfRule.Leave,
    UnexaminedRule? Unexamined = null,
    bool TakesPayments = false,
    double PreRollSeconds = 2,
    double SpokenMarginSeconds = 1)
{
    [JsonIgnore]
    public UnexaminedRule UnexaminedOrDefault =>
        Unexamined ?? (TakesPayments ? UnexaminedRule.AwaitTranscript : UnexaminedRule.Report);
}
