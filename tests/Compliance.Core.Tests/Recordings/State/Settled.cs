using Compliance.Audit;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;

namespace Compliance.Core.Tests.Recordings.State;

/// <summary>What holds of a recording to which nothing happens any more, whatever happened to it.</summary>
static class Settled
{
    public static async Task CheckAsync(RecordingBench bench, RecordingId id)
    {
        var (store, cancellationToken) = (bench.Store, TestContext.Current.CancellationToken);
        using var recording = await bench.Get<ManifestReader>().FindAsync(store, id, cancellationToken);
        Assert.NotNull(recording);
        var (document, manifest) = (recording.Document, recording.Manifest);
        var record = SealedMetadata.Open(recording);
        foreach (var file in manifest.Files)
        {
            await using var content = await SealedBlobReader.OpenAsync(
                store.Recordings.GetBlobClient($"{id}/{manifest.Generation}/{file.Ordinal}"),
                recording.Key.Bytes, ManifestReader.KeyId(store, id, manifest.Generation), file.Content, cancellationToken);
            using var reader = new StreamReader(content);
            var text = await reader.ReadToEndAsync(cancellationToken);
            if (file.ContentType is "application/json")
            {
                // A party whose words are gone is nobody's any more, in the index, the state and the metadata.
                var erased = manifest.Parties[1].Erased is ErasedPart.All;
                Assert.Equal(!erased, text.Contains("It is mine.", StringComparison.Ordinal));
                Assert.Contains("Hello.", text, StringComparison.Ordinal);
                Assert.Equal(erased, record.Call.Parties[1].AccountId is null);
                Assert.Equal(!erased, manifest.IndexEntries.Any(x => x.EndsWith(".1", StringComparison.Ordinal)));
                continue;
            }

            Assert.StartsWith(RecordingBench.Content, text, StringComparison.Ordinal);
        }

        Assert.Equal(record.Call.Queue, document.Facts.Queue);
        Assert.Equal(manifest.IndexEntries, (await RecordingBench.NamesAsync(store.Index, "")).Where(
            x => x.Contains($"{id}", StringComparison.Ordinal)));
        CheckAudit(bench, id, record);
        if (document.State is not (RecordingState.Sealed or RecordingState.Quarantined))
        {
            return;
        }

        Assert.Null(await bench.Get<RecordingOutbox>().FindAsync(store, id, cancellationToken));
        Assert.Empty(await RecordingBench.NamesAsync(store.Inbox, $"acme/{id}/"));
        await CheckGenerationsAsync(bench, id, document, manifest);
    }

    /// <summary>Of every generation but the current one key and files are gone, except those that a hold keeps.</summary>
    static async Task CheckGenerationsAsync(RecordingBench bench, RecordingId id, RecordingDocument document, RecordingManifest manifest)
    {
        var oldest = document.HeldGeneration ?? document.KeyGeneration;
        var files = await RecordingBench.NamesAsync(bench.Store.Recordings, $"{id}/");
        Assert.Equal(
            manifest.Files.Select(f => $"{id}/{manifest.Generation}/{f.Ordinal}"),
            files.Where(x => document.HeldGeneration is null || x.StartsWith($"{id}/{manifest.Generation}/", StringComparison.Ordinal)));
        for (var generation = 1; generation < 8; generation++)
        {
            using var key = await bench.Get<KeyRing>().FindAsync(bench.Store, id, generation, TestContext.Current.CancellationToken);
            if (generation < oldest)
            {
                Assert.DoesNotContain(files, x => x.StartsWith($"{id}/{generation}/", StringComparison.Ordinal));
                Assert.Null(key);
            }
            else if (generation == oldest || generation >= document.KeyGeneration)
            {
                Assert.Equal(generation <= document.KeyGeneration, key is not null);
            }
        }
    }

    /// <summary>Each announced operation is closed, and as often with success as it took place.</summary>
    static void CheckAudit(RecordingBench bench, RecordingId id, MetadataRecord record)
    {
        var entries = bench.Audit.Entries.Where(x => x.Resource == $"recordings/{id}" && x.Phase != AuditPhase.Single)
            .DistinctBy(x => (x.Event, x.Operation, x.Phase, x.Outcome)).ToList();
        var open = entries.Where(x => x.Phase is AuditPhase.Intent).Select(x => (x.Event, x.Operation))
            .Except(entries.Where(x => x.Phase is AuditPhase.Done).Select(x => (x.Event, x.Operation)));
        Assert.Empty(open);
        Assert.Empty(entries.Where(x => x.Phase is AuditPhase.Done).GroupBy(x => (x.Event, x.Operation)).Where(x => x.Count() > 1).Select(x => x.Key));
        Assert.Equal(
            record.Corrections.Count,
            entries.Count(x => x is { Event: "recording.corrected", Phase: AuditPhase.Done, Outcome: AuditEntry.Success }));
    }
}
