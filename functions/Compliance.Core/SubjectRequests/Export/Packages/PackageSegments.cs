using System.Diagnostics.CodeAnalysis;
using Compliance.Identities;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>The person and the right for which a package is built.</summary>
/// <param name="Identities">The person's identities, normalised.</param>
/// <param name="Redactions">What is redacted.</param>
/// <param name="WasSent">Whether an earlier revision was downloaded; its recordings then stay marked.</param>
public sealed record ExportOrder(
    PackageBuild Build,
    SubjectRequestType Right,
    IReadOnlyList<NormalizedIdentity> Identities,
    IdentityNormalizer Normalizer,
    RedactionSet Redactions,
    bool WasSent = false)
{
    /// <summary>The article that allows withholding what would harm others.</summary>
    public string Exception => ExceptionOf(Right);

    internal CallPeople PeopleOf(RecordingTicket call) => CallPeople.Of(call, Identities, Normalizer, Right);

    public static string ExceptionOf(SubjectRequestType right) => right is SubjectRequestType.Portability ? "20(4)" : "15(4)";

    public override string ToString() => $"ExportOrder({Build}, {Right})";
}

/// <summary>
/// Writes one recording into a package, as its own sealed segment, so that a build that died continues with the remaining recordings.
/// Content streams from one sealed blob into another; only a few recordings are processed concurrently, however many are requested.
/// </summary>
public sealed class PackageSegments(
    PackageStore packages,
    PackageFileWriter files,
    ManifestReader manifests,
    RecordingStateStore states,
    IConsentRecords consents,
    ITenantVaultProvider vaults,
    TimeProvider clock) : IDisposable
{
    /// <summary>Each holds up to five regions of 4 MiB in memory.</summary>
    readonly SemaphoreSlim atOnce = new(2);

    /// <returns><see cref="OutcomeKind.Exported"/>, or why it was not exported.</returns>
    public async Task<RecordingOutcome> ExportAsync(
        TenantStore store, PlanItem item, ExportOrder order, CancellationToken cancellationToken)
    {
        await atOnce.WaitAsync(cancellationToken);
        try
        {
            var (build, id) = (order.Build, item.RecordingId);
            if (!await IsThereAsync(store, id, cancellationToken))
            {
                await packages.RemovePartAsync(store, build, id, cancellationToken);
                return new RecordingOutcome(id, OutcomeKind.NotFound);
            }

            await packages.MarkAsync(store, id, build.Request, cancellationToken);
            var outcome = await EnsureAsync(store, item, order, cancellationToken);

            // An erasure that did not see the segment is noticed here.
            outcome = await IsThereAsync(store, id, cancellationToken) ? outcome : OutcomeKind.NotFound;
            if (outcome is not OutcomeKind.Exported)
            {
                await packages.RemovePartAsync(store, build, id, cancellationToken);
            }

            if (outcome is not OutcomeKind.Exported && !(order.WasSent && outcome is OutcomeKind.Retained))
            {
                // A marker left after an erasure would look like a remnant of the recording.
                await packages.UnmarkAsync(store, id, build.Request, cancellationToken);
            }

            return new RecordingOutcome(id, outcome, outcome switch
            {
                OutcomeKind.NotFound => null,
                OutcomeKind.Retained => order.Exception,
                _ => item.Verdict.Basis,
            });
        }
        finally
        {
            atOnce.Release();
        }
    }

    /// <summary>Builds the segment, unless it is there, or a reviewer left the recording out.</summary>
    async Task<OutcomeKind> EnsureAsync(TenantStore store, PlanItem item, ExportOrder order, CancellationToken cancellationToken)
    {
        var id = item.RecordingId;
        if (order.Redactions.Of(id) is { LeaveOut: true })
        {
            return OutcomeKind.Retained;
        }

        return await packages.FindPartAsync(store, order.Build, id, order.Redactions.SinceOf(id), cancellationToken) is not null
            ? OutcomeKind.Exported
            : await manifests.ReadAsync(
                store, id, recording => BuildAsync(store, recording, item, order, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// The turns of a recording's transcripts in the person's copy before anything is silenced, and the length of its audio.
    /// </summary>
    /// <returns>Null if the recording has no files to hand out.</returns>
    public Task<RecordingShape?> ShapeAsync(TenantStore store, RecordingId id, ExportOrder order, CancellationToken cancellationToken) =>
        manifests.ReadAsync(store, id, async recording => IsReady(recording)
            ? await files.ShapeAsync(store, recording, SealedMetadata.Open(recording).Call, order, cancellationToken)
            : null, cancellationToken);

    /// <summary>Whether it is neither erased nor being erased.</summary>
    public async Task<bool> IsThereAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken) =>
        await states.FindAsync(store, id, cancellationToken) is { Document.State: not (RecordingState.Erasing or RecordingState.Erased) };

    public void Dispose() => atOnce.Dispose();

    async Task<OutcomeKind> BuildAsync(
        TenantStore store, OpenedRecording? recording, PlanItem item, ExportOrder order, CancellationToken cancellationToken)
    {
        if (!IsReady(recording))
        {
            return recording?.Document is null or { State: RecordingState.Erasing or RecordingState.Erased }
                ? OutcomeKind.NotFound
                : OutcomeKind.NeedsReview;
        }

        var record = SealedMetadata.Open(recording);
        var call = record.Call;
        var people = order.PeopleOf(call);
        var redaction = order.Redactions.Of(item.RecordingId);
        var exportable = call.Purposes.Where(
            x => item.Verdict.Purposes.Any(v => v.Purpose == x.Name && v.Fate is PurposeFate.Exported));
        var standings = PurposeStanding.Of(recording, exportable, clock.GetUtcNow());

        // The request that stopped one may be somebody else's.
        PurposeStanding[] purposes = [.. standings.Select(x => x with { RequestId = null })];
        var turns = SilencedTurns.Of(redaction, people, await files.TurnsAsync(store, recording, people, cancellationToken));
        var planned = new ExportedCall(
            item.RecordingId, recording.Manifest.Generation, call, people, purposes, [], turns.Turns, redaction is not null)
        {
            Consents = recording.Document.CallToken is { } token ? await consents.OfCallAsync(store, token, cancellationToken) : [],
        };
        ZipSegment? segment = null;
        ExportedCall? exported = null;
        var piece = await packages.SealAsync(
            store,
            order.Build,
            item.RecordingId,
            async target =>
            {
                segment = new ZipSegment(target, call.StartedAt);
                exported = await WriteAsync(store, recording, planned, order, turns, segment, cancellationToken);
            },
            cancellationToken);
        await packages.PutPartAsync(
            store,
            order.Build,
            new PackagePart(piece.Blob, piece.Content, segment!.Entries, RecordingOf(exported!, recording.Manifest, order, turns, record.Statements)),
            order.Redactions.SinceOf(item.RecordingId),
            cancellationToken);
        return OutcomeKind.Exported;
    }

    /// <returns>The call with the files that were written.</returns>
    async Task<ExportedCall> WriteAsync(
        TenantStore store,
        OpenedRecording recording,
        ExportedCall planned,
        ExportOrder order,
        SilencedTurns turns,
        ZipSegment segment,
        CancellationToken cancellationToken)
    {
        var id = planned.RecordingId;
        var copy = new FileCopy(planned.People, order.Right, order.Redactions.Of(id), turns, planned.Call.DurationSeconds, segment);
        var written = new List<ExportedFile>();
        foreach (var file in recording.Manifest.Files)
        {
            written.Add(await files.AddAsync(store, recording, file, copy, cancellationToken));
        }

        var exported = planned with { Files = written };
        var vcon = VconWriter.Write(order, exported, clock.GetUtcNow());
        var signed = await SignedVcon.SignAsync(vaults.Open(store.Scope), vcon, cancellationToken);
        await segment.DeflateAsync(VconPath(id), signed, strong: false, cancellationToken);
        return exported;
    }

    /// <summary>Whether it has files and they may be read.</summary>
    static bool IsReady([NotNullWhen(true)] OpenedRecording? recording) => recording?.Document
        is { State: not (RecordingState.Erasing or RecordingState.Erased), Generation: not 0, Quarantine: null };

    static PackageRecording RecordingOf(
        ExportedCall exported,
        RecordingManifest manifest,
        ExportOrder order,
        SilencedTurns turns,
        IReadOnlyList<SupplementaryStatement> statements)
    {
        var (call, people, redaction) = (exported.Call, exported.People, order.Redactions.Of(exported.RecordingId));
        return new PackageRecording(
            exported.RecordingId,
            call.CallId.Value,
            call.StartedAt,
            call.EndedAt,
            call.DurationSeconds,
            call.Direction,
            call.Language,
            call.Queue,
            [.. call.Parties.Select((x, i) => PartyOf(x, people, i))],
            exported.Purposes,
            manifest.Retention.End,
            exported.Files,
            [.. manifest.Files.SelectMany(x => x.Masked.Select(mask => new PackageMask(x.Name, mask.Start, mask.End)))],
            VconPath(exported.RecordingId),
            order.Right is SubjectRequestType.Access
                ? call.Custom.Where(
                    x => redaction?.Custom.Contains(x.Key, StringComparer.Ordinal) is not true).ToDictionary(StringComparer.Ordinal)
                : new Dictionary<string, string>(StringComparer.Ordinal),
            redaction is null ? null : PackageRedaction.Of(
                redaction, order.Exception, turns, exported.Files.Max(x => x.Seconds) ?? call.DurationSeconds),
            people.AllHeard ? statements : null)
        {
            Category = call.Category,
        };
    }

    static PackageParty PartyOf(Party party, CallPeople people, int index)
    {
        var (who, channel) = (people.Label(index), people.ChannelOf(index));
        return people.IsSubject(index)
            ? new PackageParty(who, You: true, party.Name, party.Phone, party.Email, party.AccountId, party.DateOfBirth, channel)
            : new PackageParty(who, You: false, Channel: channel);
    }

    static string VconPath(RecordingId id) => $"vcon/{id}{SignedVcon.Extension}";
}
