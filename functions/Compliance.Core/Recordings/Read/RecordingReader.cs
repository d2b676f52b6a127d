using Azure;
using Azure.Storage.Blobs.Models;
using Compliance.Access;
using Compliance.Audit;
using Compliance.Failures;
using Compliance.Model;
using Compliance.Pci;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>An opened file: clear, seekable, verified as it is read.</summary>
/// <param name="ETag">Strong, without quotes; changes with the content.</param>
public sealed record OpenedFile(Stream Content, string ContentType, string ETag, string Name, int Ordinal);

/// <summary>A file that may be given for what the caller stated.</summary>
/// <param name="Purpose">As the audit log has it.</param>
public sealed record FileForPurpose(OpenedFile File, string Purpose, AutomatedDecisionState AutomatedDecisions);

/// <summary>Shows recordings and their files to callers who may access them.</summary>
public sealed class RecordingReader(
    RecordingStateStore states,
    ManifestReader manifests,
    ContentPurposes purposes,
    ReadAudit reads,
    TransparencyLog log,
    TimeProvider clock)
{
    const string NotInTeams = "This recording is not in a queue that your teams may access.";

    /// <summary>Describes a recording.</summary>
    /// <param name="known">Its state if it has just been read; null to read it.</param>
    public Task<Outcome<RecordingView>> ViewAsync(
        TenantStore store, RecordingId id, Caller caller, CancellationToken cancellationToken, StoredRecording? known = null) =>
        VerifiedAsync<RecordingView>(store, id, document => MaySee(caller, document), async (stored, recording) =>
            recording is null
                ? RecordingViews.Erased(stored)
                : RecordingViews.Of(
                    recording,
                    SealedMetadata.Open(recording).Call,
                    await AuditIndexAsync(store, recording, cancellationToken),
                    clock.GetUtcNow()), cancellationToken, known);

    /// <summary>Opens a file for a caller who may listen to it, for the stated purpose.</summary>
    public Task<Outcome<FileForPurpose>> OpenAsync(
        TenantStore store, RecordingId id, string name, AccessPurpose purpose, Caller caller, CancellationToken cancellationToken) =>
        VerifiedAsync<FileForPurpose>(store, id, document => MayHear(caller, document), async (stored, recording) =>
            recording is null ? RecordingFailure.Erased(stored.Document)
            : Refusal(recording.Document, caller) is { } refusal ? refusal
            : !(await purposes.CheckAsync(store, recording, purpose, caller, cancellationToken)).IsSuccess(out var audited, out var denied)
                ? denied
            : !(await OpenAsync(store, recording, name, cancellationToken)).IsSuccess(out var file, out var unknown) ? unknown
            : new FileForPurpose(
                file, audited, AutomatedDecisionStanding.Of(recording.Document.AutomatedDecisionStops).State), cancellationToken);

    /// <summary>Lets <paramref name="hear"/> read the sound of a recording that the caller may listen to for the stated purpose.</summary>
    /// <param name="hear">Receives its files with sound, by ordinal, and the purpose for the audit log. Reads them until it returns.</param>
    public Task<Outcome<T>> HearAsync<T>(
        TenantStore store,
        RecordingId id,
        AccessPurpose purpose,
        Caller caller,
        Func<IReadOnlyList<GateFile>, string, Task<Outcome<T>>> hear,
        CancellationToken cancellationToken)
        where T : notnull =>
        VerifiedAsync<T>(store, id, document => MayHear(caller, document), async (stored, recording) =>
            recording is null ? RecordingFailure.Erased(stored.Document)
            : Refusal(recording.Document, caller) is { } refusal ? refusal
            : !(await purposes.CheckAsync(store, recording, purpose, caller, cancellationToken)).IsSuccess(out var audited, out var denied)
                ? denied
            : await hear([.. SoundOf(store, recording)], audited), cancellationToken);

    /// <summary>The metadata for privacy roles.</summary>
    public Task<Outcome<RecordingMetadata>> MetadataAsync(
        TenantStore store, RecordingId id, Actor actor, CancellationToken cancellationToken) =>
        VerifiedAsync<RecordingMetadata>(store, id, _ => true, async (stored, recording) =>
        {
            if (recording is null)
            {
                return RecordingFailure.Erased(stored.Document);
            }

            // The audit entry precedes the answer, as for every read of clear personal data.
            var read = $"recordings/{id}/metadata";
            await reads.RecordAsync(store.Scope, actor.Pseudonym, actor.Origin, read, details: null, cancellationToken);
            var record = SealedMetadata.Open(recording);
            return RecordingMetadata.Of(
                id,
                record.Call,
                recording.Manifest.Notice,
                PurposeStanding.Of(recording, record.Call.Purposes, clock.GetUtcNow()),
                record.Statements,
                AutomatedDecisionStanding.Of(recording.Document.AutomatedDecisionStops));
        }, cancellationToken);

    /// <summary>What was corrected, with the values before. The read is audited.</summary>
    public Task<Outcome<IReadOnlyList<CorrectionNote>>> CorrectionsAsync(
        TenantStore store, RecordingId id, Actor actor, CancellationToken cancellationToken) =>
        VerifiedAsync<IReadOnlyList<CorrectionNote>>(store, id, _ => true, async (stored, recording) =>
        {
            if (recording is null)
            {
                return RecordingFailure.Erased(stored.Document);
            }

            await reads.RecordAsync(
                store.Scope, actor.Pseudonym, actor.Origin, $"recordings/{id}/corrections", details: null, cancellationToken);
            return SealedMetadata.Open(recording).Corrections.ToArray();
        }, cancellationToken);

    /// <summary>The log index of the current seal; its entry's id follows from recording and generation.</summary>
    async Task<long?> AuditIndexAsync(TenantStore store, OpenedRecording recording, CancellationToken cancellationToken) =>
        recording.Manifest.SealedAt is null
            ? null
            : await log.FindIndexAsync(
                store.Scope, RecordingAudit.SealedEntryId(
                    store.Tenant, recording.Stored.Id, recording.Manifest.Generation), cancellationToken);

    /// <param name="read">Receives null for an erased recording.</param>
    async Task<Outcome<T>> VerifiedAsync<T>(
        TenantStore store,
        RecordingId id,
        Func<RecordingDocument, bool> allowed,
        Func<StoredRecording, OpenedRecording?, Task<Outcome<T>>> read,
        CancellationToken cancellationToken,
        StoredRecording? known = null)
        where T : notnull
    {
        try
        {
            if (Shown(known ?? await states.FindAsync(store, id, cancellationToken)) is not { } stored)
            {
                return RecordingFailure.Unknown;
            }

            if (stored.Document.Lost is not null && allowed(stored.Document))
            {
                return Lost;
            }

            return allowed(stored.Document)
                ? await manifests.ReadAsync(
                    store,
                    id,
                    recording => read(
                        recording?.Stored ?? stored,
                        recording?.Document.State is RecordingState.Erasing or RecordingState.Erased ? null : recording),
                    cancellationToken,
                    stored)
                : Failure.Forbidden(NotInTeams);
        }
        catch (Exception e) when (IsTampered(e))
        {
            return Tampered;
        }
    }

    static Failure Lost { get; } = Failure.Gone(
        "This recording is lost: its key was lost with the key ring, and no backup has it. It can no longer be read.", certificate: null);

    /// <summary>Null also for a ticket that was never finished: nobody was told of that recording.</summary>
    static StoredRecording? Shown(StoredRecording? stored) =>
        stored?.Document is { Manifest: null, State: not (RecordingState.Erasing or RecordingState.Erased) } ? null : stored;

    /// <summary>A sealed blob that the manifest names and that is missing also counts as tampering.</summary>
    static bool IsTampered(Exception e) =>
        e is ManifestException or SealedContentException || (e as RequestFailedException)?.ErrorCode == BlobErrorCode.BlobNotFound;

    static Failure Tampered { get; } = Failure.FailedVerification(
        "The stored recording failed its integrity check; none of it is shown.");

    static bool MaySee(Caller caller, RecordingDocument document) => caller.Has(Role.RecordingsUpload) || MayHear(caller, document);

    /// <summary>A matter names its people whatever their teams are.</summary>
    static bool MayHear(Caller caller, RecordingDocument document) =>
        Reaches(caller, document)
        || (caller.Has(Role.RecordingsRead) && document.Holds.Any(x => x.People.Contains(caller.Pseudonym, StringComparer.Ordinal)));

    /// <summary>An erased recording has no queue any more, and its view says only that it was erased.</summary>
    internal static bool Reaches(Caller caller, RecordingDocument document) =>
        caller.IsPrivacy
        || (caller.Has(Role.RecordingsRead)
            && (document.State is RecordingState.Erased ? caller.Teams.Any : caller.Teams.Reaches(document.Facts.Queue)));

    static Failure? Refusal(RecordingDocument document, Caller caller) => document switch
    {
        // Also while it waits for late files, or for the gate to look again.
        { Quarantine.Class: QuarantineClass.CardData } =>
            Failure.Conflict("This recording contained card data that could not be removed; its content was destroyed."),
        { State: RecordingState.Quarantined } when !caller.IsPrivacy =>
            Failure.Conflict("This recording is in quarantine, pending a decision by the privacy team."),
        { Generation: 0 } => Failure.Conflict("This recording is not sealed yet."),

        // A quarantined recording that receives late files stays hidden until it is sealed.
        { State: not (RecordingState.Sealed or RecordingState.Quarantined), Quarantine: not null } when !caller.IsPrivacy =>
            Failure.Conflict("This recording is in quarantine, pending a decision by the privacy team."),
        _ => null,
    };

    static IEnumerable<GateFile> SoundOf(TenantStore store, OpenedRecording recording) => recording.Manifest.Files
        .Where(x => FileContentTypes.Of(x.ContentType) is FileContent.Audio or FileContent.Video)
        .OrderBy(x => x.Ordinal)
        .Select(x => new GateFile(
            x.Ordinal, x.Name, x.ContentType, x.Content.ClearLength, token => ContentAsync(store, recording, x, token)));

    static async Task<Outcome<OpenedFile>> OpenAsync(
        TenantStore store, OpenedRecording recording, string name, CancellationToken cancellationToken)
    {
        var manifest = recording.Manifest;
        if (manifest.Files.FirstOrDefault(f => string.Equals(f.Name, name, StringComparison.Ordinal)) is not { } file)
        {
            return Failure.NotFound("The recording has no file with this name.");
        }

        var content = await ContentAsync(store, recording, file, cancellationToken);
        return new OpenedFile(content, file.ContentType, $"{manifest.Generation}-{file.Content.Sha256[..32]}", file.Name, file.Ordinal);
    }

    static Task<Stream> ContentAsync(
        TenantStore store, OpenedRecording recording, ManifestFile file, CancellationToken cancellationToken) =>
        SealedBlobReader.OpenAsync(
            SealedFileNames.Blob(store, recording.Stored.Id, recording.Manifest.Generation, file.Ordinal),
            recording.Key.Bytes,
            ManifestReader.KeyId(store, recording.Stored.Id, recording.Manifest.Generation),
            file.Content,
            cancellationToken);
}
