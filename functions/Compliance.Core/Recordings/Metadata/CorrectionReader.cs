using System.Text.Json;
using Compliance.Failures;
using Compliance.Identities;
using Compliance.Json;
using Compliance.Model;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>A correction next to what is stored.</summary>
/// <param name="Call">The call as it is to be.</param>
/// <param name="Changes">Only what differs.</param>
/// <param name="NeverAltered">Names of the recording's sound and video.</param>
public sealed record ComparedCorrection(
    RecordingTicket Call, IReadOnlyList<CorrectedValue> Changes, IReadOnlyList<string> NeverAltered)
{
    public override string ToString() => "ComparedCorrection(redacted)";
}

/// <summary>Compares corrections with what is stored of a recording. Faults name the field, and no value.</summary>
public sealed class CorrectionReader(ManifestReader manifests)
{
    public const string Unreadable = "cannot be read, so nothing of it can be corrected";

    /// <param name="at">The prefix of field names: <c>recordings[0].</c>.</param>
    /// <returns>Null where the recording cannot be read, which is among the faults.</returns>
    public async Task<ComparedCorrection?> CompareAsync(
        TenantStore store,
        RecordingCorrection correction,
        string at,
        FieldErrors errors,
        TenantSettings settings,
        CancellationToken cancellationToken)
    {
        try
        {
            if (await manifests.ReadAsync(
                store,
                correction.RecordingId,
                async recording => recording is { Document.State: not (RecordingState.Erasing or RecordingState.Erased) }
                    ? await CompareAsync(store, recording, correction, at, errors, settings, cancellationToken)
                    : null,
                cancellationToken) is { } compared)
            {
                return compared;
            }
        }
        catch (Exception e) when (e is Compliance.Sealing.ManifestException or Compliance.Sealing.SealedContentException)
        {
            // Told as a fault of the field: what is stored is not authentic.
        }

        errors.Add($"{at}recordingId", Unreadable);
        return null;
    }

    /// <summary>The kinds of what was corrected for a request; empty where the recording cannot be read any more.</summary>
    /// <param name="since">From when a correction by hand counts.</param>
    public async Task<IReadOnlyList<CorrectionKind>> KindsAsync(
        TenantStore store, RecordingId id, SubjectRequestId request, DateTimeOffset since, CancellationToken cancellationToken)
    {
        try
        {
            return await manifests.ReadAsync(
                store,
                id,
                x => Task.FromResult(x is null ? null : SealedMetadata.Open(x).KindsFor(request, since)),
                cancellationToken) ?? [];
        }
        catch (Exception e) when (e is Compliance.Sealing.ManifestException or Compliance.Sealing.SealedContentException)
        {
            return [];
        }
    }

    /// <inheritdoc cref="CompareAsync(TenantStore, RecordingCorrection, string, FieldErrors, TenantSettings, CancellationToken)"/>
    internal async Task<ComparedCorrection> CompareAsync(
        TenantStore store,
        OpenedRecording recording,
        RecordingCorrection correction,
        string at,
        FieldErrors errors,
        TenantSettings settings,
        CancellationToken cancellationToken)
    {
        var before = SealedMetadata.Open(recording).Call;
        var call = correction.Metadata is { } metadata ? Metadata(metadata, before, at, errors, settings) : before;
        List<CorrectedValue> changes = [.. MetadataCorrector.Changed(before, call)];
        var read = new Dictionary<string, IReadOnlyList<string?>?>(StringComparer.Ordinal);
        foreach (var (i, turn) in correction.Turns.Index())
        {
            if (await TurnAsync(store, recording, turn, read, $"{at}turns[{i}].", errors, cancellationToken) is { } changed)
            {
                changes.Add(changed);
            }
        }

        if (correction.Statement is { } statement)
        {
            changes.Add(new CorrectedValue(CorrectedValue.Statement, From: null, Element(statement)));
        }

        return new ComparedCorrection(
            call,
            changes,
            [
                .. recording.Manifest.Files.Where(x => FileContentTypes.Of(x.ContentType) is FileContent.Audio or FileContent.Video)
                    .Select(x => x.Name),
            ]);
    }

    public static JsonElement Element<T>(T value) => JsonSerializer.SerializeToElement(value, StrictJson.Options);

    static RecordingTicket Metadata(
        CorrectedMetadata metadata, RecordingTicket before, string at, FieldErrors errors, TenantSettings settings)
    {
        var own = new FieldErrors();
        new TicketRules(own, new IdentityNormalizer(settings.Country)).Check(metadata, before);
        var after = metadata.ApplyTo(before);
        if (RetentionOf.TooLong(after, settings)?.Errors is { } tooLong)
        {
            Copy(tooLong, $"{at}metadata.", errors);
        }

        Copy(own, $"{at}metadata.", errors);
        return after;
    }

    static void Copy(FieldErrors from, string at, FieldErrors to)
    {
        foreach (var (field, messages) in from.ByField)
        {
            Array.ForEach(messages, x => to.Add(at + field, x));
        }
    }

    static async Task<CorrectedValue?> TurnAsync(
        TenantStore store,
        OpenedRecording recording,
        TurnCorrection turn,
        Dictionary<string, IReadOnlyList<string?>?> read,
        string at,
        FieldErrors errors,
        CancellationToken cancellationToken)
    {
        var file = recording.Manifest.Files.FirstOrDefault(x => string.Equals(x.Name, turn.File, StringComparison.Ordinal));
        if (file is not null && !read.ContainsKey(turn.File))
        {
            read[turn.File] = await CorrectedTranscripts.ReadAsync(store, recording, file, cancellationToken);
        }

        var (field, fault) = file is null ? ("file", "is not a file of the recording")
            : FileContentTypes.Of(file.ContentType) is FileContent.Audio or FileContent.Video
                ? ("file", "is sound or video, which is never altered: add a statement instead")
            : read[turn.File] is not { } turns ? ("file", "is not a transcript whose turns can be told apart: add a statement instead")
            : turn.Turn >= turns.Count ? ("turn", $"must be from 0 to {turns.Count - 1}")
            : turns[turn.Turn] is not { } words ? ("turn", "has no words that can be corrected")
            : words != turn.From ? ("from", "differs from what the transcript says")
            : default;
        if (field is not null)
        {
            errors.Add(at + field, fault!);
            return null;
        }

        return new CorrectedValue(CorrectedValue.Turns, Element(turn.From), Element(turn.To))
        {
            File = file!.Name, Ordinal = file.Ordinal, Turn = turn.Turn,
        };
    }
}
