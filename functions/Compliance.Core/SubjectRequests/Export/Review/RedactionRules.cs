using System.Globalization;
using Compliance.Failures;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Validates a reviewer's redactions against the recordings: a typing mistake is an error, and not a copy that still contains the words.
/// </summary>
public sealed class RedactionRules(PlanPageStore pages, ExportOrderReader orders, PackageSegments segments)
{
    const int AtOnce = 8;

    /// <param name="changed">Recordings whose redactions differ from the previous ones; the others were validated earlier.</param>
    public async Task<FieldErrors> CheckAsync(
        TenantStore store,
        StoredSubjectRequest stored,
        RedactionForm form,
        IReadOnlyCollection<RecordingId> changed,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var (packed, listed) = await KnownAsync(store, stored, cancellationToken);
        var order = await orders.ReadAsync(store, stored, cancellationToken);
        foreach (var (i, item) in form.Redactions.Index().Where(x => !packed.Contains(x.Item.RecordingId)))
        {
            CheckAbsent($"redactions[{i}]", item, listed, errors);
        }

        var open = form.Redactions.Index().Where(
            x => packed.Contains(x.Item.RecordingId) && changed.Contains(x.Item.RecordingId) && !x.Item.LeaveOut).ToList();
        var shapes = new RecordingShape?[open.Count];
        await Parallel.ForEachAsync(
            open.Index(),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (x, token) => shapes[x.Index] = await segments.ShapeAsync(store, x.Item.Item.RecordingId, order, token));
        foreach (var ((i, item), shape) in open.Zip(shapes))
        {
            if (shape is null)
            {
                errors.Add($"redactions[{i}].recordingId", "is a recording that no longer exists");
            }
            else
            {
                Check($"redactions[{i}]", item, shape, errors);
            }
        }

        return errors;
    }

    static void CheckAbsent(string at, RedactionItem item, HashSet<RecordingId> listed, FieldErrors errors)
    {
        if (!listed.Contains(item.RecordingId))
        {
            errors.Add($"{at}.recordingId", "is not in this package");
        }
        else if (!item.LeaveOut)
        {
            errors.Add(at, "is already left out of the package; only its reason can be changed, with leaveOut");
        }
    }

    static void Check(string at, RedactionItem item, RecordingShape shape, FieldErrors errors)
    {
        foreach (var (i, stretch) in item.Stretches.Index())
        {
            // Players show rounded times.
            if (shape.Seconds is { } seconds && stretch.End > Math.Ceiling(seconds))
            {
                errors.Add($"{at}.stretches[{i}].end", string.Create(
                    CultureInfo.InvariantCulture, $"is after the end of the recording, {seconds:0.###} s"));
            }

            if (shape.Channels is { } channels && stretch.Channel >= channels)
            {
                errors.Add($"{at}.stretches[{i}].channel", $"does not exist: the recording has {channels} channels");
            }
        }

        foreach (var (i, turn) in item.Turns.Index())
        {
            if (turn < 0 || turn >= shape.Turns.Count)
            {
                errors.Add($"{at}.turns[{i}]", $"does not exist: the recording has {shape.Turns.Count} turns, counted from 0");
            }
            else if (!shape.Turns[turn] && item.Stretches.Count == 0 && shape.Channels is not null)
            {
                errors.Add($"{at}.turns[{i}]", "has no time in the transcript: list the matching audio stretch as well");
            }
        }

        foreach (var (i, file) in item.Files.Index().Where(x => !shape.Files.Contains(x.Item, StringComparer.Ordinal)))
        {
            errors.Add($"{at}.files[{i}]", "is not a file of this recording");
        }

        foreach (var (i, key) in item.Custom.Index().Where(x => !shape.Custom.Contains(x.Item, StringComparer.Ordinal)))
        {
            errors.Add($"{at}.custom[{i}]", "is not a custom key that the package includes");
        }
    }

    /// <returns>Recordings that are packed or that a reviewer left out, and those that the package only lists.</returns>
    async Task<(HashSet<RecordingId> Packed, HashSet<RecordingId> Listed)> KnownAsync(
        TenantStore store, StoredSubjectRequest stored, CancellationToken cancellationToken)
    {
        var (packed, listed) = (new HashSet<RecordingId>(), new HashSet<RecordingId>());
        for (var page = 0; page < stored.Document.Run.Pages; page++)
        {
            var outcomes = (await pages.OutcomesAsync(store, stored.Id, page, cancellationToken) ?? [])
                .ToDictionary(x => x.RecordingId, x => x.Outcome);
            foreach (var item in (await pages.PlanAsync(store, stored.Id, page, cancellationToken)).Where(PackageOmissionReport.IsTheirs))
            {
                var packs = item.Verdict.Outcome is OutcomeKind.Exported
                    && outcomes.GetValueOrDefault(item.RecordingId) is OutcomeKind.Exported or OutcomeKind.Retained;
                (packs ? packed : listed).Add(item.RecordingId);
            }
        }

        return (packed, listed);
    }
}
