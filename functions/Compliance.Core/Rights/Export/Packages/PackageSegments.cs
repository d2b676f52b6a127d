using System.Text;
using Compliance.Identities;
using Compliance.Keys;
using Compliance.Pci.Wav;
using Compliance.Recordings;
using Compliance.Recordings.Metadata;
using Compliance.Recordings.Pipeline;
using Compliance.Recordings.State;
using Compliance.Recordings.Tickets;
using Compliance.Rights.Decisions;
using Compliance.Rights.Export.Content;
using Compliance.Rights.Export.Packages.Zip;
using Compliance.Rights.Export.Vcon;
using Compliance.Rights.Requests;
using Compliance.Rights.Run;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Rights.Export.Packages;

/// <summary>For whom a package is made, and by which right.</summary>
/// <param name="Identities">The person's, normalised.</param>
public sealed record ExportOrder(
    RequestId Request, RequestType Right, IReadOnlyList<NormalizedIdentity> Identities, IdentityNormalizer Normalizer)
{
    public override string ToString() => $"ExportOrder({Request}, {Right})";
}

/// <summary>
/// Puts one recording into a package: its own sealed segment, so that a build that died goes on with the recordings it has not done. Content
/// streams from one sealed blob into another; a few recordings at a time, however many are asked for.
/// </summary>
public sealed class PackageSegments(
    PackageStore packages,
    RecordingManifests manifests,
    RecordingStateStore states,
    SealedMetadata metadata,
    ITenantVaults vaults,
    TimeProvider clock) : IDisposable
{
    /// <summary>Each holds up to five regions of 4 MiB.</summary>
    readonly SemaphoreSlim atOnce = new(2);

    /// <returns><see cref="OutcomeKind.Exported"/>; what became of it otherwise.</returns>
    public async Task<RecordingOutcome> ExportAsync(TenantStore store, PlanItem item, ExportOrder order, CancellationToken cancellation)
    {
        await atOnce.WaitAsync(cancellation);
        try
        {
            var (request, id) = (order.Request, item.RecordingId);
            await packages.MarkAsync(store, id, request, cancellation);
            var outcome = await packages.FindPartAsync(store, request, id, cancellation) is not null
                ? OutcomeKind.Exported
                : await manifests.ReadAsync(store, id, recording => BuildAsync(store, recording, item, order, cancellation), cancellation);

            // An erasure that did not see the segment is seen here.
            outcome = await IsThereAsync(store, id, cancellation) ? outcome : OutcomeKind.NotFound;
            if (outcome is not OutcomeKind.Exported)
            {
                // A mark that came after an erasure would look as if something of it were left.
                await packages.RemovePartAsync(store, request, id, cancellation);
                await packages.UnmarkAsync(store, id, request, cancellation);
            }

            return new RecordingOutcome(id, outcome, outcome is OutcomeKind.NotFound ? null : item.Verdict.Basis);
        }
        finally
        {
            atOnce.Release();
        }
    }

    /// <summary>Neither erased nor being erased.</summary>
    public async Task<bool> IsThereAsync(TenantStore store, RecordingId id, CancellationToken cancellation) =>
        await states.FindAsync(store, id, cancellation) is { Document.State: not (RecordingState.Erasing or RecordingState.Erased) };

    public void Dispose() => atOnce.Dispose();

    async Task<OutcomeKind> BuildAsync(
        TenantStore store, OpenedRecording? recording, PlanItem item, ExportOrder order, CancellationToken cancellation)
    {
        if (recording?.Document is null or { State: RecordingState.Erasing or RecordingState.Erased })
        {
            return OutcomeKind.NotFound;
        }

        if (recording.Document is { Generation: 0 } or { Quarantine: not null })
        {
            return OutcomeKind.NeedsReview;
        }

        var call = (await metadata.ReadAsync(store, recording, cancellation)).Call;
        var people = CallPeople.Of(call, order.Identities, order.Normalizer, order.Right);
        var purposes = call.Purposes
            .Where(x => item.Verdict.Purposes.Any(v => v.Purpose == x.Name && v.Fate is PurposeFate.Exported))
            .ToList();
        ZipSegment? segment = null;
        ExportedCall? exported = null;
        var piece = await packages.SealAsync(
            store,
            order.Request,
            item.RecordingId,
            async target =>
            {
                segment = new ZipSegment(target, call.StartedAt);
                var turns = new Dictionary<int, IReadOnlyList<CallTurn>>();
                var files = new List<ExportedFile>();
                foreach (var file in recording.Manifest.Files)
                {
                    files.Add(await AddAsync(store, recording, file, people, order.Right, segment, turns, cancellation));
                }

                exported = new ExportedCall(item.RecordingId, recording.Manifest.Generation, call, people, purposes, files, turns);
                var vcon = VconWriter.Write(order.Request, exported, order.Normalizer, clock.GetUtcNow());
                var signed = await SignedVcon.SignAsync(vaults.Open(store.Scope), vcon, cancellation);
                await segment.DeflateAsync(VconPath(item.RecordingId), signed, strong: false, cancellation);
            },
            cancellation);
        await packages.PutPartAsync(
            store,
            order.Request,
            new PackagePart(piece.Blob, piece.Content, segment!.Entries, RecordingOf(exported!, recording.Manifest, order.Right)),
            cancellation);
        return OutcomeKind.Exported;
    }

    static async Task<ExportedFile> AddAsync(
        TenantStore store,
        OpenedRecording recording,
        ManifestFile file,
        CallPeople people,
        RequestType right,
        ZipSegment segment,
        Dictionary<int, IReadOnlyList<CallTurn>> turns,
        CancellationToken cancellation)
    {
        var (id, generation) = (recording.Stored.Id, recording.Manifest.Generation);
        await using var content = await SealedBlobReader.OpenAsync(
            SealedFiles.Blob(store, id, generation, file.Ordinal),
            recording.Key.Bytes,
            RecordingManifests.KeyId(store, id, generation),
            file.Content,
            cancellation);
        var kind = FileContents.Of(file.ContentType);
        if (kind is FileContent.Transcript)
        {
            return await TranscriptAsync(id, content, file, people, segment, turns, cancellation);
        }

        var layout = kind is FileContent.Audio ? (await WavProbe.ReadAsync(content, cancellation)).Layout : null;
        var treatment = FileTreatment.Of(kind, layout, people, right);
        var told = new ExportedFile(
            file.Ordinal, file.Name, file.ContentType, kind, Path: null, Channels: layout?.Channels ?? 0, LeftOut: treatment.LeftOut);
        if (treatment.LeftOut is not null)
        {
            return told;
        }

        content.Position = 0;
        var isMedia = kind is FileContent.Audio or FileContent.Video;
        var path = $"{(isMedia ? "media" : "texts")}/{id}/{file.Name}";
        await using var heard = treatment.Silenced.Count > 0 ? new SilencedChannels(content, layout!, treatment.Silenced) : content;
        // What is handed on as it was kept has the hash of its receipt, which reading it holds to.
        var known = ReferenceEquals(heard, content) ? file.Content.Sha256 : null;
        var (entry, sha512) = isMedia
            ? await segment.StoreAsync(path, heard, content.Length, strong: true, cancellation, known)
            : await segment.DeflateAsync(path, target => heard.CopyToAsync(target, cancellation), strong: true, cancellation, content.Length);
        return told with { Path = path, Size = entry.Size, Sha256 = entry.Sha256, Sha512 = VconHash.Of(sha512), Silenced = treatment.Silenced };
    }

    static async Task<ExportedFile> TranscriptAsync(
        RecordingId id,
        Stream content,
        ManifestFile file,
        CallPeople people,
        ZipSegment segment,
        Dictionary<int, IReadOnlyList<CallTurn>> turns,
        CancellationToken cancellation)
    {
        var told = new ExportedFile(file.Ordinal, file.Name, file.ContentType, FileContent.Transcript, null);
        var read = content.Length <= CallTurns.Longest ? CallTurns.Read(await BytesAsync(content, cancellation), people) : null;
        if (read is null)
        {
            return told with { LeftOut = LeftOutReason.UnreadableTranscript };
        }

        turns[file.Ordinal] = read;
        var place = $"transcripts/{id}-{file.Ordinal}";
        await segment.DeflateAsync($"{place}.txt", Encoding.UTF8.GetBytes(CallTurns.ToText(read)), strong: false, cancellation);
        var json = StateJson.Write(new TranscriptFile(id, read));
        var (entry, sha512) = await segment.DeflateAsync($"{place}.json", json, strong: true, cancellation);
        return told with
        {
            Path = $"{place}.json", ReadAs = $"{place}.txt", Size = entry.Size, Sha256 = entry.Sha256, Sha512 = VconHash.Of(sha512),
        };
    }

    static async Task<byte[]> BytesAsync(Stream content, CancellationToken cancellation)
    {
        var bytes = new byte[content.Length];
        await content.ReadExactlyAsync(bytes, cancellation);
        return bytes;
    }

    static PackageRecording RecordingOf(ExportedCall exported, RecordingManifest manifest, RequestType right)
    {
        var (call, people) = (exported.Call, exported.People);
        return new PackageRecording(
            exported.RecordingId,
            call.CallId.Value,
            call.StartedAt,
            call.EndedAt,
            call.DurationSeconds,
            call.Direction,
            call.Language,
            call.Queue,
            [.. call.Parties.Select((x, i) => PartyOf(x, people.Label(i), people.IsSubject(i)))],
            exported.Purposes,
            manifest.Retention.DeleteAfter,
            exported.Files,
            [.. manifest.Files.SelectMany(x => x.Masked.Select(mask => new PackageMask(x.Name, mask.Start, mask.End)))],
            VconPath(exported.RecordingId),
            right is RequestType.Access ? call.Custom : new Dictionary<string, string>(StringComparer.Ordinal));
    }

    static PackageParty PartyOf(Party party, string who, bool you) => you
        ? new PackageParty(who, You: true, party.Name, party.Phone, party.Email, party.AccountId, party.DateOfBirth)
        : new PackageParty(who, You: false);

    static string VconPath(RecordingId id) => $"vcon/{id}{SignedVcon.Extension}";

    sealed record TranscriptFile(RecordingId RecordingId, IReadOnlyList<CallTurn> Turns);
}
