using Compliance.Keys;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// Walks a period's recordings day by day, newest first, through the index's list of all. Reads manifests (verified), never metadata.
/// </summary>
public sealed class PciReporter(
    IndexSecretReader secrets, RecordingIndex index, RecordingStateStore states, ManifestReader manifests, TenantSettingsStore settings)
{
    const int ReadAhead = 8;

    public async Task<PciReportDocument> ReportAsync(TenantStore store, PciPeriod period, CancellationToken cancellationToken)
    {
        var tally = new PciTally(period, (await settings.ReadAsync(store.Scope, cancellationToken)).Settings);
        string all;
        using (var secret = await secrets.OpenAsync(store, cancellationToken))
        {
            all = secret.Tokens.Token(IndexKinds.All, IndexKinds.Everything).Value;
        }

        var (first, last) = (DateOnly.FromDateTime(period.From.UtcDateTime), DateOnly.FromDateTime(period.To.UtcDateTime));
        foreach (var day in (await index.DaysAsync(store, all, IndexKinds.All, cancellationToken)).Where(d => d >= first && d <= last))
        {
            await foreach (var entries in index.EntriesAsync(store, all, IndexKinds.All, day, cancellationToken).Chunk(ReadAhead).WithCancellation(cancellationToken))
            {
                foreach (
                    var add in await Task.WhenAll(entries.Select(x => ReadAsync(store, x.Recording, period, tally, cancellationToken))))
                {
                    add();
                }
            }
        }

        return tally.Total();
    }

    /// <summary>Reads concurrently. The actions it returns are applied to the tally one after the other.</summary>
    async Task<Action> ReadAsync(TenantStore store, RecordingId id, PciPeriod period, PciTally tally, CancellationToken cancellationToken)
    {
        if (await states.FindAsync(store, id, cancellationToken) is not { Document: var document }
            || document.Facts.StartedAt < period.From
            || document.Facts.StartedAt >= period.To)
        {
            return () => { };
        }

        try
        {
            using var recording = await manifests.FindAsync(store, id, cancellationToken);
            var (seen, manifest) = (recording?.Document ?? document, recording?.Manifest);
            return () => tally.Add(id, seen, manifest);
        }
        catch (ManifestException)
        {
            return tally.AddUnverified;
        }
    }
}
