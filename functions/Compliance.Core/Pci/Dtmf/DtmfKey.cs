namespace Compliance.Pci;

/// <summary>One pressed key (ITU-T Q.23), in seconds of the media.</summary>
readonly record struct DtmfKey(char Key, double Start, double End);

/// <summary>A stretch that may be a key.</summary>
/// <param name="Share">How much of the power in the band the two tones explain, 0 to 1.</param>
/// <param name="Strong">Beyond doubt on its own. What is not counts only beside a key that is.</param>
readonly record struct DtmfCandidate(DtmfKey Key, double Share, bool Strong);
