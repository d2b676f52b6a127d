using Compliance.Model;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>Notifies recipients of a request's outcome if it changed something that they may have or do (GDPR Art. 19, 22(3)).</summary>
public sealed class SubjectRequestNotices(
    SubjectRequestRegister register, PlanPageStore pages, RecipientNotifier notices, TenantSettingsStore settings)
{
    public async Task PostAsync(TenantStore store, SubjectRequestId id, CancellationToken cancellationToken)
    {
        if (await register.FindAsync(store, id, cancellationToken) is not { } stored)
        {
            return;
        }

        var outcomes = await pages.AllOutcomesAsync(store, id, stored.Document.Run.Pages, cancellationToken);
        if (ActionOf(outcomes) is { } action)
        {
            var current = (await settings.ReadAsync(store.Scope, cancellationToken)).Settings;
            await notices.PostAsync(store, id, action, current, cancellationToken);
        }
    }

    /// <summary>The furthest-reaching action.</summary>
    static RecipientAction? ActionOf(IReadOnlyList<RecordingOutcome> outcomes)
    {
        (OutcomeKind Outcome, RecipientAction Action)[] order =
        [
            (OutcomeKind.Erased, RecipientAction.Erased),
            (OutcomeKind.PartlyErased, RecipientAction.PartlyErased),
            (OutcomeKind.Restricted, RecipientAction.Restricted),
            (OutcomeKind.Corrected, RecipientAction.Rectified),
            (OutcomeKind.Stopped, RecipientAction.DecisionsStopped),
        ];
        foreach (var (outcome, action) in order)
        {
            if (outcomes.Any(x => x.Outcome == outcome))
            {
                return action;
            }
        }

        return null;
    }
}
