namespace Compliance.Pci;

/// <summary>Card data in a stream of tokens, from its first to its last one.</summary>
/// <param name="KeepFrom">The token of a card number's fourth digit from the end; -1 where nothing may be kept.</param>
/// <param name="Counts">False for what is taken out beside a card number and is no finding of its own (its expiry date).</param>
readonly record struct CardMatch(PciFindingKind Kind, int First, int Last, int Digits, string? Scheme, int KeepFrom = -1,
    bool Counts = true);
