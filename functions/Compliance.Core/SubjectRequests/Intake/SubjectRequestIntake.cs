using Compliance.Audit;
using Compliance.Failures;
using Compliance.Identities;
using Compliance.Json;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Receives requests. Everything else is written before the register entry, whose existence means that the request was received. An
/// attempt that died half way is finished by the next one with the same reference.
/// </summary>
public sealed class SubjectRequestIntake(
    IndexSecretReader secrets,
    SubjectRequestReferences references,
    SubjectRequestTexts texts,
    SubjectRequestRegister register,
    SubjectRequestIndex index,
    SubjectRequestAudit audit,
    TimeProvider clock)
{
    const string ReferenceKind = "reference";
    const string FormKind = "form";

    public async Task<Outcome<StoredSubjectRequest>> ReceiveAsync(
        TenantStore store, Actor actor, SubjectRequestForm form, TenantSettings settings, CancellationToken cancellationToken)
    {
        using var secret = await secrets.OpenAsync(store, cancellationToken);
        var mac = secret.RequestMac(StrictJson.Write(form));
        var id = SubjectRequestId.New(clock);
        if (TokenOf(form, mac, secret.Tokens) is { } token)
        {
            id = await references.ClaimAsync(store, token, id, cancellationToken);
        }

        if (await register.FindAsync(store, id, cancellationToken) is { } known)
        {
            return SameAs(known, mac);
        }

        await texts.BeginAsync(store, id, cancellationToken);
        await PutTextsAsync(store, id, form, secret, cancellationToken);
        await register.MarkOpenAsync(store, id, cancellationToken);
        var owed = await audit.BeginAsync(store, id, actor, SubjectRequestEvents.Received, "received", cancellationToken);
        var identities = SubjectRequestIdentityNormalizer.Of(form.Identities, settings);
        string[] tokens = [.. identities.Select(x => secret.Tokens.Token(x).Value)];
        await index.PutAsync(store, id, tokens, cancellationToken);
        await register.CreateAsync(store, id, Document(form, mac, tokens, actor, settings, secret).With(owed), cancellationToken);
        var stored = await register.FindAsync(store, id, cancellationToken)
            ?? throw new InvalidOperationException("The register entry that was just written is gone.");
        await audit.SettleAsync(store, id, cancellationToken);
        return SameAs(stored, mac);
    }

    async Task PutTextsAsync(
        TenantStore store, SubjectRequestId id, SubjectRequestForm form, IndexSecret secret, CancellationToken cancellationToken)
    {
        var person = new SubjectRequestPerson(form.Identities, form.Reason, form.Reference, form.CallbackUrls);
        await texts.PutAsync(store, id, SubjectRequestPerson.Name, person, cancellationToken);
        if (form.Decision is { } decision)
        {
            await texts.PutAsync(
                store, id, DecisionRecorder.NameOf(secret.RequestMac(StrictJson.Write(decision))), decision, cancellationToken);
        }
    }

    static Outcome<StoredSubjectRequest> SameAs(StoredSubjectRequest stored, string mac) =>
        DerivedMac.Matches(stored.Document.FormMac, mac)
            ? stored
            : Failure.Conflict("A different request already uses this reference.");

    /// <summary>Without a reference, the same form with the same time of receipt is the same request.</summary>
    static string? TokenOf(SubjectRequestForm form, string mac, BlindIndex tokens) => form switch
    {
        { Reference: { } reference } => tokens.Token(ReferenceKind, reference).Value,
        { ReceivedAt: not null } => tokens.Token(FormKind, mac).Value,
        _ => null,
    };

    SubjectRequestDocument Document(
        SubjectRequestForm form, string mac, IReadOnlyList<string> tokens, Actor actor, TenantSettings settings, IndexSecret secret)
    {
        var now = clock.GetUtcNow();
        var received = form.ReceivedAt ?? now;
        var document = new SubjectRequestDocument
        {
            Type = form.Type,
            State = SubjectRequestState.AwaitingIdentity,
            SubjectRole = form.SubjectRole,
            Channel = form.Channel,
            Ground = form.Ground,
            Language = form.Language,
            CreatedAt = now,
            FormMac = mac,
            Clock = SubjectRequestClock.Start(
                received, Effects.Of(form.Type, Compliance.SubjectRequests.Ground.Read(
                    form.Type, form.Ground, new FieldErrors())), LegalCalendar.Of(settings)),
            SubjectTokens = tokens,
        }.At(now, SubjectRequestEvents.Step(SubjectRequestEvents.Received), "success");
        if (form.Decision is { } decision)
        {
            document = document with { Decision = DecisionRecorder.State(
                decision, secret.RequestMac(StrictJson.Write(decision)), actor, now) };
        }

        return form.Identity is { } identity ? IdentityChanges.TryApply(document, identity, now, settings)! : document;
    }
}

/// <summary>A request's identities, normalised by the tenant's country.</summary>
public static class SubjectRequestIdentityNormalizer
{
    public static IReadOnlyList<NormalizedIdentity> Of(IEnumerable<SubjectRequestIdentity> identities, TenantSettings settings)
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
