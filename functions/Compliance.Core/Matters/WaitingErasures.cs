using Compliance.Audit;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Matters;

/// <summary>
/// Takes up again what a hold had prevented, once the last one is released (GDPR Art. 17(3)(e)): requests of the people on the recording, on
/// their old clock, each ending in a further certificate and a further letter. Retention looks at the recording by itself every night.
/// </summary>
public sealed class WaitingErasures(
    HoldMatterStore matters,
    RecordingStateStore states,
    ISubjectRequests index,
    SubjectRequestRegister register,
    SubjectRequestRetry retry,
    TenantSettingsStore settings)
{
    /// <summary>Looks at every recording from which a hold was released.</summary>
    /// <param name="start">Has a request worked on that was taken up.</param>
    public async Task ResumeAsync(
        TenantStore store, Actor actor, Func<SubjectRequestId, Task> start, CancellationToken cancellationToken)
    {
        var current = (await settings.ReadAsync(store.Scope, cancellationToken)).Settings;
        await foreach (var id in matters.EndedAsync(store, cancellationToken))
        {
            if (await ResumeAsync(store, actor, id, current, start, cancellationToken))
            {
                await matters.SettleAsync(store, id, cancellationToken);
            }
        }
    }

    /// <returns>Whether nothing of it waits any more.</returns>
    async Task<bool> ResumeAsync(
        TenantStore store,
        Actor actor,
        RecordingId id,
        TenantSettings current,
        Func<SubjectRequestId, Task> start,
        CancellationToken cancellationToken)
    {
        if (await states.FindAsync(store, id, cancellationToken).OrLeftOutAsync() is not { } stored)
        {
            return true;
        }

        // Another hold stands, or the release that this mark announced has not been made.
        if (stored.Document.IsHeld)
        {
            return false;
        }

        var settled = true;
        foreach (var request in await index.FindAsync(store, [.. HoldMatterSearch.PeopleOf(stored)], cancellationToken))
        {
            if (await register.FindAsync(store, request, cancellationToken).OrLeftOutAsync() is not { Document: var document } found)
            {
                continue;
            }

            if (document.State is SubjectRequestState.Running or SubjectRequestState.Failed)
            {
                // It planned while the hold stood, perhaps: it is looked at again when it has ended.
                settled = false;
            }
            else if ((await retry.TakeUpAsync(store, actor, found, current, cancellationToken)).Failure is null)
            {
                await start(request);
            }
        }

        return settled;
    }
}
