using Compliance.Access;
using Compliance.Failures;
using Compliance.Model;
using Compliance.Pci;
using Compliance.Recordings;
using Compliance.Tenancy;

namespace Compliance.Consents;

/// <summary>The stretch of a recording in which a consent is said to be spoken.</summary>
/// <param name="Ordinal">Of the file.</param>
/// <param name="Purpose">As the audit log has it.</param>
public sealed record HeardEvidence(RecordingId RecordingId, int Ordinal, string Purpose, SoundStretch Stretch);

/// <summary>
/// Lets those who may look for a consent hear the stretch of the recording in which it is claimed to be spoken (GDPR Art. 7(1)), and no
/// more of it. What may be played at all is decided where playback is.
/// </summary>
public sealed class ConsentEvidence(RecordingReader recordings)
{
    /// <summary>Seconds before the time that the record names: what was asked.</summary>
    public const double Before = 15;

    /// <summary>Seconds after it: what was answered.</summary>
    public const double After = 30;

    static Failure NoTime { get; } = Failure.NotFound("This record names no time in the media of a recording.");

    static Failure NoSound { get; } = Failure.NotFound(
        "The recording has no sound at the time that the record names, or is gone.");

    /// <param name="at">The place of the event in the record, from 0; null for the last that names a time.</param>
    /// <returns>Of several sound files, the first that has that time.</returns>
    public async Task<Outcome<HeardEvidence>> HearAsync(
        TenantStore store, StoredConsent stored, int? at, AccessPurpose purpose, Caller caller, CancellationToken cancellationToken)
    {
        var events = stored.Document.Events;
        var said = at is not { } place ? events.LastOrDefault(x => x.MediaSeconds is not null)
            : place < events.Count ? events[place]
            : null;
        if (said?.MediaSeconds is not { } seconds || stored.Document.Call?.RecordingId is not { } id)
        {
            return NoTime;
        }

        var heard = await recordings.HearAsync<HeardEvidence>(store, id, purpose, caller, async (files, audited) =>
        {
            foreach (var file in files)
            {
                if (await SoundStretch.OfAsync(file, seconds - Before, seconds + After, cancellationToken) is { Wav: not null } stretch
                    && stretch.End > seconds)
                {
                    return new HeardEvidence(id, file.Ordinal, audited, stretch);
                }
            }

            return NoSound;
        }, cancellationToken);
        return heard.Failure is { Kind: FailureKind.Gone } ? NoSound : heard;
    }
}
