using Compliance.Exchange;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Takes recipients' answers, late ones too. A second one changes nothing. Whoever knows nothing of the person has nothing left of them:
/// <c>notFound</c> is an acknowledgement.
/// </summary>
public sealed class RecipientAnswers(
    RecipientAckTokens tokens,
    NoticeStore notices,
    NoticeMessages messages,
    TenantSettingsStore settings,
    TimeProvider clock) : IAcknowledgementHandler
{
    const string Origin = "TakeAcknowledgement";

    public string Kind => RecipientAckTokens.Kind;

    public async Task<bool> TakeAsync(TenantStore store, string ackToken, AckOutcome outcome, CancellationToken cancellationToken)
    {
        if (await tokens.OpenAsync(store.Scope, ackToken, cancellationToken) is not { } ack)
        {
            return false;
        }

        var operation = outcome is AckOutcome.Refused ? NoticeOperation.Refuse : NoticeOperation.Acknowledge;
        var now = clock.GetUtcNow();
        var update = await notices.UpdateAsync(
            store,
            ack.Key,
            x => x?.Id == ack.Notice && x.Apply(operation, now) is { } answered ? answered with { Answer = outcome } : null,
            cancellationToken);

        // A redelivery pays what the first delivery did not come to.
        if (update is { Notice: { OwesWord: true } notice })
        {
            var current = (await settings.ReadAsync(store.Scope, cancellationToken)).Settings;
            await messages.PayAsync(store, ack.Key, notice, current, Origin, cancellationToken);
        }

        return update is { Written: true };
    }
}
