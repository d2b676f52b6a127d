using Compliance.Audit;
using Compliance.Failures;
using Compliance.Forms;
using Compliance.Json;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>The body of <c>POST …/resolve</c>: a person has dealt with what the request left to them.</summary>
public sealed record ResolveForm
{
    const int MostListed = 5000;

    /// <summary>What was done; told to the person.</summary>
    public required string Note { get; init => field = CardFreeText.Of(value); }

    /// <summary>Which recordings; empty for all that need a person.</summary>
    public IReadOnlyList<RecordingId> Recordings { get; init; } = [];

    /// <summary>What is done with recordings that others are on, where the person's part cannot be told from theirs.</summary>
    public IReadOnlyList<PartyChoice> Parties { get; init; } = [];

    public static Outcome<ResolveForm> Parse(ReadOnlyMemory<byte> utf8) => CheckedBody.Parse<ResolveForm>(utf8, (form, errors) =>
    {
        var rules = new FieldRules(errors);
        rules.Note("note", form.Note);
        rules.Counts("recordings", form.Recordings, 0, MostListed);
        PartyChoice.Check("parties", form.Parties, rules);
        foreach (var (i, _) in (form.Parties ?? []).Index().Where(x => x.Item is { Action: PartyAction.EraseParty }))
        {
            errors.Add($"parties[{i}].action", "must be eraseAll, restrict or keep: retry erases the part where that has become possible");
        }
    });

    public override string ToString() => "ResolveForm(redacted)";
}

/// <summary>What people did about recordings that a request left to them, sealed under the request key as <see cref="Name"/>.</summary>
public sealed record Resolutions(IReadOnlyList<Resolution> Items)
{
    public const string Name = "resolutions";

    public override string ToString() => "Resolutions(redacted)";
}

/// <param name="Mac">HMAC over the form.</param>
/// <param name="By">A pseudonym.</param>
/// <param name="Certificates">How many certificates the request had by then: another one states what was resolved.</param>
public sealed record Resolution(
    string Mac, DateTimeOffset At, string By, string Note, IReadOnlyList<RecordingId> Recordings, int Certificates)
{
    public override string ToString() => "Resolution(redacted)";
}

