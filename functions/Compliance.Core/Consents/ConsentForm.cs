using Compliance.Failures;
using Compliance.Forms;
using Compliance.Identities;
using Compliance.Notices;
using Compliance.Recordings;
using Compliance.SubjectRequests;

namespace Compliance.Consents;

/// <summary>What somebody answered: the body of <c>POST …/calls/{callId}/consent</c>.</summary>
public record ConsentForm
{
    static readonly TimeSpan ClockLead = TimeSpan.FromMinutes(5);

    public required string Purpose { get; init; }

    public required ConsentState State { get; init; }

    /// <summary>Default now.</summary>
    public DateTimeOffset? At { get; init; }

    public ConsentMethod? Method { get; init; }

    /// <summary>The notice that the person was given.</summary>
    public NoticeReference? Notice { get; init; }

    /// <summary>Where the answer can be found (GDPR Art. 7(1)): the number of a form, the key pressed.</summary>
    public string? Evidence { get; init => field = CardFreeText.Of(value); }

    /// <summary>Seconds in the media at which it was spoken.</summary>
    public double? MediaSeconds { get; init; }

    /// <summary>When it ends by itself; null for never.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>Explicit consent (GDPR Art. 9(2)(a), 22(2)(c)).</summary>
    public bool Explicit { get; init; }

    public static Outcome<ConsentForm> Parse(ReadOnlyMemory<byte> utf8, DateTimeOffset now) =>
        CheckedBody.Parse<ConsentForm>(utf8, (form, errors) => form.Check(new FieldRules(errors), [], now));

    internal void Check(FieldRules rules, IReadOnlyList<NormalizedIdentity> identities, DateTimeOffset now)
    {
        rules.Require(Purpose is null || PurposeRules.IsName(Purpose), "purpose", PurposeRules.NameRule);
        rules.NoCard("purpose", Purpose);
        rules.Opaque("purpose", Purpose, identities);
        rules.Require(
            State is not (ConsentState.Asserted or ConsentState.Expired),
            "state",
            "must be requested, given, refused, reconfirmed or withdrawn: the others come by themselves");
        rules.Require(At is not { } at || (at >= FieldLimits.Earliest && at <= now + ClockLead), "at", "must not be in the future");
        Notice?.Check("notice", rules);
        rules.Note("evidence", Evidence);
        rules.Require(
            MediaSeconds is null or (>= 0 and <= FieldLimits.DurationSeconds),
            "mediaSeconds",
            $"must be from 0 to {FieldLimits.DurationSeconds} seconds");
        rules.Require(MediaSeconds is null || Method is ConsentMethod.Spoken, "mediaSeconds", "goes with the method spoken");
        rules.Require(
            ValidUntil is not { } end || (ConsentTransitions.IsValid(State) && end > (At ?? now)),
            "validUntil",
            "must be after at, and goes with given or reconfirmed");
    }

    public override string ToString() => $"ConsentForm({State}, redacted)";
}

/// <summary>The body of <c>POST …/subjects/consents</c>.</summary>
public sealed record PersonConsentForm : ConsentForm
{
    public required IReadOnlyList<SubjectRequestIdentity> Identities { get; init; }

    public static Outcome<PersonConsentForm> Parse(ReadOnlyMemory<byte> utf8, IdentityNormalizer normalizer, DateTimeOffset now) =>
        CheckedBody.Parse<PersonConsentForm>(utf8, (form, errors) => form.Check(normalizer, now, errors));

    internal void Check(IdentityNormalizer normalizer, DateTimeOffset now, FieldErrors errors)
    {
        var rules = new FieldRules(errors);
        var identities = SubjectIdentities.Normalize(Identities, normalizer, errors);
        rules.Require(
            identities.Count == 0 || identities.Any(x => x.Type is not IdentityType.Name), "identities", SubjectIdentities.NameAlone);
        foreach (var (i, one) in (Identities ?? []).Index().Where(x => x.Item is { Type: not IdentityType.Phone }))
        {
            rules.NoCard($"identities[{i}].value", one.Value);
        }

        Check(rules, identities, now);
    }

    public override string ToString() => $"PersonConsentForm({State}, redacted)";
}
