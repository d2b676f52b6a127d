using Compliance.Failures;
using Compliance.Model;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>Writes a request's letter from the register and the sealed texts; a letter that was sent stays as it was sent.</summary>
public sealed class SubjectRequestLetters(
    SubjectRequestTexts texts, PlanPageStore pages, PackageRedactionStore redactions, RecipientNotifier recipients, TimeProvider clock)
{
    /// <summary>The letter as sent, or as it would be sent now.</summary>
    public async Task<Outcome<SentLetter>> FindAsync(
        TenantStore store, StoredSubjectRequest stored, TenantSettings settings, CancellationToken cancellationToken)
    {
        if (stored.Document.Answer is not null
            && await texts.FindAsync<SentLetter>(store, stored.Id, AnswerForm.Name, cancellationToken) is { } sent)
        {
            return sent;
        }

        return KindOf(stored.Document) is null
            ? Failure.Conflict("There is no letter yet: the request has no decision.")
            : await WriteAsync(store, stored, settings, cancellationToken);
    }

    public async Task<SentLetter> WriteAsync(
        TenantStore store, StoredSubjectRequest stored, TenantSettings settings, CancellationToken cancellationToken)
    {
        var facts = await FactsAsync(store, stored, settings, cancellationToken);
        return new SentLetter(AnswerLetter.Write(facts, LetterFormat.Html), AnswerLetter.Write(facts, LetterFormat.Text));
    }

    async Task<AnswerFacts> FactsAsync(
        TenantStore store, StoredSubjectRequest stored, TenantSettings settings, CancellationToken cancellationToken)
    {
        var (id, document) = (stored.Id, stored.Document);
        var person = await texts.FindAsync<SubjectRequestPerson>(store, id, SubjectRequestPerson.Name, cancellationToken);
        var decision = document.Decision is { } made
            ? await texts.FindAsync<DecisionForm>(store, id, DecisionRecorder.NameOf(made.Mac), cancellationToken)
            : null;
        var extension = document.ExtensionMac is { } mac
            ? await texts.FindAsync<ExtensionForm>(store, id, ExtensionForm.NameOf(mac), cancellationToken)
            : null;
        var kind = KindOf(document) ?? AnswerKind.Done;
        return new AnswerFacts
        {
            Kind = kind,
            RequestId = id,
            Reference = person?.Reference,
            Type = document.Type,
            ReceivedAt = document.Clock.ReceivedAt,
            WrittenAt = clock.GetUtcNow(),
            Zone = LegalCalendar.Of(settings).Zone,
            Sender = AnswerSender.Of(settings),
            Items = kind is AnswerKind.Done ? await ItemsAsync(store, stored, decision, cancellationToken) : [],
            Refusal = kind is AnswerKind.Refused ? new AnswerRefusal(ArticleOf(document), decision?.Told ?? "") : null,
            Extension = kind is AnswerKind.Extended ? new AnswerExtension(document.Clock.DueAt, extension?.Reasons ?? "") : null,
            Words = kind is AnswerKind.Done ? decision?.Reason : null,
            RecipientsTold = (await recipients.ListAsync(store, id, cancellationToken)).Count(x => x.State is not NoticeState.Failed),
            Certificate = document.Certified ? id.ToString() : null,
            PackageKeptBack = document.Package is { DestroyedAt: null, Redactions: > 0 },
            PackageUntil = document.Package is { DestroyedAt: null } package ? package.ExpiresAt : null,
        };
    }

    async Task<IReadOnlyList<AnswerItem>> ItemsAsync(
        TenantStore store, StoredSubjectRequest stored, DecisionForm? decision, CancellationToken cancellationToken)
    {
        var words = decision?.Exclude.ToDictionary(x => x.RecordingId, x => x.Reason) ?? [];
        foreach (var kept in (
            await redactions.FindAsync(store, stored.Id, stored.Document.Package, cancellationToken)).Redactions.Where(x => x.LeaveOut))
        {
            words[kept.RecordingId] = kept.Reason;
        }

        var items = new List<AnswerItem>();
        for (var page = 0; page < stored.Document.Run.Pages; page++)
        {
            var outcomes = (await pages.OutcomesAsync(store, stored.Id, page, cancellationToken) ?? []).ToDictionary(x => x.RecordingId);
            foreach (var planned in await pages.PlanAsync(store, stored.Id, page, cancellationToken))
            {
                var outcome = outcomes.GetValueOrDefault(planned.RecordingId);
                var verdict = (
                    outcome is null || outcome.Outcome == planned.Verdict.Outcome ? planned.Verdict : Became(planned.Verdict, outcome))
                    with { Words = words.GetValueOrDefault(planned.RecordingId) };
                items.Add(new AnswerItem(planned.StartedAt, verdict, outcome?.ShreddedAt, outcome?.FinalAt));
            }
        }

        return items;
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
    static string? ArticleOf(SubjectRequestDocument document) =>
        document.Identity is { Outcome: not IdentityOutcome.Insufficient } ? null : "12(2)";

    static AnswerKind? KindOf(SubjectRequestDocument document) => document switch
    {
        { State: SubjectRequestState.Refused } => AnswerKind.Refused,
        { State: SubjectRequestState.AwaitingAnswer or SubjectRequestState.Completed } => AnswerKind.Done,
        { Clock.Extension: not null, State: not SubjectRequestState.Cancelled } => AnswerKind.Extended,
        _ => null,
    };
}
