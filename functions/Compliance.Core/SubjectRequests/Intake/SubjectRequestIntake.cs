using Compliance.Audit;
using Compliance.Failures;
using Compliance.Identities;
using Compliance.Json;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <param name="IsNew">False where an earlier filing stands.</param>
public sealed record ReceivedSubjectRequest(StoredSubjectRequest Stored, bool IsNew);

/// <summary>
/// Receives requests. Everything else is written before the register entry, whose existence means that the request was received. An
/// attempt that died half way is finished by the next one with the same reference. The first filing under a reference stands; another that
/// differs in type or identities is a different request.
/// </summary>
public sealed class SubjectRequestIntake(
    IndexSecretReader secrets,
    SubjectRequestReferences references,
    SubjectRequestTexts texts,
    SubjectRequestRegister register,
    SubjectRequestIndex index,
    SubjectRequestAudit audit,
    CorrectionsCheck corrections,
    HumanReviews reviews,
    SubjectRequestRepeats repeats,
    TimeProvider clock)
{
    const string FormKind = "form";

    public async Task<Outcome<ReceivedSubjectRequest>> ReceiveAsync(
        TenantStore store, Actor actor, SubjectRequestForm form, TenantSettings settings, CancellationToken cancellationToken)
    {
        if (await reviews.CheckAsync(store, "decision.review.", form.Decision?.Review, cancellationToken) is { } unknown)
        {
            return unknown;
        }

        using var secret = await secrets.OpenAsync(store, cancellationToken);
        var identities = SubjectRequestIdentityNormalizer.Of(form.Identities, settings);
        string[][] named = [.. identities.Select(x => secret.Tokens.Tokens(x).Select(token => token.Value).ToArray())];
        string[] tokens = [.. named.SelectMany(x => x).Distinct(StringComparer.Ordinal)];
        var id = SubjectRequestId.New(clock);
        if (TokenOf(form, secret) is { } token)
        {
            id = await references.ClaimAsync(store, token, id, cancellationToken);
        }

        if (await register.FindAsync(store, id, cancellationToken) is { } known)
        {
            return SameAs(known, form, named, isNew: false);
        }

        if (TransferForm.Fault(form.TransferTo, settings) is { } unregistered)
        {
            return unregistered;
        }

        if (form.Corrections is { } given)
        {
            var corrected = await corrections.CheckAsync(store, identities, given, "corrections.", settings, cancellationToken);
            if (!corrected.IsSuccess(out var free, out var failure))
            {
                return failure;
            }

            form = form with { Corrections = free };
        }

        await texts.BeginAsync(store, id, cancellationToken);
        if (!await TryPutTextsAsync(store, id, form, identities, settings, secret, cancellationToken))
        {
            return Different("identities");
        }

        await register.MarkOpenAsync(store, id, cancellationToken);
        var owed = await audit.BeginAsync(store, id, actor, SubjectRequestEvents.Received, "received", cancellationToken);
        await index.PutAsync(store, id, tokens, cancellationToken);
        var document = Document(form, tokens, actor, settings, secret) with
        {
            Repeats = await repeats.FindAsync(
                store,
                id,
                form.Type,
                form.ReceivedAt ?? clock.GetUtcNow(),
                [.. identities.Where(x => x.Type is not IdentityType.Name).Select(x => secret.Tokens.Token(x).Value)],
                settings,
                cancellationToken),
        };
        var isNew = await register.TryCreateAsync(store, id, document.With(owed), cancellationToken);
        var stored = await register.FindAsync(store, id, cancellationToken)
            ?? throw new InvalidOperationException("The register entry that was just written is gone.");
        await audit.SettleAsync(store, id, cancellationToken);
        return SameAs(stored, form, named, isNew);
    }

    /// <returns>False where an attempt with the same reference began with other identities.</returns>
    async Task<bool> TryPutTextsAsync(
        TenantStore store,
        SubjectRequestId id,
        SubjectRequestForm form,
        IReadOnlyList<NormalizedIdentity> identities,
        TenantSettings settings,
        IndexSecret secret,
        CancellationToken cancellationToken)
    {
        var person = new SubjectRequestPerson(form.Identities, form.Reason, form.Reference, form.CallbackUrls)
        {
            OnBehalf = form.OnBehalf,
        };
        if (await texts.TryPutAsync(store, id, SubjectRequestPerson.Name, person, cancellationToken) is null
            && await texts.FindAsync<SubjectRequestPerson>(store, id, SubjectRequestPerson.Name, cancellationToken) is { } begun
            && !SubjectRequestIdentityNormalizer.Of(begun.Identities, settings).ToHashSet().SetEquals(identities))
        {
            return false;
        }

        if (form.Identity?.Mandate is { } evidence)
        {
            await texts.PutAsync(store, id, MandateEvidence.TextName, evidence, cancellationToken);
        }

        if (Taken(form) is { } decision)
        {
            await texts.PutAsync(
                store, id, DecisionRecorder.NameOf(secret.RequestMac(StrictJson.Write(decision))), decision, cancellationToken);
        }

        if (form.Corrections is { } corrected)
        {
            var mac = secret.RequestMac(StrictJson.Write(corrected));
            await texts.PutAsync(store, id, CorrectionsForm.NameOf(mac), corrected, cancellationToken);
        }

        return true;
    }

    /// <summary>
    /// A decision that destroys, discloses or corrects is bound to a preview, which nobody has seen at filing. Whether an heir has the right
    /// is decided by itself.
    /// </summary>
    static DecisionForm? Taken(SubjectRequestForm form) =>
        form.Decision is { Outcome: not DecisionOutcome.Refuse } && (form.IsBound || form.OnBehalf is { Capacity: RepresentativeCapacity.Heir })
            ? null
            : form.Decision;

    /// <param name="named">The tokens of each identity; one that was filed under a former spelling has only some of them.</param>
    static Outcome<ReceivedSubjectRequest> SameAs(
        StoredSubjectRequest stored, SubjectRequestForm form, IReadOnlyList<string[]> named, bool isNew)
    {
        var filed = stored.Document.SubjectTokens.ToHashSet(StringComparer.Ordinal);
        var (type, identities) = (
            stored.Document.Type == form.Type, filed.IsSubsetOf(named.SelectMany(x => x)) && named.All(x => x.Any(filed.Contains)));
        return (type, identities) switch
        {
            (true, true) => new ReceivedSubjectRequest(stored, isNew),
            (false, true) => Different("type"),
            (true, false) => Different("identities"),
            (false, false) => Different("type, identities"),
        };
    }

    static Failure Different(string fields) =>
        Failure.Conflict($"The request that already has this reference differs in: {fields}.");

    /// <summary>Without a reference, the same form with the same time of receipt is the same request.</summary>
    static string? TokenOf(SubjectRequestForm form, IndexSecret secret) => form switch
    {
        { Reference: { } reference } => SubjectRequestReferences.TokenOf(secret.Tokens, reference),
        { ReceivedAt: not null } => secret.Tokens.Token(FormKind, secret.RequestMac(StrictJson.Write(form))).Value,
        _ => null,
    };

    SubjectRequestDocument Document(
        SubjectRequestForm form, IReadOnlyList<string> tokens, Actor actor, TenantSettings settings, IndexSecret secret)
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
            Purposes = [.. form.Purposes.Distinct(StringComparer.Ordinal)],
            FiledBy = actor.Pseudonym,
            OnBehalf = form.OnBehalf is { } behalf ? new OnBehalfState(behalf.Capacity, behalf.Mandate.Kind, VerifiedAt: null) : null,
            Language = form.Language,
            CreatedAt = now,
            Clock = SubjectRequestClock.Start(
                received, Effects.Of(form.Type, Compliance.SubjectRequests.Ground.Read(
                    form.Type, form.Ground, new FieldErrors())), LegalCalendar.Of(settings)),
            Corrections = form.Corrections is { } given
                ? CorrectionState.Of(given, secret.RequestMac(StrictJson.Write(given)), actor.Pseudonym, now)
                : null,
            Transfer = form.TransferTo is { } to ? new TransferState(to) : null,
            SubjectTokens = tokens,
        }.At(now, SubjectRequestEvents.Step(SubjectRequestEvents.Received), "success");
        if (Taken(form) is { } decision)
        {
            document = document with { Decision = DecisionRecorder.State(
                decision, secret.RequestMac(StrictJson.Write(decision)), actor, now, FourEyes.NotRequired) };
        }

        return form.Identity is { } identity ? IdentityChanges.TryApply(document, identity, actor, now, settings)! : document;
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

        // Two spellings of one number may have been two by a former version.
        return
        [
            .. found.GroupBy(x => x).Select(x => x.Key with
            {
                Earlier = [.. x.SelectMany(same => same.Earlier).Distinct(StringComparer.Ordinal)],
            }),
        ];
    }
}
