using Compliance.Failures;
using Compliance.Forms;
using Compliance.Identities;
using Compliance.Recordings;

namespace Compliance.SubjectRequests;

/// <summary>The rules of a request that its types do not express. Fields that could not be parsed are null here and are skipped.</summary>
sealed class SubjectRequestRules(FieldErrors errors, IdentityNormalizer normalizer, DateTimeOffset now)
{
    const int MostIdentities = 20;
    const int MostCallbacks = 5;
    internal const int MostListed = 5000;
    const int ReferenceCharacters = 128;

    static readonly TimeSpan ClockLead = TimeSpan.FromMinutes(5);

    readonly FieldRules rules = new(errors);

    public void Check(SubjectRequestForm form)
    {
        var identities = Identities(form.Identities);
        rules.Require(
            form.ReceivedAt is not { } received || (received >= FieldLimits.Earliest && received <= now + ClockLead),
            "receivedAt",
            "must not be in the future");
        Ground.Read(form.Type, form.Ground, errors);
        Purposes(form, identities);
        rules.Note("reason", form.Reason);
        rules.Line("reference", form.Reference, ReferenceCharacters);
        rules.Opaque("reference", form.Reference, identities);
        Callbacks(form.CallbackUrls, identities);
        Mandates.Check(form.OnBehalf, rules);
        rules.Require(
            form.TransferTo is null || form.Type is SubjectRequestType.Portability,
            "transferTo",
            "can only be named by a request for portability");
        if (form.Identity is { } identity)
        {
            Check("identity.", identity, errors, now);
            rules.Require(IdentityQuestion.Allows(identity.Outcome, form.Type, form.Ground), "identity.outcome", IdentityQuestion.Rule);
            Mandates.CheckAtFiling(form.OnBehalf, identity, rules);
        }

        if (form.Corrections is { } corrections)
        {
            rules.Require(
                form.Type is SubjectRequestType.Rectification, "corrections", "can only be given with a request for rectification");
            CorrectionsForm.Check("corrections.", corrections, errors);
        }

        if (form.Decision is { } decision)
        {
            Check("decision.", decision, errors);
            rules.Require(
                !Balancing.IsMissing(
                    form.Type, form.Ground, form.Identity is { Outcome: not IdentityOutcome.Insufficient }, decision),
                "decision.compellingGrounds",
                Balancing.Rule);
            rules.Require(
                decision.Outcome is not DecisionOutcome.Fee, "decision.outcome", "cannot be fee when filing: the identity comes first");
            rules.Require(!ExcessRules.IsBarred(form.Type, form.Ground, decision), "decision.ground", ExcessRules.Free);
            rules.Require(HumanReviews.Fault(form.Type, decision) is null, "decision.review", HumanReviews.Rule);
            rules.Require(decision.Preview is null, "decision.preview", "cannot be given when filing: there is no preview yet");
            rules.Require(
                decision.Include is null or { Count: 0 },
                "decision.include",
                "must be empty when filing: only strong matches are acted on");
        }
    }

    public static void Check(string at, IdentityForm form, FieldErrors errors, DateTimeOffset now)
    {
        var fields = new FieldRules(errors);
        fields.Require(form.At is not { } made || made <= now + ClockLead, $"{at}at", "must not be in the future");
        fields.Require(
            form.Outcome is not IdentityOutcome.Verified
                || form.Method is not null, $"{at}method", "is required where identity was verified");
        Mandates.Check(at, form, fields);
    }

