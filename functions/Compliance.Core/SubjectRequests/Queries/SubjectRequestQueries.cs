using Compliance.Access;
using Compliance.Failures;
using Compliance.Model;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>Filters of <c>GET …/requests</c>; null values do not filter.</summary>
public sealed record SubjectRequestFilter(SubjectRequestState? State, SubjectRequestType? Type, bool? Overdue, DateTimeOffset? DueBefore);

/// <summary>Which requests a caller sees: privacy roles all of them, intake those that it filed.</summary>
public static class SubjectRequestReach
{
    public static bool Sees(this Caller caller, SubjectRequestDocument request) =>
        caller.IsPrivacy || request.FiledBy == caller.Pseudonym;
}

/// <param name="Continuation">Opaque; null at the end.</param>
/// <param name="Unverifiable">Requests left out of this page because their stored entries failed authentication.</param>
public sealed record SubjectRequestPage(IReadOnlyList<SubjectRequestSummary> Items, string? Continuation, int Unverifiable = 0);

/// <summary>Presents requests: what the register says, and nothing that names a person.</summary>
public sealed class SubjectRequestQueries(
    SubjectRequestRegister register, PlanPageStore pages, RecipientNotifier recipients, TenantSettingsStore settings, TimeProvider clock)
{
    const int ReadAhead = 16;

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
            SubjectRole = document.SubjectRole,
            Channel = document.Channel,
            Ground = document.Ground,
            Purposes = document.Purposes,
            StopsAt = InterimPhases.Of(document) is InterimPhase.InForce or InterimPhase.Settled ? document.CreatedAt : null,
            Balancing = BalancingView.Of(document),
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
            Timeline = document.Timeline,
            Outcomes = outcomes,
            Recipients = await recipients.ListAsync(store, id, cancellationToken),
            Links = LinksOf(store.Tenant, stored),
        };
    }

    static ClockView ClockOf(SubjectRequestClock clock) => new(
        clock.ReceivedAt,
        clock.Suspended,
        clock.Extension?.ExtendedAt,
        clock.Extension is null ? null : clock.DueAt,
        clock.Extension?.ToldAt);

    /// <summary>One page, in order of receipt.</summary>
    public async Task<Outcome<SubjectRequestPage>> ListAsync(
        TenantStore store,
        SubjectRequestFilter filter,
        Caller caller,
        int limit,
        string? continuation,
        CancellationToken cancellationToken)
    {
        SubjectRequestId? after = null;
        if (continuation is not null)
        {
            if (!SubjectRequestId.TryParse(continuation, out var last))
            {
                return Failure.Invalid("continuation", "is not a continuation token returned by this list");
            }

            after = last;
        }

        var calendar = await CalendarAsync(store, cancellationToken);
        var (items, unverifiable) = (new List<SubjectRequestSummary>(), 0);
        var ids = register.ListAsync(store, cancellationToken)
            .Where(x => after is not { } from || string.CompareOrdinal(x.ToString(), from.ToString()) > 0);
        await foreach (var batch in ids.Chunk(ReadAhead).WithCancellation(cancellationToken))
        {
            foreach (var (stored, isAuthentic) in await Task.WhenAll(batch.Select(x => FindAsync(store, x, cancellationToken))))
            {
                unverifiable += isAuthentic ? 0 : 1;
                if (stored is null || !caller.Sees(stored.Document) || !Fits(Summary(stored, calendar), filter))
                {
                    continue;
                }

                if (items.Count == limit)
                {
                    return new SubjectRequestPage(items, items[^1].RequestId.ToString(), unverifiable);
                }

                items.Add(Summary(stored, calendar));
            }
        }

        return new SubjectRequestPage(items, null, unverifiable);
    }

    async Task<(StoredSubjectRequest? Stored, bool IsAuthentic)> FindAsync(
        TenantStore store, SubjectRequestId id, CancellationToken cancellationToken)
    {
        try
        {
            return (await register.FindAsync(store, id, cancellationToken), true);
        }
        catch (UnauthenticDocumentException)
        {
            return (null, false);
        }
    }

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
            Overdue = !SubjectRequestTransitions.IsClosed(document.State) && document.Clock.IsOverdue(now),
        };
    }

    static bool Fits(SubjectRequestSummary item, SubjectRequestFilter filter) =>
        (filter.State is not { } state || item.State == state)
        && (filter.Type is not { } type || item.Type == type)
        && (filter.Overdue is not { } overdue || item.Overdue == overdue)
        && (filter.DueBefore is not { } before || item.DueAt < before);

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

    async Task<LegalCalendar> CalendarAsync(TenantStore store, CancellationToken cancellationToken) =>
        LegalCalendar.Of((await settings.ReadAsync(store.Scope, cancellationToken)).Settings);
}
