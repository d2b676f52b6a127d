using Compliance.Functions.Http;
using Compliance.SubjectRequests;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.SubjectRequests.Recipients;

/// <summary>What moves notices to recipients besides their answers: the clock.</summary>
public sealed class RecipientTriggers(ForEachTenant tenants, RecipientWatch watch, ILogger<RecipientTriggers> log)
{
    /// <summary>Every hour: what could not be sent, who is to be reminded, who is overdue.</summary>
    [Function("RemindRecipients")]
    public Task Remind([TimerTrigger(Schedules.RemindRecipients)] TimerInfo timer, FunctionContext context) =>
        tenants.RunAsync(store => RemindAsync(store, context.FunctionDefinition.Name, context.CancellationToken), log.RecipientsNotWatched);

    async Task RemindAsync(TenantStore store, string origin, CancellationToken cancellationToken)
    {
        foreach (var (key, reason) in await watch.RunAsync(store, origin, cancellationToken))
        {
            log.NoticeNotWatched(key.Recipient, key.Request.ToString(), store.Tenant.ToString(), FaultName.Of(reason));
        }
    }
}
