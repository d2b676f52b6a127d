using Compliance.Audit;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>What a sealing works on: opaque, so that it may stand in an orchestration's history.</summary>
public sealed record SealingTask(int Generation, IReadOnlyList<int> Ordinals);

/// <summary>
/// First step of a sealing: fixes what is read (by ETag) and which generation is written. Ends at once, with null, unless the recording
/// awaits uploads, was paused where its gate did not know of it, or was already taken by this very orchestration: a late or repeated
/// event changes nothing.
/// </summary>
public sealed class SealingRun(
    RecordingStateStore states,
    KeyRing keys,
    ManifestReader manifests,
    LatePauseResealing late,
    TombstoneStore tombstones,
    RecordingAudit audit,
    TimeProvider clock)
{
    /// <param name="instance">The orchestration that asks.</param>
    /// <param name="again">A source changed since it was taken: take the sources as they are now, into a fresh generation.</param>
    public async Task<SealingTask?> TakeAsync(
        TenantStore store, RecordingId id, string instance, bool again, CancellationToken cancellation)
    {
        if (await late.IsDueAsync(store, id, cancellation))
        {
            await ReexamineAsync(store, id, instance, cancellation);
        }

        var update = await states.UpdateAsync(store, id, (document, token) => NextAsync(store, id, document, instance, again, token), cancellation);
        if (update is not var (stored, _) || stored.Document is not { State: RecordingState.Sealing, Run: { } run } || run.Instance != instance)
        {
            return null;
        }

        // Every time, the id being the same: a crash after the write above must not keep it back.
        await audit.NoteAsync(store, id, Actor.System(instance), RecordingEvents.Taken, $"{id}/{run.Generation}", cancellation);

        // Without a record, or with a tombstone, the recording was erased meanwhile, and there is nothing to seal for.
        return await keys.AddGenerationAsync(store, id, run.Generation, cancellation)
            && await tombstones.FindAsync(store, id, cancellation) is null
            ? new SealingTask(run.Generation, [.. run.Sources.Select(s => s.Ordinal)])
            : null;
    }

    /// <summary>Takes what is sealed, for its gate to run again. Announced first: what a crash leaves is on the work list.</summary>
    async Task ReexamineAsync(TenantStore store, RecordingId id, string instance, CancellationToken cancellation)
    {
        if (await states.FindAsync(store, id, cancellation) is not { Document: { State: RecordingState.Sealed } before })
        {
            return;
        }

        var owed = await audit.BeginAsync(
            store, id, Actor.System(instance), RecordingEvents.PausedLate, $"{id}/{before.Generation + 1}", cancellation);
        var update = await states.UpdateAsync(
            store,
            id,
            async (document, token) => document.Generation == before.Generation
                && RecordingTransitions.TryApply(document.State, RecordingOperation.Reexamine, out var to)
                    ? document.With(owed) with
                    {
                        State = to,
                        Run = new SealingRunState(
                            instance, document.Generation + 1, Attempt: 1, clock.GetUtcNow(), await SealedSourcesAsync(store, id, document, token), [], null),
                    }
                    : null,
            cancellation);
        if (update is not (_, true))
        {
            await audit.RefusedAsync(store, id, owed, cancellation);
        }
    }

    async Task<RecordingDocument?> NextAsync(
        TenantStore store, RecordingId id, RecordingDocument document, string instance, bool again, CancellationToken cancellation)
    {
        switch (document)
        {
            case { State: RecordingState.AwaitingUpload, Ticket: { } ticket }:
                return await FirstAsync(store, id, document, ticket, instance, cancellation);

            case { State: RecordingState.Sealing, Run: { } run } when again && run.Instance == instance:
                return Apply(document, Again(run, await Inbox.ListAsync(store, id, cancellation)));

            default:
                return null;
        }
    }

    async Task<RecordingDocument?> FirstAsync(
        TenantStore store,
        RecordingId id,
        RecordingDocument document,
        RecordingTicketState ticket,
        string instance,
        CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var arrived = await Inbox.ListAsync(store, id, cancellation);
        var there = ticket.Files.Where(f => arrived.ContainsKey(f.Ordinal)).ToArray();
        var absent = ticket.Files.Except(there).Select(f => f.Name).ToArray();
        if (there.Length == 0 || (absent.Length > 0 && now < ticket.ExpiresAt))
        {
            return null;
        }

        var sizes = there.All(f => f.Size == arrived[f.Ordinal].Size);
        string[] missing = [.. (document.Quarantine?.Missing ?? []).Except(there.Select(f => f.Name), StringComparer.Ordinal).Union(absent, StringComparer.Ordinal)];
        return Apply(document, new SealingRunState(
            instance,
            document.Generation + 1,
            Attempt: 1,
            now,
            [
                .. await SealedSourcesAsync(store, id, document, cancellation),
                .. there.Select(f => FromInbox(f, arrived[f.Ordinal])),
            ],
            missing,
            Standing(document.Quarantine) ?? (missing.Length > 0 ? QuarantineReasonCodes.MissingFiles : sizes ? null : QuarantineReasonCodes.SizeMismatch)));
    }

    /// <summary>A reason that late files do not cure: only the privacy team lifts it. What the gate found, it finds again.</summary>
    static string? Standing(QuarantineState? quarantine) => quarantine?.Reason
        is QuarantineReasonCodes.SizeMismatch or QuarantineReasonCodes.HashMismatch or QuarantineReasonCodes.ChangedAfterArrival or QuarantineReasonCodes.NotDecryptable
        ? quarantine.Reason
        : null;

    /// <summary>Files of the generation that is in force: a new one contains them again, gate included.</summary>
    public async Task<IReadOnlyList<SealingSource>> SealedSourcesAsync(
        TenantStore store, RecordingId id, RecordingDocument document, CancellationToken cancellation)
    {
        if (document.Generation == 0)
        {
            return [];
        }

        var manifest = await manifests.OpenAsync(store, id, document, cancellation);
        return
        [
            .. manifest.Files.Select(f => new SealingSource(
                f.Ordinal, f.Name, f.ContentType, f.Content.ClearLength, null, Encrypted: false, ETag: null, manifest.Generation)),
        ];
    }

    static SealingSource FromInbox(AwaitedFile file, InboxBlob blob) => new(
        file.Ordinal, file.Name, file.ContentType, blob.Size, file.Sha256, file.Encrypted, blob.ETag.ToString(), FromGeneration: null);

    /// <summary>The uploads as they are now. One that is gone is missing; it can't be waited for.</summary>
    static SealingRunState Again(SealingRunState run, IReadOnlyDictionary<int, InboxBlob> arrived)
    {
        var gone = run.Sources.Where(s => s.ETag is not null && !arrived.ContainsKey(s.Ordinal)).ToArray();
        return run with
        {
            Generation = run.Generation + 1,
            Attempt = run.Attempt + 1,
            Sources = [.. run.Sources.Except(gone).Select(s => Refresh(s, arrived))],
            Missing = [.. run.Missing.Union(gone.Select(s => s.Name), StringComparer.Ordinal)],
            Reason = gone.Length > 0 ? QuarantineReasonCodes.MissingFiles : QuarantineReasonCodes.ChangedAfterArrival,
        };
    }

    static SealingSource Refresh(SealingSource source, IReadOnlyDictionary<int, InboxBlob> arrived) =>
        source.ETag is null
            ? source
            : source with { ETag = arrived[source.Ordinal].ETag.ToString(), ArrivedSize = arrived[source.Ordinal].Size };

    static RecordingDocument? Apply(RecordingDocument document, SealingRunState run) =>
        RecordingTransitions.TryApply(document.State, RecordingOperation.Take, out var to)
            ? document with { State = to, Ticket = null, Run = run }
            : null;
}

/// <summary>Codes of <c>reason</c> that the pipeline itself gives; the gate adds its own.</summary>
public static class QuarantineReasonCodes
{
    /// <summary>Announced files did not arrive within the ticket's limit.</summary>
    public const string MissingFiles = "missingFiles";

    /// <summary>A file's size is not the announced one.</summary>
    public const string SizeMismatch = "sizeMismatch";

    /// <summary>A file's SHA-256 is not the announced one.</summary>
    public const string HashMismatch = "hashMismatch";

    /// <summary>A blob was written again after it was taken for sealing.</summary>
    public const string ChangedAfterArrival = "changedAfterArrival";

    /// <summary>A file announced as encrypted at the source does not open under the tenant's <c>seal</c> key; it is kept as it came.</summary>
    public const string NotDecryptable = "notDecryptable";

    /// <summary>The queue's rule is to look at a transcript first: announced as a late file, it runs the gate again.</summary>
    public const string AwaitingTranscript = "awaitingTranscript";

    /// <summary>The privacy team destroyed the content.</summary>
    public const string Destroyed = "destroyed";
}
