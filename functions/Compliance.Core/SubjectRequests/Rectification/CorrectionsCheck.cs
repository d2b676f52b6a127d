using Compliance.Failures;
using Compliance.Identities;
using Compliance.Recordings;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>Checks corrections against the person's recordings, and removes card data from them before anything is stored.</summary>
public sealed class CorrectionsCheck(SubjectFinder finder, CorrectionReader reader)
{
    /// <param name="at">The prefix of field names.</param>
    /// <returns>The corrections without card data; the fields that do not fit what is stored.</returns>
    public async Task<Outcome<CorrectionsForm>> CheckAsync(
        TenantStore store,
        IReadOnlyList<NormalizedIdentity> identities,
        CorrectionsForm form,
        string at,
        TenantSettings settings,
        CancellationToken cancellationToken)
    {
        var theirs = await finder.FindAsync(store, identities, cancellationToken, everywhere: true).Select(x => x.RecordingId)
            .ToHashSetAsync(cancellationToken: cancellationToken);
        var (errors, checkedOnes, reason) = (new FieldErrors(), new List<RecordingCorrection>(), form.Reason);
        foreach (var (i, correction) in form.Recordings.Index())
        {
            var field = $"{at}recordings[{i}].";
            if (!theirs.Contains(correction.RecordingId))
            {
                errors.Add($"{field}recordingId", "is not among the recordings of the person");
                continue;
            }

            await reader.CompareAsync(store, correction, field, errors, settings, cancellationToken);
            if (!CardFreeMetadata.Of(form.Reason, correction).IsSuccess(out var free, out _))
            {
                errors.Add($"{field}metadata", "contains more card data than can be removed");
                continue;
            }

            checkedOnes.Add(free.Correction);
            reason = free.Reason;
        }

        return errors.Any ? Failure.Invalid(errors) : form with { Reason = reason, Recordings = checkedOnes };
    }
}
