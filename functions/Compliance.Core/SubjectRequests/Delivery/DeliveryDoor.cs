using System.Text;
using Compliance.Audit;
using Compliance.Keys;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>Opens links, and counts what is handed out by them.</summary>
public sealed class DeliveryDoor(
    DeliveryStore deliveries,
    SubjectRequestRegister register,
    SubjectRequestAudit audit,
    IndexSecretReader secrets,
    TimeProvider clock)
{
    const string Kind = "delivery";

    /// <summary>
    /// Opens a link. A wrong code counts before the answer. It opens only what has been recorded as sent: that does not change any more.
    /// </summary>
    /// <param name="what">What the person asks for.</param>
    /// <returns>
    /// Null if there is no such link, its time has passed, it is dead or used up, the code is wrong, or the answer is not recorded yet.
    /// </returns>
    public async Task<OpenDelivery?> OpenAsync(
        TenantStore store, string token, string code, DisclosedThing what, CancellationToken cancellationToken)
    {
        using var secret = await secrets.OpenAsync(store, cancellationToken);
        if (await deliveries.FindAsync(store, TokenOf(secret, token), cancellationToken) is not { } key)
        {
            return null;
        }

        var (now, mac, opened) = (clock.GetUtcNow(), CodeMac(secret, key, code), false);
        await deliveries.UpdateAsync(
            store,
            key,
            delivery =>
            {
                var (isOpen, isRight) = (delivery?.IsOpen(now) is true, delivery is not null && DerivedMac.Matches(delivery.CodeMac, mac));
                opened = isOpen && isRight && delivery!.Has(what, now);
                return isOpen && !isRight ? delivery! with { Failures = delivery.Failures + 1 } : null;
            },
            cancellationToken);
        return opened && await register.FindAsync(store, key.Request, cancellationToken) is { Document.Answer: not null } stored
            ? new OpenDelivery(key, stored)
            : null;
    }

    /// <summary>Counts what is about to be handed out, and writes the log entry that proves it.</summary>
    /// <returns>False if others were first with the last of its uses.</returns>
    public async Task<bool> CollectAsync(
        TenantStore store, OpenDelivery open, DisclosedThing what, Actor actor, CancellationToken cancellationToken)
    {
        var (now, counted) = (clock.GetUtcNow(), false);
        var updated = await deliveries.UpdateAsync(
            store,
            open.Key,
            delivery =>
            {
                counted = delivery?.Has(what, now) is true;
                return counted ? delivery!.Collected(what, now) : null;
            },
            cancellationToken);
        if (!counted || updated is not { Value: var delivery })
        {
            return false;
        }

        var thing = what is DisclosedThing.Package ? "package" : "letter";
        await audit.NoteAsync(
            store,
            open.Key.Request,
            actor,
            SubjectRequestEvents.Collected,
            $"{open.Key.Id}/{thing}/{delivery.Of(what).Times}",
            cancellationToken,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["what"] = thing });
        return true;
    }

    internal static string TokenOf(IndexSecret secret, string token) => secret.Tokens.Token(Kind, token).Value;

    internal static string CodeMac(IndexSecret secret, DeliveryKey key, string code) =>
        secret.RequestMac(Encoding.UTF8.GetBytes($"delivery\0{key}\0{code}"));
}
