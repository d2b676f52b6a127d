using Compliance.Functions.Http;
using Compliance.SubjectRequests;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.SubjectRequests.Recipients;

/// <summary>The timer of notices to recipients.</summary>
public sealed class RecipientTriggers(ForEachTenant tenants, RecipientWatch watch, ILogger<RecipientTriggers> log)
{
    /// <summary>Runs every hour: sends what could not be sent, and reminds and reports recipients that have not answered.</summary>
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
