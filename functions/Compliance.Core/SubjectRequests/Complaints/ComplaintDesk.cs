using Compliance.Audit;
using Compliance.Failures;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Attaches complaints to a request and moves them. While one is open, the request is looked after as an open one is: in lists by due date,
/// by reminders, and its personal part stays. A complaint has no time limit of its own (GDPR Art. 77): it is taken also when the
/// personal part is gone, and answered with what is left, the outcomes, the certificates and the log.
/// </summary>
public sealed class ComplaintDesk(SubjectRequestRegister register, SubjectRequestChange changes, TimeProvider clock)
{
    const int Most = 10;

    /// <summary>The first filing under a reference stands.</summary>
    public async Task<Outcome<StoredSubjectRequest>> FileAsync(
        TenantStore store, Actor actor, SubjectRequestId id, ComplaintForm form, CancellationToken cancellationToken)
    {
        // The marker first: a complaint that nobody looks after would pass its deadline unseen.
        if (await register.FindAsync(store, id, cancellationToken) is not null)
        {
            await register.MarkOpenAsync(store, id, cancellationToken);
        }

        return await changes.ApplyAsync(store, id, new Announcement(actor, SubjectRequestEvents.Complaint), document =>
        {
            if (Find(document, form.Reference) is { } known)
            {
                return (known.Authority, known.ReceivedAt) == (form.Authority, form.ReceivedAt)
                    ? document
                    : Failure.Conflict("The complaint that already has this reference differs in authority or receivedAt.");
            }

            if (form.ReceivedAt < document.Clock.ReceivedAt)
            {
                return Failure.Invalid("receivedAt", "must not be before the request was received");
            }

            if (document.Complaints.Count >= Most)
            {
                return Failure.Conflict($"A request takes at most {Most} complaints.");
            }

            var complaint = new Complaint(form.Authority, form.Reference, form.ReceivedAt, form.RespondBy);
            return (document with { Complaints = [.. document.Complaints, complaint] }).At(clock.GetUtcNow(), "complaint", "open");
        }, cancellationToken);
    }

    public async Task<Outcome<StoredSubjectRequest>> MoveAsync(
        TenantStore store, Actor actor, SubjectRequestId id, ComplaintMoveForm form, CancellationToken cancellationToken)
    {
        if (form.State is ComplaintState.Open && await register.FindAsync(store, id, cancellationToken) is not null)
        {
            await register.MarkOpenAsync(store, id, cancellationToken);
        }

        return await changes.ApplyAsync(store, id, new Announcement(actor, SubjectRequestEvents.ComplaintMoved), document =>
        {
            var now = clock.GetUtcNow();
            if (Find(document, form.Reference) is not { } known)
            {
                return Failure.NotFound("The request has no complaint with this reference.");
            }

            if (form.At < (known.AnsweredAt ?? known.ReceivedAt))
            {
                return Failure.Invalid("at", "must not be before the complaint was received or answered");
            }

            if (known.Moved(form.State, form.At ?? now, form.RespondBy) is not { } moved)
            {
                return Failure.Conflict("A complaint goes from open to answered to closed; with another respondBy it is open again.");
            }

            return moved == known
                ? document
                : (document with { Complaints = [.. document.Complaints.Select(x => x.Reference == form.Reference ? moved : x)] })
                    .At(now, "complaint", System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(form.State.ToString()));
        }, cancellationToken);
    }

    static Complaint? Find(SubjectRequestDocument document, string reference) =>
        document.Complaints.FirstOrDefault(x => x.Reference == reference);
}
