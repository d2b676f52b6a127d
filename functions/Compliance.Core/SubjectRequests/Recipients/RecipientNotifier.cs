using Compliance.Model;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>A recipient as the request's status, the certificate and the letter report it.</summary>
/// <param name="At">When the state began; for <see cref="NoticeState.Notified"/> when the notice was sent, or null if not yet.</param>
public sealed record RecipientStatus(string Name, NoticeState State, DateTimeOffset? At);

/// <summary>
/// Notifies a tenant's recipients of what was done about a person (GDPR Art. 19), and reports their progress. It never delays a request:
/// what cannot be sent now is sent by the timer.
/// </summary>
public sealed class RecipientNotifier(NoticeStore notices, NoticeMessages messages, SubjectRequestLedger ledger, TimeProvider clock)
{
    const string Origin = "HandleRequest";
    const int AtOnce = 8;

    /// <summary>
    /// Posts one notice per registered recipient. Repeating it sends what was not sent, and what the bus had given up. A notice is
    /// replaced if the new action reaches further, or if the ledger now has more call ids than the recipient was told about.
    /// </summary>
    /// <param name="request">The request whose key seals the ledger entries; recipients fetch call ids from them.</param>
    public async Task PostAsync(
        TenantStore store, SubjectRequestId request, RecipientAction action, TenantSettings settings, CancellationToken cancellationToken)
    {
        var entries = settings.Recipients.Any(x => x.CallIds) ? await ledger.CountAsync(store, request, cancellationToken) : 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(settings.Recipients, options, async (recipient, token) =>
        {
            var key = new NoticeKey(request, recipient.Name);
            var now = clock.GetUtcNow();
            var told = recipient.CallIds ? entries : 0;
            var update = await notices.UpdateAsync(store, key, x => RecipientNotice.Post(x, action, told, now), token);
            if (update is { Notice: { IsAtRest: false } notice })
            {
                await notices.OpenAsync(store, key, token);
                await messages.PayAsync(store, key, notice, settings, Origin, token);
            }
        });
    }

    /// <summary>By name. Empty if nobody was notified.</summary>
    public async Task<IReadOnlyList<RecipientStatus>> ListAsync(
        TenantStore store, SubjectRequestId request, CancellationToken cancellationToken) =>
        [.. (await notices.ListAsync(store, request, cancellationToken)).Select(x => new RecipientStatus(
            x.Recipient, x.Notice.State, x.Notice.State is NoticeState.Notified ? x.Notice.FirstSentAt : x.Notice.At))];
}
