using Compliance.Model;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Keys;

/// <summary>The call ids of recordings, from their key records.</summary>
public sealed class RecordingCallIds(KeyRing keys, SealedCallIds callIds)
{
    /// <returns>Null if the key record cannot be read, or is gone.</returns>
    public async Task<CallId?> FindAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken)
    {
        try
        {
            return await keys.FindCallIdAsync(store, id, cancellationToken) is { } sealedText
                ? await callIds.OpenAsync(store, id, sealedText, cancellationToken)
                : null;
        }
        catch (ManifestException)
        {
            return null;
        }
    }
}
