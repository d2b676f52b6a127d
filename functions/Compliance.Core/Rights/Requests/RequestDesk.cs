using Compliance.Failures;
using Compliance.Identities;
using Compliance.Json;
using Compliance.Recordings;
using Compliance.Recordings.Issue;
using Compliance.Rights.Clock;
using Compliance.Rights.Subjects;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Rights.Requests;

/// <summary>
/// Takes requests in. Everything is written before the register entry, whose being there says that the request is received; a try that
/// died half way is finished by the next one under the same reference.
/// </summary>
public sealed class RequestDesk(
    IndexSecrets secrets,
    RequestReferences references,
    RequestKeys keys,
    RequestTexts texts,
    RequestRegister register,
    SubjectRequestIndex index,
    RequestAudit audit,
    TimeProvider clock)
{
    const string ReferenceKind = "reference";
    const string FormKind = "form";

    public async Task<Outcome<StoredRequest>> ReceiveAsync(
        TenantStore store, Actor actor, RequestForm form, TenantSettings settings, CancellationToken cancellation)
    {
        using var secret = await secrets.OpenAsync(store, cancellation);
        var mac = secret.RequestMac(StrictJson.Write(form));
        var id = RequestId.New(clock);
        if (TokenOf(form, mac, secret.Tokens) is { } token)
        {
            id = await references.ClaimAsync(store, token, id, cancellation);
        }

        if (await register.FindAsync(store, id, cancellation) is { } known)
        {
            return SameAs(known, mac);
        }

        using (await keys.CreateAsync(store, id, cancellation))
        {
            // Made now, so that what follows finds it.
        }

        await texts.PutAsync(
            store, id, RequestPerson.Name, new RequestPerson(form.Identities, form.Reason, form.Reference, form.CallbackUrls), cancellation);
        if (form.Decision is { } decision)
        {
            await texts.PutAsync(store, id, DecisionForms.NameOf(secret.RequestMac(StrictJson.Write(decision))), decision, cancellation);
        }

        await register.MarkOpenAsync(store, id, cancellation);
        var owed = await audit.BeginAsync(store, id, actor, RequestEvents.Received, "received", cancellation);
        var identities = RequestIdentities.Of(form.Identities, settings);
        string[] tokens = [.. identities.Select(x => secret.Tokens.Token(x).Value)];
        await index.PutAsync(store, id, tokens, cancellation);
        await register.CreateAsync(store, id, Document(form, mac, tokens, actor, settings, secret).With(owed), cancellation);
        var stored = await register.FindAsync(store, id, cancellation)
            ?? throw new InvalidOperationException("A register entry is gone that was just written.");
        await audit.SettleAsync(store, id, cancellation);
        return SameAs(stored, mac);
    }

    static Outcome<StoredRequest> SameAs(StoredRequest stored, string mac) =>
        Recordings.State.ManifestSeal.Matches(stored.Document.FormMac, mac)
            ? stored
            : new Failure.Conflict("Another request has this reference.");

    /// <summary>Without a reference, the same words about the same moment are the same request.</summary>
    static string? TokenOf(RequestForm form, string mac, BlindIndex tokens) => form switch
    {
        { Reference: { } reference } => tokens.Token(ReferenceKind, reference).Value,
        { ReceivedAt: not null } => tokens.Token(FormKind, mac).Value,
        _ => null,
    };

    RequestDocument Document(
        RequestForm form, string mac, IReadOnlyList<string> tokens, Actor actor, TenantSettings settings, IndexSecret secret)
    {
        var now = clock.GetUtcNow();
        var received = form.ReceivedAt ?? now;
        var document = new RequestDocument
        {
            Type = form.Type,
            State = RequestState.AwaitingIdentity,
            SubjectRole = form.SubjectRole,
            Channel = form.Channel,
            Ground = form.Ground,
            CreatedAt = now,
            FormMac = mac,
            Clock = RequestClock.Start(
                received, Effects.Of(form.Type, Decisions.Ground.Read(form.Type, form.Ground, new FieldErrors())), LegalCalendar.Of(settings)),
            SubjectTokens = tokens,
        }.At(now, RequestEvents.Step(RequestEvents.Received), "success");
        if (form.Decision is { } decision)
        {
            document = document with { Decision = DecisionForms.State(decision, secret.RequestMac(StrictJson.Write(decision)), actor, now) };
        }

        return form.Identity is { } identity ? IdentityChanges.TryApply(document, identity, now, settings)! : document;
    }
}

/// <summary>A request's identities, normalised by the tenant's country.</summary>
public static class RequestIdentities
{
    public static IReadOnlyList<NormalizedIdentity> Of(IEnumerable<RequestIdentity> identities, TenantSettings settings)
    {
        var normalizer = new IdentityNormalizer(settings.Country);
        var found = new List<NormalizedIdentity>();
        foreach (var identity in identities)
        {
            if (normalizer.TryNormalize(identity.Type, identity.Value, out var normalized))
            {
                found.Add(normalized);
            }
        }

        return [.. found.Distinct()];
    }
}
