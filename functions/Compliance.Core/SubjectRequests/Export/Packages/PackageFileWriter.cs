using System.Globalization;
using System.Text;
using Compliance.Json;
using Compliance.Model;
using Compliance.Pci;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>Writes a recording's files into its segment, each in the form the person may have. Content is streamed.</summary>
public sealed class PackageFileWriter
{
    /// <summary>Turns by the transcript's ordinal; a file that is not a readable transcript has none.</summary>
    internal async Task<IReadOnlyDictionary<int, IReadOnlyList<CallTurn>>> TurnsAsync(
        TenantStore store, OpenedRecording recording, CallPeople people, CancellationToken cancellationToken)
    {
        var turns = new Dictionary<int, IReadOnlyList<CallTurn>>();
        foreach (var file in recording.Manifest.Files.Where(x => FileContentTypes.Of(x.ContentType) is FileContent.Transcript))
        {
            await using var content = await OpenAsync(store, recording, file, cancellationToken);
            if (content.Length <= TranscriptReader.Longest && TranscriptReader.Read(
                await BytesAsync(content, cancellationToken), people) is { } read)
            {
                turns[file.Ordinal] = read;
            }
        }

        return turns;
    }

    internal async Task<RecordingShape> ShapeAsync(
        TenantStore store, OpenedRecording recording, RecordingTicket call, ExportOrder order, CancellationToken cancellationToken)
    {
        var turns = await TurnsAsync(store, recording, order.PeopleOf(call), cancellationToken);
        var layouts = new List<WavLayout>();
        foreach (var file in recording.Manifest.Files.Where(x => FileContentTypes.Of(x.ContentType) is FileContent.Audio))
        {
            await using var content = await OpenAsync(store, recording, file, cancellationToken);
            if ((await WavProbe.ReadAsync(content, cancellationToken)).Layout is { } layout)
            {
                layouts.Add(layout);
            }
        }

        return new RecordingShape(
            [.. turns.OrderBy(x => x.Key).SelectMany(x => x.Value.Select((_, i) => TurnTimes.Of(x.Value, i) is not null))],
            layouts.Count > 0 ? layouts.Max(x => x.Seconds) : null,
            layouts.Count > 0 ? layouts.Max(x => x.Channels) : null,
            [.. recording.Manifest.Files.Select(x => x.Name)],
            order.Right is SubjectRequestType.Access ? [.. call.Custom.Keys] : []);
    }

    internal async Task<ExportedFile> AddAsync(
        TenantStore store, OpenedRecording recording, ManifestFile file, FileCopy copy, CancellationToken cancellationToken)
    {
        var id = recording.Stored.Id;
        var kind = FileContentTypes.Of(file.ContentType);
        var told = new ExportedFile(
            file.Ordinal, file.Name, file.ContentType, kind, Path: null, Turns: copy.Turns.Turns.GetValueOrDefault(file.Ordinal)?.Count
                ?? 0);
        if (copy.Redaction?.Files.Contains(file.Name, StringComparer.Ordinal) is true)
        {
            return told with { LeftOut = LeftOutReason.Reviewed };
        }

        if (kind is FileContent.Transcript)
        {
            return await TranscriptAsync(id, told, copy, cancellationToken);
        }

        await using var content = await OpenAsync(store, recording, file, cancellationToken);
        var layout = kind is FileContent.Audio ? (await WavProbe.ReadAsync(content, cancellationToken)).Layout : null;
        var treatment = FileTreatment.Of(kind, layout, copy.People, copy.Right);
        told = told with { Channels = layout?.Channels ?? 0, Seconds = layout?.Seconds, LeftOut = treatment.LeftOut };
        if (told.LeftOut is null && kind is FileContent.Keystrokes && copy.Turns.AnySound)
        {
            return await KeystrokesAsync(id, content, told, copy, cancellationToken);
        }

        if (told.LeftOut is null && kind is FileContent.Audio or FileContent.Video && (
            copy.Turns.Untimed || (copy.Turns.AnySound && layout is null)))
        {
            told = told with { LeftOut = LeftOutReason.NotInPart };
        }

        return told.LeftOut is not null
            ? told
            : await ContentAsync(id, file, content, layout, told with { Silenced = treatment.Silenced }, copy, cancellationToken);
    }

