using System.Text.Json.Serialization;

namespace Compliance.Pci;

/// <summary>What to do with a recording of which a part could not be examined.</summary>
[JsonConverter(typeof(CamelCaseEnum<UnexaminedRule>))]
public enum UnexaminedRule
{
    /// <summary>Seal it; its coverage says so.</summary>
    Report,

    /// <summary>Hold it until a transcript arrives.</summary>
    AwaitTranscript,

    /// <summary>Quarantine it.</summary>
    Quarantine,
}

/// <summary>What to do with one or two telephone keys on their own (menu choices).</summary>
[JsonConverter(typeof(CamelCaseEnum<ShortDtmfRule>))]
public enum ShortDtmfRule
{
    Leave,
    Mask,
}

/// <summary>A tenant's choices for one queue.</summary>
/// <param name="KeepLastFour">Leave a card number's last four digits in text. Default: no.</param>
/// <param name="ShortDtmf">Default: left.</param>
/// <param name="Unexamined">Default: <see cref="UnexaminedRule.AwaitTranscript"/> where the queue takes payments, else
/// <see cref="UnexaminedRule.Report"/>.</param>
/// <param name="PreRollSeconds">How long before an ignored pause window masking begins. Default: 2 s.</param>
public sealed record PciPolicy(
    bool KeepLastFour = false,
    ShortDtmfRule ShortDtmf = ShortDtmfRule.Leave,
    UnexaminedRule? Unexamined = null,
    bool TakesPayments = false,
    double PreRollSeconds = 2)
{
    [JsonIgnore]
    public UnexaminedRule UnexaminedOrDefault =>
        Unexamined ?? (TakesPayments ? UnexaminedRule.AwaitTranscript : UnexaminedRule.Report);
}
