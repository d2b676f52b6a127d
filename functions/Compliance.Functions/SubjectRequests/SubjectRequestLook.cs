using Compliance.Audit;
using Compliance.Model;
using Compliance.SubjectRequests;
using Compliance.Tenancy;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.SubjectRequests;

/// <summary>Asks the register what is next. Every change of state is followed by a look, so this is where a request's addresses are told of
/// it.</summary>
public sealed class SubjectRequestLook(
    SubjectRequestRun run,
    SubjectRequestRegister register,
    SubjectRequestCallbacks callbacks,
    TimeProvider clock,
    ILogger<SubjectRequestLook> log)
{
    public async Task<NextMove> LookAsync(TenantStore store, SubjectRequestId id, Actor actor, CancellationToken cancellationToken)
    {
        var next = await run.LookAsync(store, id, actor, cancellationToken);
        if (await register.FindAsync(store, id, cancellationToken) is { Document: var document })
        {
            await callbacks.PostAsync(store, id, document.State, cancellationToken);
            if (next.Step is null && !document.IsOver && !document.Clock.IsSuspended && document.Clock.DueAt < clock.GetUtcNow())
            {
                log.RequestOverdue(id.ToString(), store.Tenant.ToString());
            }
        }

        return next;
    }
}
