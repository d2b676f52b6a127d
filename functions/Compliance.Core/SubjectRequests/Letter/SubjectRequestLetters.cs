using Compliance.Failures;
using Compliance.Identities;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>Writes a request's letter from the register and the sealed texts; a letter that was sent stays as it was sent.</summary>
public sealed class SubjectRequestLetters(
    SubjectRequestTexts texts,
    PlanPageStore pages,
    PackageRedactionStore redactions,
    DisclosureRegister disclosures,
    DeliveryStore deliveries,
    SubjectRequestPreviewer previews,
    LetterParts parts,
    LetterStanding standing,
    TimeProvider clock)
{
    /// <summary>How many recordings are asked for their language.</summary>
    const int MostAsked = 16;

    /// <summary>The letter that was sent last, or as it would be sent now.</summary>
    public async Task<Outcome<SentLetter>> FindAsync(
        TenantStore store, StoredSubjectRequest stored, TenantSettings settings, CancellationToken cancellationToken)
    {
        if (stored.Document.Answer is not null)
        {
            return await FindSentAsync(store, stored, stored.Document.Answers.Count, cancellationToken);
        }

        return KindOf(stored.Document) is { } kind
            ? await WriteAsync(store, stored, kind, settings, cancellationToken)
            : Failure.Conflict("There is no letter yet: the request has no decision.");
    }

    /// <summary>One of the answers that were sent.</summary>
    /// <param name="number">From 1.</param>
    public async Task<Outcome<SentLetter>> FindSentAsync(
        TenantStore store, StoredSubjectRequest stored, int number, CancellationToken cancellationToken) =>
        stored.Document.Answers.ElementAtOrDefault(number - 1) is not { } sent ? Failure.NotFound("The request has no such letter.")
        : await texts.FindAsync<SentLetter>(store, stored.Id, sent.Letter, cancellationToken) is { } letter ? letter
        : Failure.Gone("The letter is no longer kept.", certificate: null);

    /// <summary>One kind of letter, if what it says is the case.</summary>
    public async Task<Outcome<SentLetter>> FindAsync(
        TenantStore store, StoredSubjectRequest stored, AnswerKind kind, TenantSettings settings, CancellationToken cancellationToken) =>
        kind is AnswerKind.Done or AnswerKind.Refused ? await FindAsync(store, stored, settings, cancellationToken)
        : LetterKinds.IsTrue(kind, stored.Document)
            && await FactsAsync(store, stored, kind, settings, cancellationToken) is var facts
            && (kind is not AnswerKind.Lifted || facts.Items.Count > 0) ? Written(facts)
        : Failure.Conflict("There is no such letter: what it would say is not the case.");

    /// <summary>The answer.</summary>
    public Task<SentLetter> WriteAsync(
        TenantStore store, StoredSubjectRequest stored, TenantSettings settings, CancellationToken cancellationToken) =>
        WriteAsync(store, stored, KindOf(stored.Document) ?? AnswerKind.Done, settings, cancellationToken);

    async Task<SentLetter> WriteAsync(
        TenantStore store, StoredSubjectRequest stored, AnswerKind kind, TenantSettings settings, CancellationToken cancellationToken) =>
        Written(await FactsAsync(store, stored, kind, settings, cancellationToken));

    static SentLetter Written(AnswerFacts facts) =>
        new(AnswerLetter.Write(facts, LetterFormat.Html), AnswerLetter.Write(facts, LetterFormat.Text));

    async Task<AnswerFacts> FactsAsync(
        TenantStore store, StoredSubjectRequest stored, AnswerKind kind, TenantSettings settings, CancellationToken cancellationToken)
    {
        var (id, document, now) = (stored.Id, stored.Document, clock.GetUtcNow());
        var person = await texts.FindAsync<SubjectRequestPerson>(store, id, SubjectRequestPerson.Name, cancellationToken);
        var decision = document.Decision is { } made
            ? await texts.FindAsync<DecisionForm>(store, id, DecisionRecorder.NameOf(made.Mac), cancellationToken)
            : null;
        var extension = document.ExtensionMac is { } mac
            ? await texts.FindAsync<ExtensionForm>(store, id, ExtensionForm.NameOf(mac), cancellationToken)
            : null;
        var items = kind is AnswerKind.Done or AnswerKind.Lifted ? await ItemsAsync(store, stored, decision, cancellationToken) : [];
        var ends = kind is AnswerKind.Done or AnswerKind.Refused;
        return new AnswerFacts
        {
            Kind = kind,
            Language = document.Language ?? await LanguageAsync(store, stored, settings, cancellationToken),
            RequestId = id,
            Reference = person?.Reference,
            OnBehalf = person?.OnBehalf is { } behalf
                ? new AnswerBehalf(
                    behalf.Capacity,
                    behalf.Name,
                    behalf.Contact,
                    behalf.Capacity is RepresentativeCapacity.Heir ? settings.DeceasedLaw : null)
                : null,
            Type = document.Type,
            ReceivedAt = document.Clock.ReceivedAt,
            WrittenAt = now,
            Zone = LegalCalendar.Of(settings).Zone,
            Sender = AnswerSender.Of(settings),
            Items = kind is AnswerKind.Lifted ? [.. items.Where(x => x.Verdict.Outcome is OutcomeKind.Restricted)] : items,
            Refusal = kind is AnswerKind.Refused ? new AnswerRefusal(ArticleOf(document, decision), decision?.Told ?? "") : null,
            Fee = kind is AnswerKind.FeeWanted ? await parts.FeeAsync(store, stored, cancellationToken) : null,
            RepeatsSince = LetterParts.RepeatsSince(document, kind, decision),
            Extension = kind is AnswerKind.Extended ? new AnswerExtension(document.Clock.DueAt, extension?.Reasons ?? "") : null,
            DueAt = kind is AnswerKind.Received ? document.Clock.DueAt : null,
            SuspendedSince = LetterKinds.SuspendedSince(document),
            Lifting = kind is AnswerKind.Lifted || (kind is AnswerKind.Done && document.LiftToldAt is not null)
                ? await parts.LiftingAsync(store, stored, cancellationToken)
                : null,
            Words = kind is AnswerKind.Done ? decision?.Reason : null,
            Review = kind is AnswerKind.Done && decision?.Review is { } review
                ? await parts.ReviewAsync(store, document, review, cancellationToken)
                : null,
            Recipients = await ToldAsync(store, id, cancellationToken),
            Certificate = document.Certified ? id.ToString() : null,
            FetchUntil = document.Package is { DestroyedAt: null }
                ? await deliveries.UntilAsync(store, id, now, cancellationToken)
                : null,
            Transfer = kind is AnswerKind.Done && document.Transfer is { IsOpen: false, At: { } at } transfer
                ? new AnswerTransfer(transfer.To, at, transfer.Reason)
                : null,
            PackageKeptBack = document.Package is { DestroyedAt: null, Redactions: > 0 },
            KeptUntil = ends ? now.AddYears(settings.RequestYears) : null,
        };
    }

    /// <summary>The language of the person's latest call. Somebody who is not identified learns nothing of it.</summary>
    async Task<LetterLanguage> LanguageAsync(
        TenantStore store, StoredSubjectRequest stored, TenantSettings settings, CancellationToken cancellationToken)
    {
        if (stored.Document.Identity is not { Outcome: not IdentityOutcome.Insufficient })
        {
            return LetterLanguage.En;
        }

        var found = stored.Document.Run.Pages > 0
            ? (await pages.PlanAsync(store, stored.Id, page: 0, cancellationToken)).ToAsyncEnumerable()
            : previews.PlanAsync(store, stored.Id, stored.Document, settings, choices: null, cancellationToken);
        return await found.Take(MostAsked).Where(x => x.Match is MatchStrength.Strong).Select(x => LetterLanguages.Of(x.Language))
            .FirstOrDefaultAsync(x => x is not null, cancellationToken) ?? LetterLanguage.En;
    }

    async Task<IReadOnlyList<AnswerRecipient>> ToldAsync(TenantStore store, SubjectRequestId id, CancellationToken cancellationToken) =>
    [
        .. (await disclosures.OfAsync(store, id, cancellationToken)).Where(x => x is { What: DisclosedThing.Notice, Name: not null })
            .Select(x => new AnswerRecipient(x.Name!, x.At)),
    ];

    async Task<IReadOnlyList<AnswerItem>> ItemsAsync(
        TenantStore store, StoredSubjectRequest stored, DecisionForm? decision, CancellationToken cancellationToken)
    {
        var words = decision?.Exclude.ToDictionary(x => x.RecordingId, x => x.Reason) ?? [];
        foreach (var choice in decision?.Parties.Where(x => x.Reason is not null) ?? [])
        {
            words.TryAdd(choice.RecordingId, choice.Reason!);
        }

        foreach (var kept in (
            await redactions.FindAsync(store, stored.Id, stored.Document.Package, cancellationToken)).Redactions.Where(x => x.LeaveOut))
        {
            words[kept.RecordingId] = kept.Reason;
        }

        foreach (var resolution in (
            await texts.FindAsync<Resolutions>(store, stored.Id, Resolutions.Name, cancellationToken))?.Items ?? [])
        {
            foreach (var recording in resolution.Recordings)
            {
                words[recording] = resolution.Note;
            }
        }

        var items = new List<(RecordingId, AnswerItem)>();
        for (var page = 0; page < stored.Document.Run.Pages; page++)
        {
            var outcomes = (await pages.OutcomesAsync(store, stored.Id, page, cancellationToken) ?? []).ToDictionary(x => x.RecordingId);
            var plan = await pages.PlanAsync(store, stored.Id, page, cancellationToken);
            foreach (var planned in plan.Where(x => x.Verdict.Reason is not VerdictReasons.NothingToCorrect))
            {
                var outcome = outcomes.GetValueOrDefault(planned.RecordingId);
                var verdict = (
                    outcome is null || outcome.Outcome == planned.Verdict.Outcome ? planned.Verdict : Became(planned.Verdict, outcome))
                    with { Words = words.GetValueOrDefault(planned.RecordingId) };
                items.Add((planned.RecordingId, new AnswerItem(planned.StartedAt, verdict, outcome?.ShreddedAt, outcome?.FinalAt)
                {
                    Corrected = outcome?.Corrected ?? [],
                    Part = outcome?.Part ?? (verdict.Reason is VerdictReasons.IdentityErased ? ErasedPart.Identity : null),
                }));
            }
        }

        return await standing.OfAsync(store, stored.Id, items, cancellationToken);
    }

    /// <summary>Accounts for a hold placed between plan and execution, and for what the package review left out.</summary>
    static RecordingVerdict Became(RecordingVerdict planned, RecordingOutcome outcome) => planned with
    {
        Outcome = outcome.Outcome,
        Basis = outcome.Basis,
        ReviewAt = outcome.ReviewAt,
        Reason = outcome.Outcome is not OutcomeKind.Retained ? VerdictReasons.Gone
            : planned.Outcome is OutcomeKind.Exported ? VerdictReasons.Excluded
            : VerdictReasons.LegalHold,
    };

    /// <summary>A person who could not be identified is refused under Art. 12(2); other refusals give their reason in words.</summary>
    static string? ArticleOf(SubjectRequestDocument document, DecisionForm? decision) =>
        decision?.Ground is not null ? "12(5)(b)"
        : document.Identity is { Outcome: not IdentityOutcome.Insufficient } ? null
        : "12(2)";

    static AnswerKind? KindOf(SubjectRequestDocument document) => document switch
    {
        { State: SubjectRequestState.Refused } => AnswerKind.Refused,
        { State: SubjectRequestState.AwaitingAnswer or SubjectRequestState.Completed } => AnswerKind.Done,
        { Clock.Extension: not null, State: not SubjectRequestState.Cancelled } => AnswerKind.Extended,
        _ => null,
    };
}
