using Compliance.Audit;
using Compliance.Exchange;
using Compliance.Identities;
using Compliance.Model;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// What a recipient may learn about a request: the kinds of identities and, if allowed, the call ids that the tenant's settings currently
/// grant it. Only for the recipient itself, whose token's subject is its <see cref="RecipientSettings.Principal"/>, until it has answered.
/// </summary>
public sealed class RecipientClaims(
    NoticeStore notices,
    SubjectRequestTexts texts,
    SubjectRequestLedger ledger,
    EndedMedia ended,
    DisclosureRegister disclosures,
    TenantSettingsStore settings,
    TimeProvider clock)
    : IClaimSource
{
    public ClaimKind Kind => ClaimKind.Recipient;

    public async Task<ClaimContent?> ResolveAsync(TenantStore store, string of, string subject, CancellationToken cancellationToken)
    {
        var current = (await settings.ReadAsync(store.Scope, cancellationToken)).Settings;
        if (NoticeKey.TryParse(of) is not { } key
            || current.Recipients.FirstOrDefault(x => x.Name == key.Recipient) is not { } recipient
            || !recipient.Is(subject)
            || await notices.FindAsync(store, key, cancellationToken) is not { IsOpen: true }
            || await texts.FindAsync<SubjectRequestPerson>(
                store, key.Request, SubjectRequestPerson.Name, cancellationToken) is not { } person)
        {
            return null;
        }

        return new ClaimContent(
            $"requests/{key.Request}/recipients/{key.Recipient}",
            Identities(person, recipient, current),
            recipient.CallIds ? Distinct((await ledger.ReadAsync(store, key.Request, cancellationToken)).Select(x => x.CallId)) : [])
        {
            Media = recipient.CallIds && await ended.ReadAsync(store, key.Request, cancellationToken) is { Count: > 0 } media
                ? media
                : null,
            PartCallIds = recipient.CallIds
                ? Distinct((await ledger.ReadPartsAsync(store, key.Request, cancellationToken)).Select(x => x.CallId))
                : [],
        };
    }

    /// <summary>The person's identities of the kinds that a recipient may fetch.</summary>
    internal static IReadOnlyList<ClaimedIdentity> Identities(
        SubjectRequestPerson person, RecipientSettings recipient, TenantSettings settings)
    {
        var normalizer = new IdentityNormalizer(settings.Country);
        return [.. person.Identities.Where(x => recipient.Identities.Contains(x.Type)).Select(x => Spelled(normalizer, x)).Distinct()];
    }

    public Task NoteAsync(
        TenantStore store, string of, string id, Actor actor, ClaimContent content, CancellationToken cancellationToken)
    {
        var key = NoticeKey.TryParse(of)!;
        var disclosure = new RequestDisclosure(
            clock.GetUtcNow(), DisclosedThing.Identities, DisclosedTo.Recipient, key.Recipient, actor.Pseudonym, [])
        {
            Identities = [.. content.Identities.Select(x => x.Type).Distinct()],
            CallIds = content.CallIds.Count + (content.Media?.Count ?? 0) + (content.PartCallIds?.Count ?? 0),
        };
        return disclosures.NoteAsync(store, key.Request, $"claim-{id}", disclosure, cancellationToken);
    }

    static IReadOnlyList<CallId> Distinct(IEnumerable<string?> callIds) =>
        [.. callIds.OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(CallId.Parse)];

    // Phone numbers have many spellings, so they are normalised; other identities are passed on as the tenant writes them.
    static ClaimedIdentity Spelled(IdentityNormalizer normalizer, SubjectRequestIdentity identity) =>
        identity.Type is IdentityType.Phone && normalizer.TryNormalize(identity.Type, identity.Value, out var phone)
            ? new ClaimedIdentity(identity.Type, phone.Value)
            : new ClaimedIdentity(identity.Type, identity.Value.Trim());
}
