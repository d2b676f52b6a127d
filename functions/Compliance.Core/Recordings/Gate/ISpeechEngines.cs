using Compliance.Pci;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>The recognisers that a host has.</summary>
public interface ISpeechEngines
{
    /// <param name="scope">The tenant whose identity asks.</param>
    /// <returns>Null if the tenant has none. One that this host can't offer refuses all sound, and says why.</returns>
    ISpeechTranscriber? Of(TenantScope scope, SpeechSettings settings);
}
