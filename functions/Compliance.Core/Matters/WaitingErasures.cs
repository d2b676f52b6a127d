using Compliance.Audit;
using Compliance.Leavers;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Matters;

/// <summary>
/// Takes up again what a hold had prevented, once the last one is released (GDPR Art. 17(3)(e)): requests of the people on the recording, on
/// their old clock, each ending in a further certificate and a further letter; and, in the next night, employees who left. Retention looks
/// at the recording by itself every night.
/// </summary>
public sealed class WaitingErasures(
    HoldMatterStore matters,
    RecordingStateStore states,
    ISubjectRequests index,
    SubjectRequestRegister register,
    SubjectRequestRetry retry,
    HeldLeavers leavers,
    TenantSettingsStore settings,
    TimeProvider clock)
{
    /// <summary>A call looks at no further recording after this time.</summary>
    static readonly TimeSpan StepTime = TimeSpan.FromSeconds(30);

    /// <summary>Looks at recordings from which a hold was released.</summary>
    /// <param name="start">Has a request worked on that was taken up.</param>
    /// <returns>Whether time ran out while there was something to settle: there is more to do at once.</returns>
    public async Task<bool> ResumeAsync(
        TenantStore store, Actor actor, Func<SubjectRequestId, Task> start, CancellationToken cancellationToken)
    {
        var current = (await settings.ReadAsync(store.Scope, cancellationToken)).Settings;
        var (began, settled, looked) = (clock.GetTimestamp(), false, new Dictionary<SubjectRequestId, bool>());
        IReadOnlyList<Versioned<LeaverDocument>>? left = null;
        await foreach (var id in matters.EndedAsync(store, cancellationToken))
        {
            if (clock.GetElapsedTime(began) > StepTime)
            {
                return settled;
            }

            if (await PeopleAsync(store, id, cancellationToken) is not { } people)
            {
                continue;
            }

            left ??= await leavers.ListAsync(store, cancellationToken);
            var waits = await leavers.LookAgainAsync(store, left, people, current, cancellationToken);
            foreach (var request in await index.FindAsync(store, [.. people], cancellationToken))
            {
                if (!looked.TryGetValue(request, out var more))
                {
                    looked[request] = more = await ResumeAsync(store, actor, request, current, start, cancellationToken);
                }

                waits |= more;
            }

            if (!waits)
            {
                await matters.SettleAsync(store, id, cancellationToken);
                settled = true;
            }
        }

        return false;
    }

    /// <returns>
    /// Blind tokens of the people on a recording that nothing holds; null while another hold stands, while the release that the mark
    /// announced has not been made, and while its state is not authentic, which health reports.
    /// </returns>
    async Task<IReadOnlyCollection<string>?> PeopleAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken)
    {
        try
        {
            return await states.FindAsync(store, id, cancellationToken) switch
            {
                null => [],
                { Document.IsHeld: true } => null,
                var stored => HoldMatterSearch.PeopleOf(stored),
            };
        }
        catch (Exception forged) when (forged is UnauthenticDocumentException or ManifestException)
        {
            return null;
        }
    }

    /// <returns>Whether the request has to be looked at again.</returns>
    async Task<bool> ResumeAsync(
        TenantStore store,
        Actor actor,
        SubjectRequestId request,
        TenantSettings current,
        Func<SubjectRequestId, Task> start,
        CancellationToken cancellationToken)
    {
        try
        {
            if (await register.FindAsync(store, request, cancellationToken) is not { } found)
            {
                return false;
            }

            // It planned while the hold stood, perhaps: it is looked at again when it has ended.
            if (found.Document.State is SubjectRequestState.Running or SubjectRequestState.Failed)
            {
                return true;
            }

            if ((await retry.TakeUpAsync(store, actor, found, current, cancellationToken)).Failure is null)
            {
                await start(request);
            }

            return false;
        }
        catch (Exception forged) when (forged is UnauthenticDocumentException or ManifestException)
        {
            // Health reports it, and the others go on.
            return true;
        }
    }
}
