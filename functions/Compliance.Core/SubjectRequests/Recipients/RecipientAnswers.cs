using Compliance.Exchange;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Receives recipients' answers, including late ones. A second answer changes nothing. <c>notFound</c> counts as an acknowledgement: a
/// recipient without data of the person has nothing left to do.
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

        // A redelivery completes what the first delivery did not finish.
        if (update is { Notice: { OwesWord: true } notice })
        {
            var current = (await settings.ReadAsync(store.Scope, cancellationToken)).Settings;
            await messages.PayAsync(store, ack.Key, notice, current, Origin, cancellationToken);
        }

        return update is { Written: true };
    }
}
