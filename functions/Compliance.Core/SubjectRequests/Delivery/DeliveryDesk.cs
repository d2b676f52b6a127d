using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Compliance.Audit;
using Compliance.Failures;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Makes links by which a person fetches the answer, opens them, and revokes them. A link has 256 random bits and works only with its code,
/// which goes by another channel. A request has one link that works: a new one ends the others.
/// </summary>
public sealed class DeliveryDesk(
    DeliveryStore deliveries,
    DeliveryDispatch dispatch,
    SubjectRequestRegister register,
    SubjectRequestTexts texts,
    SubjectRequestAudit audit,
    IndexSecretReader secrets,
    TimeProvider clock)
{
    const string Kind = "delivery";
    const int TokenBytes = 32;
    const int CodeCharacters = 10;

    /// <summary>Without characters that look like others.</summary>
    const string CodeAlphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

    /// <param name="pages">Address of this host's pages, without a slash at its end.</param>
    public async Task<Outcome<MadeDelivery>> MakeAsync(
        TenantStore store,
        Actor actor,
        StoredSubjectRequest stored,
        DeliveryForm form,
        TenantSettings settings,
        string pages,
        CancellationToken cancellationToken)
    {
        var (now, document) = (clock.GetUtcNow(), stored.Document);
        if (MayMake(document, settings) is { } refused)
        {
            return refused;
        }

        if (!(await dispatch.FindWayAsync(store, stored, form.SentBy, settings, cancellationToken)).IsSuccess(out var way, out var failure))
        {
            return failure;
        }

        var until = now.AddDays(form.Days);
        var key = new DeliveryKey(stored.Id, Guid.CreateVersion7(now).ToString("N"));
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        var secret = new DeliverySecret($"{pages}/p/{store.Tenant}/{token}", RandomNumberGenerator.GetString(CodeAlphabet, CodeCharacters));
        using var index = await secrets.OpenAsync(store, cancellationToken);
        var delivery = new Delivery
        {
            MadeAt = now,
            ExpiresAt = document.Package is { DestroyedAt: null, ExpiresAt: var end } && end > now && end < until ? end : until,
            By = actor.Pseudonym,
            SentBy = form.SentBy,
            MostUses = form.Uses,
            CodeMac = CodeMac(index, key, secret.Code),
        };
        await audit.NoteAsync(
            store, stored.Id, actor, SubjectRequestEvents.DeliveryMade, key.Id, cancellationToken, DetailsOf(form.SentBy));
        foreach (var (id, _) in (await deliveries.ListAsync(store, stored.Id, cancellationToken)).Where(x => x.Delivery.IsOpen(now)))
        {
            await EndAsync(store, actor, new DeliveryKey(stored.Id, id), cancellationToken);
        }

        await deliveries.CreateAsync(store, key, delivery, index.Tokens.Token(Kind, token).Value, cancellationToken);
        if (await dispatch.SendAsync(store, key, delivery, secret, way, settings, cancellationToken))
        {
            return new MadeDelivery(
                key.Id,
                form.SentBy,
                form.SentBy is DeliverySender.Handler ? secret.Url : null,
                form.SentBy is DeliverySender.System ? null : secret.Code,
                delivery.ExpiresAt);
        }

        await EndAsync(store, actor, key, CancellationToken.None);
        return Failure.Unavailable("The link could not be sent, so it was revoked; try again later or send it yourself.");
    }

    public async Task<Outcome<Unit>> RevokeAsync(TenantStore store, Actor actor, DeliveryKey key, CancellationToken cancellationToken) =>
        await EndAsync(store, actor, key, cancellationToken) ? default(Unit) : Failure.NotFound("The request has no such delivery.");

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
        if (await deliveries.FindAsync(store, secret.Tokens.Token(Kind, token).Value, cancellationToken) is not { } key)
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

    static Failure? MayMake(SubjectRequestDocument document, TenantSettings settings)
    {
        if (document.EndedAt is not null)
        {
            return SubjectRequestTexts.Ended;
        }

        if (document.State is not (SubjectRequestState.AwaitingAnswer or SubjectRequestState.Completed or SubjectRequestState.Refused))
        {
            return Failure.Conflict("There is no answer to deliver yet.");
        }

        return settings.ReviewPackages && document.Package is { ReleasedAt: null, DestroyedAt: null }
            ? Failure.Conflict("The package has not been released yet.")
            : null;
    }

    /// <returns>False if there is none.</returns>
    async Task<bool> EndAsync(TenantStore store, Actor actor, DeliveryKey key, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var ended = await deliveries.UpdateAsync(
            store, key, x => x is { RevokedAt: null } ? x with { RevokedAt = now } : null, cancellationToken);
        if (ended is not { Written: var written })
        {
            return false;
        }

        await texts.RemoveAsync(store, key.Request, key.Secret, cancellationToken);
        if (written)
        {
            await audit.NoteAsync(store, key.Request, actor, SubjectRequestEvents.DeliveryRevoked, key.Id, cancellationToken);
        }

        return true;
    }

    static Dictionary<string, string> DetailsOf(DeliverySender sender) => new(StringComparer.Ordinal)
    {
        ["sentBy"] = System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(sender.ToString()),
    };

    static string CodeMac(IndexSecret secret, DeliveryKey key, string code) =>
        secret.RequestMac(Encoding.UTF8.GetBytes($"delivery\0{key}\0{code}"));
}
