using Compliance.Access;
using Compliance.Audit;
using Compliance.Failures;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>Which requests a caller sees: privacy roles all of them, intake those that it filed.</summary>
public static class SubjectRequestReach
{
    public static bool Sees(this Caller caller, SubjectRequestDocument request) =>
        caller.IsPrivacy || request.FiledBy == caller.Pseudonym;
}

/// <summary>Presents requests: what the register says, and nothing that names a person.</summary>
public sealed class SubjectRequestQueries(
    SubjectRequestRegister register,
    PlanPageStore pages,
    RecipientNotifier recipients,
    DeliveryStore deliveries,
    SubjectRequestTexts texts,
    TenantSettingsStore settings,
    TimeProvider clock)
{
    public async Task<Outcome<SubjectRequestView>> ViewAsync(
        TenantStore store, SubjectRequestId id, Caller caller, CancellationToken cancellationToken)
    {
        if (await register.FindAsync(store, id, cancellationToken) is not { } stored || !caller.Sees(stored.Document))
        {
            return Failure.NotFound("The request does not exist.");
        }

        var document = stored.Document;
        var outcomes = await pages.AllOutcomesAsync(store, id, document.Run.Pages, cancellationToken);
        var calendar = await CalendarAsync(store, cancellationToken);
        var summary = Summary(stored, calendar);
        return new SubjectRequestView
        {
            RequestId = id,
            Type = summary.Type,
            State = summary.State,
            ReceivedAt = summary.ReceivedAt,
            DueAt = summary.DueAt,
            DaysLeft = summary.DaysLeft,
            Overdue = summary.Overdue,
            Assignee = summary.Assignee,
            NextDueAt = summary.NextDueAt,
            SubjectRole = document.SubjectRole,
            Channel = document.Channel,
            Ground = document.Ground,
            Purposes = document.Purposes,
            StopsAt = InterimPhases.Of(document) is InterimPhase.InForce or InterimPhase.Settled
                ? document.FiledBy == AuditEntry.Anonymous ? document.Identity?.At : document.CreatedAt
                : null,
            OnBehalf = document.OnBehalf,
            Balancing = BalancingView.Of(document),
            Review = ReviewView.Of(document),
            Repeats = await RepeatsAsync(store, document, caller, cancellationToken),
            Fee = FeeView.Of(document),
            Clock = ClockOf(document.Clock),
            Progress = HasBegun(document)
                ? new ProgressView(
                    document.Run.Step,
                    document.Run.Step is RunStep.Repack
                        ? await pages.RepackedAsync(store, PackageBuild.Of(id, document.Package), document.Run.Pages, cancellationToken)
                        : outcomes.Count,
                    document.Run.Step is RunStep.Plan ? null : document.Run.Total)
                : null,
            Package = PackageView.Of(document, clock.GetUtcNow()),
            Transfer = TransferView.Of(
                document.Transfer,
                document.Transfer is { Stage: TransferStage.Sent }
                    ? await texts.FindAsync<TransferReceipt>(store, id, TransferReceipt.Name, cancellationToken)
                    : null),
            Timeline = document.Timeline,
            Outcomes = outcomes,
            Complaints = [.. document.Complaints.Select(x => ComplaintView.Of(x, clock.GetUtcNow()))],
            KeptUntil = document.KeepUntil,
            EndedAt = document.EndedAt,
            Letters = [.. document.Answers.Select((x, i) => new LetterView(i + 1, x.SentAt, x.Channel))],
            Deliveries =
            [
                .. (await deliveries.ListAsync(store, id, cancellationToken)).Select(
                    x => DeliveryView.Of(x.Id, x.Delivery, clock.GetUtcNow())),
            ],
            Recipients = await recipients.ListAsync(store, id, cancellationToken),
            Links = LinksOf(store.Tenant, stored),
        };
    }

    /// <summary>Intake does not learn of requests that others filed.</summary>
    async Task<RepeatsView?> RepeatsAsync(
        TenantStore store, SubjectRequestDocument document, Caller caller, CancellationToken cancellationToken)
    {
        if (document.Repeats is not { } earlier || !caller.IsPrivacy)
        {
            return null;
        }

        var first = await register.FindAsync(store, earlier.RequestId, cancellationToken).OrLeftOutAsync();
        return new RepeatsView(earlier.RequestId, earlier.ReceivedAt, first?.Document.State, earlier.Count);
    }

    static ClockView ClockOf(SubjectRequestClock clock) => new(
        clock.ReceivedAt,
        clock.Suspended,
        clock.Extension?.ExtendedAt,
        clock.Extension is null ? null : clock.DueAt,
        clock.Extension?.ToldAt);

    public SubjectRequestSummary Summary(StoredSubjectRequest stored, LegalCalendar calendar)
    {
        var (now, document) = (clock.GetUtcNow(), stored.Document);
        var reckoned = document.Clock.AsOf(now, calendar);
        return new SubjectRequestSummary
        {
            RequestId = stored.Id,
            Type = document.Type,
            State = document.State,
            ReceivedAt = document.Clock.ReceivedAt,
            DueAt = reckoned.DueAt,
            DaysLeft = document.Clock.DaysLeft(now, calendar),
            Assignee = document.Assignee,
            NextDueAt = document.Complaints.Where(x => x.IsOpen).Select(x => x.RespondBy)
                .Concat(SubjectRequestTransitions.IsClosed(document.State) ? [] : [reckoned.DueAt]).Min(x => (DateTimeOffset?)x),
            Overdue = (!SubjectRequestTransitions.IsClosed(document.State) && document.Clock.IsOverdue(now))
                || document.Complaints.Any(x => x.IsOverdue(now)),
        };
    }

    static bool HasBegun(SubjectRequestDocument document) => document.State
        is SubjectRequestState.Running or SubjectRequestState.Failed or SubjectRequestState.AwaitingAnswer or SubjectRequestState.Completed;

    static Dictionary<string, string> LinksOf(TenantId tenant, StoredSubjectRequest stored)
    {
        var self = SubjectRequestLinks.Request(tenant, stored.Id);
        var links = new Dictionary<string, string>(StringComparer.Ordinal) { ["self"] = self };
        var document = stored.Document;
        if (document.State is SubjectRequestState.AwaitingIdentity or SubjectRequestState.AwaitingDecision)
        {
            links["preview"] = $"{self}/preview";
        }

        if (HasAnswer(document))
        {
            links["answer"] = $"{self}/answer";
        }

        if (document.Package is { DestroyedAt: null, Contents: not null })
        {
            links["package"] = SubjectRequestLinks.Package(tenant, stored.Id);
            links["review"] = SubjectRequestLinks.Review(tenant, stored.Id);
        }

        if (document.Certified)
        {
            links["certificate"] = SubjectRequestLinks.Certificate(tenant, stored.Id);
        }

        return links;
    }

    /// <summary>Whether there is an answer for the person.</summary>
    public static bool HasAnswer(SubjectRequestDocument document) =>
        document.State is SubjectRequestState.AwaitingAnswer or SubjectRequestState.Completed or SubjectRequestState.Refused
            || document.Clock.Extension is not null;

    internal async Task<LegalCalendar> CalendarAsync(TenantStore store, CancellationToken cancellationToken) =>
        LegalCalendar.Of((await settings.ReadAsync(store.Scope, cancellationToken)).Settings);
}
