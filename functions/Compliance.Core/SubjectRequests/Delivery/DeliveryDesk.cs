using System.Buffers.Text;
using System.Security.Cryptography;
using Compliance.Audit;
using Compliance.Failures;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Makes links by which a person fetches the answer, and revokes them. A link has 256 random bits and works only with its code,
/// which goes by another channel. A request has one link that works: a new one ends the others.
/// </summary>
public sealed class DeliveryDesk(
    DeliveryStore deliveries,
    DeliveryDispatch dispatch,
    SubjectRequestTexts texts,
    SubjectRequestAudit audit,
    IndexSecretReader secrets,
    TimeProvider clock)
{
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
            CodeMac = DeliveryDoor.CodeMac(index, key, secret.Code),
        };
        await audit.NoteAsync(
            store, stored.Id, actor, SubjectRequestEvents.DeliveryMade, key.Id, cancellationToken, DetailsOf(form.SentBy));
        await deliveries.CreateAsync(store, key, delivery, DeliveryDoor.TokenOf(index, token), cancellationToken);
        await EndBeforeAsync(store, actor, key, cancellationToken);
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

    /// <summary>Ends earlier links: of two that are made at once, one stays.</summary>
    async Task EndBeforeAsync(TenantStore store, Actor actor, DeliveryKey key, CancellationToken cancellationToken)
    {
        foreach (var (id, earlier) in await deliveries.ListAsync(store, key.Request, cancellationToken))
        {
            if (string.CompareOrdinal(id, key.Id) < 0 && earlier.IsOpen(clock.GetUtcNow()))
            {
                await EndAsync(store, actor, new DeliveryKey(key.Request, id), cancellationToken);
            }
        }
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
}
