using Compliance.Audit;
using Compliance.Exchange;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Link and code of a delivery, and the person's identities of the kinds that the settings let the recipient have; for the tenant's
/// <c>deliverySystem</c> only, while the link works.
/// </summary>
public sealed class DeliveryClaims(
    DeliveryStore deliveries, SubjectRequestTexts texts, DisclosureRegister disclosures, TenantSettingsStore settings, TimeProvider clock)
    : IClaimSource
{
    public ClaimKind Kind => ClaimKind.Delivery;

    public async Task<ClaimContent?> ResolveAsync(TenantStore store, string of, string subject, CancellationToken cancellationToken)
    {
        var current = (await settings.ReadAsync(store.Scope, cancellationToken)).Settings;
        if (DeliveryKey.TryParse(of) is not { } key
            || current.Recipients.FirstOrDefault(x => x.Name == current.DeliverySystem) is not { } system
            || !system.Is(subject)
            || await deliveries.FindAsync(store, key, cancellationToken) is not { } delivery
            || !delivery.IsOpen(clock.GetUtcNow())
            || await texts.FindAsync<DeliverySecret>(store, key.Request, key.Secret, cancellationToken) is not { } secret
            || await texts.FindAsync<SubjectRequestPerson>(
                store, key.Request, SubjectRequestPerson.Name, cancellationToken) is not { } person)
        {
            return null;
        }

        return new ClaimContent(
            $"requests/{key.Request}/deliveries/{key.Id}", RecipientClaims.Identities(person, system, current), [])
        {
            Delivery = new ClaimedDelivery(secret.Url, secret.Code, delivery.ExpiresAt),
        };
    }

    public async Task NoteAsync(
        TenantStore store, string of, string id, Actor actor, ClaimContent content, CancellationToken cancellationToken)
    {
        var current = (await settings.ReadAsync(store.Scope, cancellationToken)).Settings;
        var disclosure = new RequestDisclosure(
            clock.GetUtcNow(), DisclosedThing.Identities, DisclosedTo.Recipient, current.DeliverySystem, actor.Pseudonym, [])
        {
            Identities = [.. content.Identities.Select(x => x.Type).Distinct()],
        };
        await disclosures.NoteAsync(store, DeliveryKey.TryParse(of)!.Request, $"claim-{id}", disclosure, cancellationToken);
    }

    /// <summary>Link and code are not kept once they were given.</summary>
    public Task SpentAsync(TenantStore store, string of, CancellationToken cancellationToken)
    {
        var key = DeliveryKey.TryParse(of)!;
        return texts.RemoveAsync(store, key.Request, key.Secret, cancellationToken);
    }
}
