using Compliance.Audit;
using Compliance.Failures;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>Presents a package to the reviewer who decides whether it goes out as it is.</summary>
public sealed class PackageReview(
    PackageReader reader,
    PackageStore packages,
    PackageRedactionStore redactions,
    PlanPageStore pages,
    SubjectRequestTexts texts,
    ReadAudit audit,
    TimeProvider clock)
{
    /// <summary>Audited before any of it is read.</summary>
    public async Task<Outcome<ReviewedPackage>> ReadAsync(
        TenantStore store, SubjectRequestId id, Actor actor, int limit, string? continuation, CancellationToken cancellationToken)
    {
        if (!(await reader.LookAsync(store, id, cancellationToken)).IsSuccess(out var stored, out var failure))
        {
            return failure;
        }

        var (package, build) = (stored.Document.Package!, PackageBuild.Of(id, stored.Document.Package));
        var set = await redactions.FindAsync(store, id, package, cancellationToken);
        var (packed, omitted) = await ListAsync(store, stored, set, cancellationToken);
        var from = continuation is null ? 0 : 1 + packed.FindIndex(x => x.RecordingId.ToString() == continuation);
        if (continuation is not null && from == 0)
        {
            return Failure.Invalid("continuation", "is not a continuation token returned by this list");
        }

        using var key = await packages.FindKeyAsync(store, build, cancellationToken);
        if (key is null)
        {
            return PackageReader.Over;
        }

        await audit.RecordAsync(
            store.Scope, actor.Pseudonym, actor.Origin, $"requests/{id}/package/review", details: null, cancellationToken);
        var page = packed.Skip(from).Take(limit).ToList();
        if (await ShowAsync(store, build, page, set, key, cancellationToken) is not { } items)
        {
            return PackageReader.Over;
        }

        var next = from + page.Count < packed.Count ? page[^1].RecordingId.ToString() : null;
        return Shown(stored, package, set, omitted, items, next);
    }

    ReviewedPackage Shown(
        StoredSubjectRequest stored,
        PackageState package,
        RedactionSet set,
        IReadOnlyList<PackageOmission> omitted,
        IReadOnlyList<ReviewedRecording> items,
        string? next) => new(
            stored.Id,
            stored.Document.Type,
            PackageStages.Of(stored.Document, clock.GetUtcNow()),
            package.Revision,
            ExportOrder.ExceptionOf(stored.Document.Type),
            package.BuiltAt,
            package.ExpiresAt,
            package.ReleasedAt,
            set.Redactions,
            omitted,
            items,
            next);

    /// <returns>Null when a recording of the page is no longer in the package.</returns>
    async Task<IReadOnlyList<ReviewedRecording>?> ShowAsync(
        TenantStore store, PackageBuild build, List<PlanItem> page, RedactionSet set, KeyBytes key, CancellationToken cancellationToken)
    {
        var items = new List<ReviewedRecording>();
        foreach (var item in page)
        {
            if (await packages.FindPartAsync(
                store, build, item.RecordingId, set.SinceOf(item.RecordingId), cancellationToken) is not { } part)
            {
                return null;
            }

            items.Add(await ShowAsync(store, build, part, key, cancellationToken));
        }

        return items;
    }

    async Task<ReviewedRecording> ShowAsync(
        TenantStore store, PackageBuild build, PackagePart part, KeyBytes key, CancellationToken cancellationToken)
    {
        var recording = part.Recording;
        var entries = part.Entries.ToDictionary(x => x.Path, StringComparer.Ordinal);
        await using var segment = await packages.OpenAsync(store, build, new PackagePiece(part.Blob, part.Content), key, cancellationToken);
        var (files, turns, first) = (new List<ReviewedFile>(), new List<ReviewedTurn>(), 0);
        foreach (var file in recording.Files)
        {
            var (text, cut) = ((string?)null, false);
            if (file is { Path: { } path, Kind: FileContent.Transcript })
            {
                var said = await ReviewText.TurnsAsync(segment, entries[path], cancellationToken);
                turns.AddRange(said.Select((x, i) => Turn(x, first + i, file.Name, recording.Parties)));
            }
            else if (file is { Path: { } other, Kind: not (FileContent.Audio or FileContent.Video) })
            {
                (text, cut) = await ReviewText.BeginAsync(segment, entries[other], cancellationToken);
            }

            first += file.Turns;
            files.Add(Shown(file, text, cut));
        }

        return new ReviewedRecording(
            recording.RecordingId,
            recording.StartedAt,
            recording.DurationSeconds,
            recording.Parties,
            recording.Purposes,
            recording.Custom,
            files,
            recording.Masked,
            turns,
            recording.Redaction);
    }

    static ReviewedFile Shown(ExportedFile file, string? text, bool cut) => new(
        file.Name,
        file.ContentType,
        file.Path,
        file.Size,
        file.Channels,
        file.Seconds,
        file.Silenced ?? [],
        file.LeftOut,
        file.LeftOut is null ? null : LeftOutReason.Words(file.LeftOut),
        text,
        cut);

    static ReviewedTurn Turn(CallTurn turn, int index, string file, IReadOnlyList<PackageParty> parties) => new(
        index,
        file,
        turn.Start,
        turn.End,
        turn.Party,
        turn.Speaker,
        turn.Party is { } party ? parties[party].Channel : null,
        turn.Text,
        turn.LeftOut);

    /// <returns>The recordings in it, newest first, and what it says about those that are not.</returns>
    async Task<(List<PlanItem> Packed, List<PackageOmission> Omitted)> ListAsync(
        TenantStore store, StoredSubjectRequest stored, RedactionSet set, CancellationToken cancellationToken)
    {
        var (packed, omitted) = (new List<PlanItem>(), new List<PackageOmission>());
        var decision = stored.Document.Decision is { } made
            ? await texts.FindAsync<DecisionForm>(store, stored.Id, DecisionRecorder.NameOf(made.Mac), cancellationToken)
            : null;
        for (var page = 0; page < stored.Document.Run.Pages; page++)
        {
            var outcomes = (await pages.OutcomesAsync(store, stored.Id, page, cancellationToken) ?? []).ToDictionary(x => x.RecordingId);
            foreach (var item in await pages.PlanAsync(store, stored.Id, page, cancellationToken))
            {
                if (outcomes.TryGetValue(item.RecordingId, out var outcome) && outcome.Outcome is OutcomeKind.Exported)
                {
                    packed.Add(item);
                }
                else if (outcome is not null && PackageOmissionReport.IsTheirs(item))
                {
                    omitted.Add(PackageOmissionReport.Of(item, outcome, decision, set));
                }
            }
        }

        return (
            [.. packed.OrderByDescending(x => x.StartedAt).ThenBy(x => x.RecordingId.Value)],
            [.. omitted.OrderByDescending(x => x.StartedAt)]);
    }
}
