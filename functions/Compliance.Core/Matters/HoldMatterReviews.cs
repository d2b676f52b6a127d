using Compliance.Audit;
using Compliance.Exchange;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Matters;

/// <summary>Tells the officer that a matter's review is due: with an entry in the audit log and an event, once per day of review.</summary>
public sealed class HoldMatterReviews(HoldMatterStore matters, HoldMatterAudit audit, ITenantMessages messages, TimeProvider clock)
{
    public async Task TellAsync(TenantStore store, Actor actor, CancellationToken cancellationToken)
    {
        await foreach (var digest in matters.ListToReviewAsync(store, cancellationToken))
        {
            if (await matters.FindAsync(store, digest, cancellationToken).OrLeftOutAsync()
                is { Value: { ReviewToldAt: null, ReviewAt: { } due } matter } stored && due <= clock.GetUtcNow())
            {
                await audit.NoteAsync(
                    store.Scope, actor, HoldMatterAudit.ReviewDue, matter, $"{matter.Revision}/{due:yyyy-MM-dd}", cancellationToken);
                if (await messages.SendAsync(store.Scope, [Alert(matter, due)], cancellationToken) is not SendOutcome.Unreachable)
                {
                    await matters.TryWriteAsync(store, matter with { ReviewToldAt = clock.GetUtcNow() }, stored.ETag, cancellationToken);
                }
            }
        }
    }

    /// <summary>
    /// Event <c>compliance.hold.reviewDue</c> for the privacy team: subject <c>holds/{digest of the matter}</c>, data <c>{"reviewAt"}</c>.
    /// </summary>
    static TenantMessage Alert(HoldMatterDocument matter, DateTimeOffset due) => new(
        TenantMessage.PrivacyEvents,
        $"{matter.Id}-{matter.Revision}-review",
        "compliance.hold.reviewDue",
        $"holds/{matter.Name.Digest}",
        due,
        TimeSpan.FromDays(14),
        To: null,
        new Dictionary<string, object>(StringComparer.Ordinal) { ["reviewAt"] = due });
}
