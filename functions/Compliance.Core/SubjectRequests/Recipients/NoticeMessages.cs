using Compliance.Audit;
using Compliance.Exchange;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Delivers what a notice owes: its message to the recipient, the audit entry, the alert to the privacy team. Each may be repeated without
/// harm, because claim and message id derive from the notice and both bus and log drop repeats. It is recorded only once it is done.
/// <code>
/// type                        subject          data
/// compliance.recipient.erased requests/{id}    {"recipient","action","number","claimId","ackToken"}, property recipient
/// compliance.recipient.overdue                 {"recipient","action","notifiedAt"}, for the privacy team
/// </code>
/// Likewise <c>partlyErased</c>, <c>restricted</c>, <c>rectified</c> and <c>decisionsStopped</c>. <c>number</c> starts at 1 and grows by one with each reminder.
/// </summary>
public sealed class NoticeMessages(
    NoticeStore notices, ClaimStore claims, RecipientAckTokens tokens, ITenantMessages messages, IAuditLog audit, TimeProvider clock)
{
    const string Property = "recipient";

    static readonly TimeSpan LeastLifetime = TimeSpan.FromDays(7);

    /// <param name="origin">The function's name, for the audit log.</param>
    public async Task PayAsync(
        TenantStore store,
        NoticeKey key,
        RecipientNotice notice,
        TenantSettings settings,
        string origin,
        CancellationToken cancellationToken)
    {
        if (notice.OwesWord)
        {
            await TellAsync(store, key, notice, origin, cancellationToken);
        }

        if (notice.OwesMessage && settings.Recipients.Any(x => x.Name == key.Recipient))
        {
            await SendAsync(store, key, notice, settings, origin, cancellationToken);
        }
    }

    async Task TellAsync(TenantStore store, NoticeKey key, RecipientNotice notice, string origin, CancellationToken cancellationToken)
    {
        var outcome = notice.State is NoticeState.Acknowledged ? AuditEntry.Success : AuditEntry.Failed;
        await AuditAsync(store, key, notice, $"recipient.{NameOf(notice.State)}", NameOf(notice.State), outcome, origin, cancellationToken);
        if (notice.State is NoticeState.Overdue)
        {
            var alert = new TenantMessage(
                TenantMessage.PrivacyEvents,
                $"{notice.Id}-overdue",
                "compliance.recipient.overdue",
                $"requests/{key.Request}",
                notice.At,
                LeastLifetime * 2,
                To: null,
                new Dictionary<string, object>(StringComparer.Ordinal)
                {
                    ["recipient"] = key.Recipient,
                    ["action"] = notice.Action,
                    ["notifiedAt"] = notice.PostedAt,
                });
            if (await messages.SendAsync(store.Scope, [alert], cancellationToken) is SendOutcome.Unreachable)
            {
                // The alert was not sent; the next check sends it.
                return;
            }
        }

        await notices.UpdateAsync(
            store,
            key,
            x => x?.Id == notice.Id && x.State == notice.State && x.OwesWord ? x with { ToldOf = x.State } : null,
            cancellationToken);
    }

    async Task SendAsync(
        TenantStore store,
        NoticeKey key,
        RecipientNotice notice,
        TenantSettings settings,
        string origin,
        CancellationToken cancellationToken)
    {
        var days = TimeSpan.FromDays(settings.RecipientReminderDays);
        var lifetime = days > LeastLifetime ? days : LeastLifetime;
        await claims.PutAsync(
            store, notice.ClaimId, new Claim(ClaimKind.Recipient, key.ToString(), clock.GetUtcNow() + lifetime), cancellationToken);
        var token = await tokens.MakeAsync(store.Scope, new RecipientAck(key, notice.Id), cancellationToken);
        var message = MessageOf(key, notice, lifetime, token);
        switch (await messages.SendAsync(store.Scope, [message], cancellationToken))
        {
            case SendOutcome.Sent:
                var name = notice.Number == 1 ? "recipient.notified" : "recipient.reminded";
                await AuditAsync(store, key, notice, name, $"n{notice.Number}", AuditEntry.Success, origin, cancellationToken);
                var now = clock.GetUtcNow();
                await notices.UpdateAsync(
                    store,
                    key,
                    x => x is { SentAt: null } && x.Is(notice) ? x with { SentAt = now, FirstSentAt = x.FirstSentAt ?? now } : null,
                    cancellationToken);
                break;
            case SendOutcome.Refused:
                await GiveUpAsync(store, key, notice, origin, cancellationToken);
                break;
            case SendOutcome.Unreachable:
                // It stays owed; the timer tries again.
                break;
        }
    }

    static TenantMessage MessageOf(NoticeKey key, RecipientNotice notice, TimeSpan lifetime, string token) => new(
        TenantMessage.PrivacyEvents,
        $"{notice.Id}-{notice.Number}",
        $"compliance.recipient.{NameOf(notice.Action)}",
        $"requests/{key.Request}",
        notice.PreparedAt,
        lifetime,
        new MessageAddress(Property, key.Recipient),
        new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["recipient"] = key.Recipient,
            ["action"] = notice.Action,
            ["number"] = notice.Number,
            ["claimId"] = notice.ClaimId,
            ["ackToken"] = token,
        });

    async Task GiveUpAsync(TenantStore store, NoticeKey key, RecipientNotice notice, string origin, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var update = await notices.UpdateAsync(
            store, key, x => x is { SentAt: null } && x.Is(notice) ? x.Apply(NoticeOperation.GiveUp, now) : null, cancellationToken);
        if (update is { Written: true } given)
        {
            await TellAsync(store, key, given.Notice, origin, cancellationToken);
        }
    }

    Task AuditAsync(
        TenantStore store,
        NoticeKey key,
        RecipientNotice notice,
        string name,
        string occurrence,
        string outcome,
        string origin,
        CancellationToken cancellationToken)
    {
        var details = new Dictionary<string, string>(StringComparer.Ordinal) { ["action"] = NameOf(notice.Action) };
        if (notice.Answer is { } answer)
        {
            details["answer"] = NameOf(answer);
        }

        var entry = new AuditEntry(
            name,
            $"{notice.Id}/{occurrence}",
            AuditPhase.Single,
            AuditEntry.System,
            outcome,
            origin,
            $"requests/{key.Request}/recipients/{key.Recipient}",
            details);
        return audit.AppendAsync(store.Scope, entry, cancellationToken);
    }

    static string NameOf<T>(T value)
        where T : struct, Enum =>
        System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
