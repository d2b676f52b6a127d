using Compliance.Functions.Http;
using Compliance.SubjectRequests;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.SubjectRequests.Recipients;

/// <summary>What moves notices to recipients besides their answers: the clock.</summary>
public sealed class RecipientTriggers(
    TenantStoreFactory stores, IOptions<TenancyOptions> tenancy, RecipientWatch watch, ILogger<RecipientTriggers> log)
{
    /// <summary>Every hour: what could not be sent, who is to be reminded, who is overdue.</summary>
    [Function("RemindRecipients")]
    public async Task Remind([TimerTrigger(Schedules.RemindRecipients)] TimerInfo timer, FunctionContext context)
    {
        foreach (var name in tenancy.Value.Tenants.Keys)
        {
            try
            {
                var store = stores.Open(new TenantScope(TenantId.Parse(name), TenantId.Parse(name)));
                foreach (var (key, reason) in await watch.RunAsync(store, context.FunctionDefinition.Name, context.CancellationToken))
                {
                    log.NoticeNotWatched(key.Recipient, key.Request.ToString(), name, FaultName.Of(reason));
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // One tenant that fails does not keep the others waiting; the timer comes again.
                log.RecipientsNotWatched(name, FaultName.Of(e));
            }
        }
    }
}
