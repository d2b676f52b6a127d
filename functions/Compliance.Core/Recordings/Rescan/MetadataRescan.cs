using Compliance.Identities;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Pci;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>Metadata without the card data that today's gate finds in it.</summary>
/// <param name="Findings">What was taken out; empty if there was nothing.</param>
/// <param name="Entries">The recording's index entries, except that of what was found.</param>
public sealed record FreedMetadata(MetadataRecord Record, IReadOnlyList<PciFinding> Findings, IReadOnlyList<string> Entries);

/// <summary>Examines the metadata of what was sealed by an older gate, with all values that were corrected since.</summary>
public sealed class MetadataRescan(TenantSettingsStore settings, IndexSecretReader secrets)
{
    /// <returns>Null if there is nothing to take out, or more than can be taken out.</returns>
    /// <exception cref="ManifestException">It differs from what was sealed for this recording.</exception>
    public async Task<FreedMetadata?> FreeAsync(
        TenantStore store, RecordingManifest manifest, RecordingId id, RecordingKey key, CancellationToken cancellationToken)
    {
        var record = SealedMetadata.Open(manifest, id, key);
        var current = (await settings.ReadAsync(store.Scope, cancellationToken)).Settings;
        if (!CardFreeMetadata.Of(record, current.PciPolicyFor(record.Call.Queue).KeepLastFour).IsSuccess(out var free, out _)
            || free.Findings.Count == 0)
        {
            return null;
        }

        using var secret = await secrets.OpenAsync(store, cancellationToken);
        var normalizer = new IdentityNormalizer(current.Country);
        return new FreedMetadata(
            free.Record,
            free.Findings,
            IndexTerms.Of(free.Record.Call, id, secret.Tokens, normalizer, manifest.Retention, found: false));
    }
}