    static async Task<ExportedFile> ContentAsync(
        RecordingId id,
        ManifestFile file,
        Stream content,
        WavLayout? layout,
        ExportedFile told,
        FileCopy copy,
        CancellationToken cancellationToken)
    {
        content.Position = 0;
        var isMedia = told.Kind is FileContent.Audio or FileContent.Video;
        var path = PathOf(isMedia ? "media" : "texts", id, told);
        var silent = isMedia && (told.Silenced!.Count > 0 || copy.Turns.Stretches.Count > 0);
        await using var heard = silent ? new SilencedSound(content, layout!, told.Silenced!, copy.Turns.Stretches) : content;
        // Content that is passed on unchanged has the hash of its receipt; reading it verifies that.
        var known = ReferenceEquals(heard, content) ? file.Content.Sha256 : null;
        var (entry, sha512) = isMedia
            ? await copy.Segment.StoreAsync(path, heard, content.Length, strong: true, cancellationToken, known)
            : await copy.Segment.DeflateAsync(
                path, target => heard.CopyToAsync(target, cancellationToken), strong: true, cancellationToken, content.Length);
        return Written(told, entry, sha512);
    }

    static async Task<ExportedFile> KeystrokesAsync(
        RecordingId id, Stream content, ExportedFile told, FileCopy copy, CancellationToken cancellationToken)
    {
        var lines = new KeystrokeLines(copy.Turns.Stretches, copy.Seconds);
        if (copy.Turns.Untimed || !await lines.CanTellAsync(content, cancellationToken))
        {
            return told with { LeftOut = LeftOutReason.NotInPart };
        }

        content.Position = 0;
        var (entry, sha512) = await copy.Segment.DeflateAsync(
            PathOf("texts", id, told), target =>
                lines.WriteAsync(content, target, cancellationToken), strong: true, cancellationToken, content.Length + 1);
        return Written(told, entry, sha512);
    }

    static async Task<ExportedFile> TranscriptAsync(RecordingId id, ExportedFile told, FileCopy copy, CancellationToken cancellationToken)
    {
        if (!copy.Turns.Turns.TryGetValue(told.Ordinal, out var turns))
        {
            return told with { LeftOut = LeftOutReason.UnreadableTranscript };
        }

        var place = $"transcripts/{id}-{told.Ordinal}";
        await copy.Segment.DeflateAsync(
            $"{place}.txt", Encoding.UTF8.GetBytes(TranscriptReader.ToText(turns)), strong: false, cancellationToken);
        var json = StateJson.Write(new TranscriptFile(id, turns));
        var (entry, sha512) = await copy.Segment.DeflateAsync($"{place}.json", json, strong: true, cancellationToken);
        return Written(told with { ReadAs = $"{place}.txt" }, entry, sha512);
    }

    /// <summary>From the ordinal and the content type: the announced name could be anything to the system that unpacks it.</summary>
    static string PathOf(string folder, RecordingId id, ExportedFile file) =>
        string.Create(CultureInfo.InvariantCulture, $"{folder}/{id}/{file.Ordinal}{FileExtensions.Of(file.ContentType)}");

    static ExportedFile Written(ExportedFile told, ZipEntry entry, byte[]? sha512) =>
        told with { Path = entry.Path, Size = entry.Size, Sha256 = entry.Sha256, Sha512 = VconHash.Of(sha512) };

    static Task<Stream> OpenAsync(TenantStore store, OpenedRecording recording, ManifestFile file, CancellationToken cancellationToken)
    {
        var (id, generation) = (recording.Stored.Id, recording.Manifest.Generation);
        return SealedBlobReader.OpenAsync(
            SealedFileNames.Blob(store, id, generation, file.Ordinal),
            recording.Key.Bytes,
            ManifestReader.KeyId(store, id, generation),
            file.Content,
            cancellationToken);
    }

    static async Task<byte[]> BytesAsync(Stream content, CancellationToken cancellationToken)
    {
        var bytes = new byte[content.Length];
        await content.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }
}

/// <summary>The rules for one recording's files.</summary>
/// <param name="Redaction">Null if nothing is redacted.</param>
/// <param name="Seconds">Length of the call, if known.</param>
sealed record FileCopy(
    CallPeople People, SubjectRequestType Right, RecordingRedaction? Redaction, SilencedTurns Turns, double? Seconds, ZipSegment Segment);

/// <summary><c>transcripts/….json</c>.</summary>
sealed record TranscriptFile(RecordingId RecordingId, IReadOnlyList<CallTurn> Turns);

/// <summary>What a redaction of a recording can refer to.</summary>
/// <param name="Turns">Across all transcripts: whether the turn's time is known.</param>
/// <param name="Seconds">Length of its longest audio; null if none can be read.</param>
/// <param name="Channels">Null if none can be read.</param>
public sealed record RecordingShape(
    IReadOnlyList<bool> Turns, double? Seconds, int? Channels, IReadOnlyList<string> Files, IReadOnlyList<string> Custom);