    public static void Check(string at, DecisionForm form, FieldErrors errors)
    {
        var fields = new FieldRules(errors);
        fields.Note($"{at}reason", form.Reason);
        fields.Require(
            form.Outcome is not (DecisionOutcome.Refuse or DecisionOutcome.Fee) || form.Reason is not null,
            $"{at}reason",
            "is required for a refusal or a fee: it is told to the person (GDPR Art. 12(4), (5))");
        ExcessRules.Check(at, form, fields);
        Split(at, form, fields);
        fields.Note($"{at}compellingGrounds", form.CompellingGrounds);
        HumanReviews.Check($"{at}review.", form.Review, fields);
        fields.Require(
            form.CompellingGrounds is null || form.Outcome is DecisionOutcome.Refuse,
            $"{at}compellingGrounds",
            "can only be given for a refusal");
        PartyChoice.Check($"{at}parties", form.Parties, fields);
        fields.Line($"{at}preview", form.Preview, FieldLimits.TextCharacters);
        var listed = fields.Counts($"{at}include", form.Include, 0, MostListed) & fields.Counts(
            $"{at}exclude", form.Exclude, 0, MostListed);
        if (!listed)
        {
            return;
        }

        var included = form.Include.ToHashSet();
        for (var i = 0; i < form.Exclude.Count; i++)
        {
            if (form.Exclude[i] is { } excluded)
            {
                fields.Note($"{at}exclude[{i}].reason", excluded.Reason);
                fields.Require(!included.Contains(excluded.RecordingId), $"{at}exclude[{i}].recordingId", "is included as well");
            }
        }

        fields.Require(
            form.Outcome is not (DecisionOutcome.Refuse or DecisionOutcome.Fee) || (form.Include.Count == 0 && form.Exclude.Count == 0),
            $"{at}include",
            "and exclude must be empty for a refusal or a fee");
        fields.Require(
            form.Outcome is not (DecisionOutcome.Refuse or DecisionOutcome.Fee) || form.Parties is not { Count: > 0 },
            $"{at}parties",
            "must be empty for a refusal or a fee");
    }

    /// <summary>A partial decision says what it approves or what it refuses, and gives a reason for what it refuses.</summary>
    static void Split(string at, DecisionForm form, FieldRules fields)
    {
        if (form is not { Outcome: DecisionOutcome.Partial, Exclude: null or { Count: 0 } })
        {
            return;
        }

        fields.Require(
            form.Include is null or { Count: > 0 },
            $"{at}exclude",
            "or include must name recordings: a partial decision says what it splits");
        fields.Require(
            form.Include is null or { Count: 0 } || form.Reason is not null,
            $"{at}reason",
            "is required where nothing is excluded by name: it is told to the person for all that is not included (GDPR Art. 12(4))");
    }

    IReadOnlyList<NormalizedIdentity> Identities(IReadOnlyList<SubjectRequestIdentity?>? identities)
    {
        if (!rules.Counts("identities", identities, 1, MostIdentities))
        {
            return [];
        }

        var found = new List<NormalizedIdentity>();
        for (var i = 0; i < identities.Count; i++)
        {
            if (identities[i] is not { Value: not null } identity)
            {
                continue;
            }

            if (identity.Type is not IdentityType.Phone)
            {
                rules.NoCard($"identities[{i}].value", identity.Value);
            }

            if (normalizer.TryNormalize(identity.Type, identity.Value, out var normalized))
            {
                found.Add(normalized);
            }
            else
            {
                errors.Add($"identities[{i}].value", IdentityNormalizer.Expected(identity.Type));
            }
        }

        rules.Require(
            found.Count < identities.Count || found.Any(x => x.Type is not IdentityType.Name),
            "identities",
            SubjectIdentities.NameAlone);
        return found;
    }

    void Purposes(SubjectRequestForm form, IReadOnlyList<NormalizedIdentity> announced)
    {
        if (!rules.Counts("purposes", form.Purposes, 0, FieldLimits.Purposes))
        {
            return;
        }

        rules.Require(
            form.Purposes.Count == 0 || form.Type is SubjectRequestType.Withdrawal, "purposes", "can only be named by a withdrawal");
        for (var i = 0; i < form.Purposes.Count; i++)
        {
            var field = $"purposes[{i}]";
            rules.Require(PurposeRules.IsName(form.Purposes[i]), field, PurposeRules.NameRule);
            rules.Opaque(field, form.Purposes[i], announced);
        }
    }

    void Callbacks(IReadOnlyList<string?>? urls, IReadOnlyList<NormalizedIdentity> announced)
    {
        if (!rules.Counts("callbackUrls", urls, 0, MostCallbacks))
        {
            return;
        }

        for (var i = 0; i < urls.Count; i++)
        {
            var field = $"callbackUrls[{i}]";
            if (urls[i] is { } text)
            {
                rules.Require(FieldUrl.IsOutbound(text), field, FieldUrl.Rule);
                rules.Opaque(field, text, announced);
            }
        }
    }
}