/// <summary>
/// Finishes by hand what a request left to a person, with a note: the request goes on, on the clock that it has, to another certificate and
/// answer.
/// </summary>
public sealed class SubjectRequestResolution(
    SubjectRequestRegister register,
    SubjectRequestChange changes,
    SubjectRequestTexts texts,
    PlanPageStore pages,
    IndexSecretReader secrets,
    TimeProvider clock)
{
    public async Task<Outcome<StoredSubjectRequest>> ResolveAsync(
        TenantStore store,
        Actor actor,
        SubjectRequestId id,
        ResolveForm form,
        TenantSettings settings,
        CancellationToken cancellationToken)
    {
        if (await register.FindAsync(store, id, cancellationToken) is not { Document: var document } stored)
        {
            return Failure.NotFound("The request does not exist.");
        }

        if (form.Parties.Any(x => x.Action is PartyAction.EraseAll)
            && FourEyesRule.Of(document, DecisionOutcome.Approve, actor, settings) is null)
        {
            return Failure.Forbidden(
                "Whoever filed the request or verified the identity cannot decide to erase: a second person must (setting filerMayApprove).");
        }

        var mac = await MacAsync(store, form, cancellationToken);
        var before = await texts.FindAsync<Resolutions>(store, id, Resolutions.Name, cancellationToken) ?? new Resolutions([]);
        var waiting = (await pages.AllOutcomesAsync(store, id, document.Run.Pages, cancellationToken))
            .Where(x => OutcomeWays.NeedsPerson(x.Outcome)).Select(x => x.RecordingId).ToHashSet();
        var known = before.Items.LastOrDefault(x => x.Mac == mac);
        if (!SubjectRequestTransitions.TryApply(document.State, SubjectRequestOperation.Resolve, out _))
        {
            return known is null ? Failure.Conflict("The request has nothing yet that needs a person.") : stored;
        }

        RecordingId[] listed = [.. form.Recordings.Union(form.Parties.Select(x => x.RecordingId))];
        RecordingId[] chosen = listed.Length == 0 ? [.. waiting] : listed;
        if (known is not null && !chosen.Any(waiting.Contains))
        {
            if (document.Certificates > known.Certificates)
            {
                return stored;
            }

            // It died half way.
            chosen = [.. known.Recordings];
        }
        else if (await UnknownAsync(store, id, document, form, waiting, cancellationToken) is { Any: true } errors)
        {
            return Failure.Invalid(errors);
        }
        else if (chosen.Length == 0)
        {
            return Failure.Conflict("Nothing of the request needs a person.");
        }
        else
        {
            var resolution = new Resolution(mac, clock.GetUtcNow(), actor.Pseudonym, form.Note, chosen, document.Certificates);
            await texts.PutAsync(store, id, Resolutions.Name, new Resolutions([.. before.Items, resolution]), cancellationToken);
        }

        var first = await PlanAsync(store, id, document, [.. chosen], form.Parties, cancellationToken);
        Outcome<SubjectRequestDocument> TakeUp(SubjectRequestDocument x) =>
            OutcomeWays.TakeUp(x, SubjectRequestOperation.Resolve, first, clock.GetUtcNow()) is { } taken
                ? taken
                : Failure.Conflict("The request is being carried out; try again when it is done.");
        var announced = new Announcement(actor, SubjectRequestEvents.Resolved, SubjectRequestTexts.Short(mac));
        return await changes.ReopenAsync(
            store, id, () => changes.ApplyAsync(store, id, announced, TakeUp, cancellationToken), cancellationToken);
    }

    async Task<FieldErrors> UnknownAsync(
        TenantStore store,
        SubjectRequestId id,
        SubjectRequestDocument document,
        ResolveForm form,
        HashSet<RecordingId> waiting,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var parted = new HashSet<RecordingId>();
        for (var page = 0; form.Parties.Count > 0 && page < document.Run.Pages; page++)
        {
            parted.UnionWith((await pages.PlanAsync(store, id, page, cancellationToken)).Where(IsParted).Select(x => x.RecordingId));
        }

        foreach (var (i, _) in form.Parties.Index().Where(x => !waiting.Contains(x.Item.RecordingId) || !parted.Contains(x.Item.RecordingId)))
        {
            errors.Add($"parties[{i}].recordingId", "is not a recording of which a part waits to be erased");
        }

        foreach (var (i, _) in form.Recordings.Index().Where(x => !waiting.Contains(x.Item)))
        {
            errors.Add($"recordings[{i}]", "is not a recording that needs a person");
        }

        return errors;
    }

    /// <returns>The first page that changed.</returns>
    async Task<int> PlanAsync(
        TenantStore store,
        SubjectRequestId id,
        SubjectRequestDocument document,
        HashSet<RecordingId> chosen,
        IReadOnlyList<PartyChoice> parties,
        CancellationToken cancellationToken)
    {
        int? first = null;
        for (var page = 0; page < document.Run.Pages; page++)
        {
            var plan = await pages.PlanAsync(store, id, page, cancellationToken);
            if (!plan.Any(x => chosen.Contains(x.RecordingId)))
            {
                continue;
            }

            await pages.PutPlanAsync(
                store, id, page, [.. plan.Select(x => chosen.Contains(x.RecordingId) ? After(x) : x)], cancellationToken);
            if (document.HasPackage)
            {
                // Its pages are not carried out again: the package stays as it is.
                var outcomes = await pages.OutcomesAsync(store, id, page, cancellationToken) ?? [];
                await pages.PutOutcomesAsync(
                    store,
                    id,
                    page,
                    [.. outcomes.Select(x => chosen.Contains(x.RecordingId) ? x with { Outcome = OutcomeKind.Resolved } : x)],
                    cancellationToken);
            }

            first ??= page;
        }

        return first ?? 0;

        PlanItem After(PlanItem item) => parties.FirstOrDefault(x => x.RecordingId == item.RecordingId) is { } choice
            ? item with
            {
                Verdict = PartyDecisions.Whole(choice.Action, document.Type, choice.Reason, until: null, item.Verdict) with { Words = null },
            }
            : Resolved(item);
    }

    /// <summary>Its part was to be erased, and could not be told from that of others, or not yet.</summary>
    static bool IsParted(PlanItem item) => item.Verdict is { Outcome: OutcomeKind.PartlyErased }
        or { Outcome: OutcomeKind.NeedsReview, Reason: VerdictReasons.PartiesNotApart };

    /// <summary>A match that nobody confirmed stays unconfirmed: the letter does not mention it.</summary>
    static PlanItem Resolved(PlanItem item) => item with
    {
        Verdict = item.Verdict with
        {
            Outcome = OutcomeKind.Resolved,
            Reason = item.Verdict.Reason is VerdictReasons.UnclearMatch ? item.Verdict.Reason : VerdictReasons.ResolvedByPerson,
        },
    };

    async Task<string> MacAsync(TenantStore store, ResolveForm form, CancellationToken cancellationToken)
    {
        using var secret = await secrets.OpenAsync(store, cancellationToken);
        return secret.RequestMac(StrictJson.Write(form));
    }
}
