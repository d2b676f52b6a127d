namespace Compliance.Pci;

/// <summary>One pressed key (ITU-T Q.23), in seconds of the media.</summary>
readonly record struct DtmfKey(char Key, double Start, double End);

/// <summary>A stretch that may be a key.</summary>
/// <param name="Share">Share of the power in the band that the two tones explain, 0 to 1.</param>
/// <param name="Strong">Certain on its own. A candidate that is not certain counts only near one that is.</param>
readonly record struct DtmfCandidate(DtmfKey Key, double Share, bool Strong);
