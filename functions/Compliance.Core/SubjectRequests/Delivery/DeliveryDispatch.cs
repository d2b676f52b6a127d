using Compliance.Exchange;
using Compliance.Failures;
using Compliance.Identities;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Sends what the handler does not send: a message to the tenant's own system, or a mail to the person. The message carries no link:
/// <code>
/// type                        subject          data
/// compliance.request.delivery requests/{id}    {"deliveryId","expiresAt","claimId"}, property recipient
/// </code>
/// Its claim gives link, code and, as far as the settings let that recipient have them, the person's identities; once.
/// </summary>
public sealed class DeliveryDispatch(
    SubjectRequestTexts texts, ClaimStore claims, ITenantMessages messages, IDeliveryMail mail, TimeProvider clock)
{
    /// <summary>Whether and to whom it can be sent that way.</summary>
    public async Task<Outcome<DeliveryWay>> FindWayAsync(
        TenantStore store, StoredSubjectRequest stored, DeliverySender sender, TenantSettings settings, CancellationToken cancellationToken)
    {
        switch (sender)
        {
            case DeliverySender.System:
                return settings.DeliverySystem is { } system
                    ? new DeliveryWay(sender, system, stored.Document.Language ?? LetterLanguage.En)
                    : Failure.Conflict("No system sends links for this tenant (setting deliverySystem).");
            case DeliverySender.Mail when !mail.IsReady(store.Tenant):
                return Failure.Conflict("This installation sends no mail for the tenant.");
            case DeliverySender.Mail:
                var person = await texts.FindAsync<SubjectRequestPerson>(store, stored.Id, SubjectRequestPerson.Name, cancellationToken);
                return person?.Identities.FirstOrDefault(x => x.Type is IdentityType.Email) is { Value: var address }
                    ? new DeliveryWay(sender, address.Trim(), stored.Document.Language ?? LetterLanguage.En)
                    : Failure.Conflict("The request names no e-mail address.");
            default:
                return new DeliveryWay(sender, "", LetterLanguage.En);
        }
    }

    /// <returns>False if it could not be sent.</returns>
    public async Task<bool> SendAsync(
        TenantStore store,
        DeliveryKey key,
        Delivery delivery,
        DeliverySecret secret,
        DeliveryWay way,
        TenantSettings settings,
        CancellationToken cancellationToken) => way.Sender switch
        {
            DeliverySender.System => await AnnounceAsync(store, key, delivery, secret, way.To, cancellationToken),
            DeliverySender.Mail => await mail.SendAsync(
                store.Tenant, way.To, DeliveryMail.Of(secret.Url, delivery.ExpiresAt, way.Language, settings), cancellationToken),
            _ => true,
        };

    async Task<bool> AnnounceAsync(
        TenantStore store, DeliveryKey key, Delivery delivery, DeliverySecret secret, string system, CancellationToken cancellationToken)
    {
        await texts.PutAsync(store, key.Request, key.Secret, secret, cancellationToken);
        var claim = ClaimStore.NewId();
        await claims.PutAsync(store, claim, new Claim(ClaimKind.Delivery, key.ToString(), delivery.ExpiresAt), cancellationToken);
        var message = new TenantMessage(
            TenantMessage.PrivacyEvents,
            key.Id,
            "compliance.request.delivery",
            $"requests/{key.Request}",
            delivery.MadeAt,
            delivery.ExpiresAt - clock.GetUtcNow(),
            new MessageAddress("recipient", system),
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["deliveryId"] = key.Id, ["expiresAt"] = delivery.ExpiresAt, ["claimId"] = claim,
            });
        return await messages.SendAsync(store.Scope, [message], cancellationToken) is SendOutcome.Sent;
    }
}

/// <param name="To">The system's name, or the person's address.</param>
public sealed record DeliveryWay(DeliverySender Sender, string To, LetterLanguage Language)
{
    public override string ToString() => $"DeliveryWay({Sender})";
}
