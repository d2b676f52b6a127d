namespace Compliance.Pci;

/// <summary>Card data in a token stream, from its first to its last token.</summary>
/// <param name="KeepFrom">The token of a card number's fourth digit from the end; -1 if nothing may be kept.</param>
/// <param name="Counts">False for what is removed along with a card number without being a finding of its own (its expiry date).</param>
readonly record struct CardMatch(PciFindingKind Kind, int First, int Last, int Digits, string? Scheme, int KeepFrom = -1,
    bool Counts = true);
