using Compliance.Audit;
using Compliance.Model;
using Compliance.Pci;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>A decided erasure of one person's part of a recording.</summary>
/// <param name="Parties">Indices of the person's parties, as decided.</param>
/// <param name="Tokens">Blind tokens of the person's identities: each of the parties must still have one of them.</param>
/// <param name="Own">The person's requests.</param>
/// <param name="Instance">The orchestration that would seal the recording.</param>
public sealed record PartyOrder(
    SubjectRequestId Request,
    IReadOnlyList<int> Parties,
    ErasedPart Part,
    IReadOnlyCollection<string> Tokens,
    IReadOnlyList<SubjectRequestId> Own,
    string Instance);

/// <summary>What became of it.</summary>
public enum PartyEnd
{
    /// <summary>Their part is gone, and the key that could open it.</summary>
    Erased,

    /// <summary>A legal hold keeps the recording as it is.</summary>
    Held,

    /// <summary>Their part cannot be told from that of others.</summary>
    NotApart,

    /// <summary>Not sealed now.</summary>
    NotReady,

    /// <summary>There is no such recording any more.</summary>
    Gone,
}

/// <summary>
/// Erases one person's part of a recording that others are on (GDPR Art. 17): silences their voice, removes their words and identities, in
/// a new generation that has passed the gate, and shreds the old one. Repeating it finishes what a crash left.
/// </summary>
public sealed class PartyEraser(
    RecordingStateStore states,
    ManifestReader manifests,
    RecordingChange changes,
    RecordingSealing sealing,
    RecordingSettlement settlement,
    RecordingAudit audit,
    BlobRemoval removal,
    TimeProvider clock)
{
    const int MostPasses = 5;

    /// <exception cref="InvalidOperationException">Its sealing has not ended; to be tried again.</exception>
    public async Task<PartyEnd> EraseAsync(
        TenantStore store, Actor actor, RecordingId id, PartyOrder order, CancellationToken cancellationToken)
    {
        if (await BeginAsync(store, actor, id, order, cancellationToken) is { } end)
        {
            return end is PartyEnd.Erased ? await FinishAsync(store, actor, id, order, cancellationToken) : end;
        }

        for (var pass = 0; pass < MostPasses; pass++)
        {
            if (await sealing.SealAsync(store, id, order.Instance, cancellationToken) is not SealingEnd.Again)
            {
                break;
            }
        }

        using var recording = await manifests.FindAsync(store, id, cancellationToken);
        return recording switch
        {
            null => PartyEnd.Gone,
            { Document.Run.Erases: not null } => throw new InvalidOperationException("The recording is still being sealed without the party."),
            { Manifest.Parties: var parties } when order.Parties.All(x => x < parties.Count && parties[x].Erased is not null) =>
                await FinishAsync(store, actor, id, order, cancellationToken),
            { Document.IsHeld: true } => PartyEnd.Held,
            _ => PartyEnd.NotReady,
        };
    }

    /// <returns>Null where the recording is to be sealed.</returns>
    async Task<PartyEnd?> BeginAsync(
        TenantStore store, Actor actor, RecordingId id, PartyOrder order, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (done, end) = await manifests.ReadAsync(
                store,
                id,
                async recording => recording is null
                    ? (true, PartyEnd.Gone)
                    : await AttemptAsync(store, actor, recording, order, cancellationToken),
                cancellationToken);
            if (done)
            {
                return end;
            }
        }
    }

    /// <returns>Whether it has begun or ended; false if the recording changed in the meantime.</returns>
    async Task<(bool Done, PartyEnd? End)> AttemptAsync(
        TenantStore store, Actor actor, OpenedRecording recording, PartyOrder order, CancellationToken cancellationToken)
    {
        var (document, manifest) = (recording.Document, recording.Manifest);
        if (document is { State: RecordingState.Sealing, Run.Erases: { } running } && running.Request == order.Request)
        {
            return (true, null);
        }

        var call = SealedMetadata.Open(recording).Call;
        int[] left = [.. order.Parties.Where(x => x < call.Parties.Count && call.Parties[x].Erased is not ErasedPart.All)];
        left = order.Part is ErasedPart.All ? left : [.. left.Where(x => call.Parties[x].Erased is null)];
        if (left.Length == 0)
        {
            return (true, PartyEnd.Erased);
        }

        if (!RecordingTransitions.TryApply(document.State, RecordingOperation.EraseParty, document.IsHeld, out var to))
        {
            return (true, document.IsHeld ? PartyEnd.Held : PartyEnd.NotReady);
        }

        var theirs = manifest.IndexEntries.Select(x => IndexEntry.TryParse(x, out var entry) ? entry : default)
            .Where(x => x.Party is not null && order.Tokens.Contains(x.Token, StringComparer.Ordinal)).Select(x => x.Party!.Value).ToHashSet();
        if (!left.All(theirs.Contains) || await LookAsync(store, recording, call, left, order.Part, cancellationToken) is not { } files)
        {
            return (true, PartyEnd.NotApart);
        }

        var run = new SealingRunState(
            order.Instance,
            document.Generation + 1,
            Attempt: 0,
            clock.GetUtcNow(),
            files.Sources,
            Missing: [],
            Reason: null)
        {
            Erases = new PartyErasureRun(order.Request, left, order.Part, order.Own, files.Turns),
        };
        var begun = await changes.TryApplyAsync(
            store,
            recording.Stored,
            new Announcement(actor, RecordingEvents.PartyErasing, order.Request.ToString()),
            document with { State = to, Run = run },
            cancellationToken);
        return (begun is not null, null);
    }

    /// <returns>Null where the person's part of some file can't be told from that of others.</returns>
    async Task<(IReadOnlyList<TranscriptTurn> Turns, IReadOnlyList<SealingSource> Sources)?> LookAsync(
        TenantStore store,
        OpenedRecording recording,
        RecordingTicket call,
        IReadOnlyList<int> parties,
        ErasedPart part,
        CancellationToken cancellationToken)
    {
        var corrected = SealedMetadata.Open(recording).Corrections.SelectMany(x => x.Changes)
            .Where(x => x is { Ordinal: not null, Turn: not null })
            .Select(x => new TranscriptTurn(x.Ordinal!.Value, x.Turn!.Value)).Distinct().ToList();
        var turns = new List<TranscriptTurn>();
        var sources = new List<SealingSource>();
        var silence = new PartySilence(call, parties, part);
        foreach (var (file, source) in recording.Manifest.Files.Zip(Reexamination.SourcesOf(recording.Manifest)))
        {
            var clear = new GateFile(
                file.Ordinal, file.Name, file.ContentType, file.Content.ClearLength, token => OpenAsync(store, recording, file, token));
            if (await silence.OpenAsync(clear, cancellationToken) is not { } silent)
            {
                return null;
            }

            await silent.Content.DisposeAsync();
            sources.Add(source with { ContentType = silent.ContentType });
            if (corrected.Exists(x => x.Ordinal == file.Ordinal) && part is ErasedPart.All)
            {
                if (await PartySilence.BytesAsync(clear, cancellationToken) is not { } bytes
                    || ErasedTurns.Parties(bytes, call.Parties) is not { } of)
                {
                    return null;
                }

                turns.AddRange(corrected.Where(x => x.Ordinal == file.Ordinal && x.Turn < of.Count && parties.Contains(of[x.Turn])));
            }
        }

        return (turns, sources);
    }

    static Task<Stream> OpenAsync(
        TenantStore store, OpenedRecording recording, ManifestFile file, CancellationToken cancellationToken)
    {
        var (id, generation) = (recording.Stored.Id, recording.Manifest.Generation);
        return SealedBlobReader.OpenAsync(
            SealedFileNames.Blob(store, id, generation, file.Ordinal),
            recording.Key.Bytes,
            ManifestReader.KeyId(store, id, generation),
            file.Content,
            cancellationToken);
    }

    /// <summary>The index, the old key and its files, and what the state remembers of them.</summary>
    async Task<PartyEnd> FinishAsync(
        TenantStore store, Actor actor, RecordingId id, PartyOrder order, CancellationToken cancellationToken)
    {
        await settlement.SettleAsync(store, id, cancellationToken);
        while (!await manifests.ReadAsync(store, id, x => ForgetAsync(store, x, cancellationToken), cancellationToken))
        {
            // It changed in the meantime.
        }

        await removal.RemoveOldAsync(store.State, RecordingStateStore.NameOf(id), cancellationToken);
        await audit.NoteAsync(store, id, actor, RecordingEvents.PartyErased, order.Request.ToString(), cancellationToken);
        return PartyEnd.Erased;
    }

    /// <summary>Entries that are out of the index stand for the person still.</summary>
    async Task<bool> ForgetAsync(TenantStore store, OpenedRecording? recording, CancellationToken cancellationToken)
    {
        if (recording is not { Manifest.RetiredEntries.Count: > 0 })
        {
            return true;
        }

        var manifest = recording.Manifest with { Sequence = recording.Manifest.Sequence + 1, RetiredEntries = [] };
        if (await states.TryReplaceAsync(
            store, recording.Stored, ManifestSeal.Put(recording.Document, manifest, recording.Key), cancellationToken) is null)
        {
            return false;
        }

        await settlement.SettleAsync(store, recording.Stored.Id, cancellationToken);
        return true;
    }
}
