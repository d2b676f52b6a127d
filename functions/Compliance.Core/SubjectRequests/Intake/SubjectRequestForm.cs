using System.Text.Json.Serialization;
using Compliance.Failures;
using Compliance.Forms;
using Compliance.Identities;
using Compliance.Model;

namespace Compliance.SubjectRequests;

/// <summary>The body of <c>POST …/requests</c> (openapi.yaml).</summary>
public sealed record SubjectRequestForm
{
    public required SubjectRequestType Type { get; init; }

    public SubjectRole SubjectRole { get; init; }

    public required IReadOnlyList<SubjectRequestIdentity> Identities { get; init; }

    /// <summary>When the person made the request; the period starts on the day after (Regulation 1182/71). Default now.</summary>
    public DateTimeOffset? ReceivedAt { get; init; }

    public IntakeChannel? Channel { get; init; }

    /// <summary>The ground the person relies on: <c>17(1)(b)</c>.</summary>
    public string? Ground { get; init; }

    /// <summary>Of a withdrawal: the purposes whose consent is withdrawn; empty for all that rest on consent (GDPR Art. 7(3)).</summary>
    public IReadOnlyList<string> Purposes { get; init; } = [];

    /// <summary>In the person's words.</summary>
    public string? Reason { get; init => field = CardFreeText.Of(value); }

    /// <summary>The tenant's reference; the same reference means the same request.</summary>
    public string? Reference { get; init; }

    /// <summary>The language of letters to the person. Default: that of the person's latest call if it is one of them, or English.</summary>
    public LetterLanguage? Language { get; init; }

    /// <summary>Who files for the data subject; null for the data subject.</summary>
    public OnBehalf? OnBehalf { get; init; }

    public IReadOnlyList<string> CallbackUrls { get; init; } = [];

    /// <summary>Of a request for portability: the registered controller that is to receive the package (GDPR Art. 20(2)).</summary>
    public string? TransferTo { get; init; }

    public IdentityForm? Identity { get; init; }

    public DecisionForm? Decision { get; init; }

    /// <summary>Of a rectification: what is to be corrected, if that is known by then.</summary>
    public CorrectionsForm? Corrections { get; init; }

    /// <summary>Whether a decision has to wait for a preview, which nobody has seen at filing.</summary>
    [JsonIgnore]
    public bool IsBound => Type.DestroysOrDiscloses() || Corrections is not null;

    /// <param name="normalizer">Normalises identities by the tenant's country.</param>
    public static Outcome<SubjectRequestForm> Parse(ReadOnlyMemory<byte> utf8, IdentityNormalizer normalizer, DateTimeOffset now) =>
        CheckedBody.Parse<SubjectRequestForm>(utf8, (form, errors) => new SubjectRequestRules(errors, normalizer, now).Check(form));

    public override string ToString() => $"RequestForm({Type})";
}

/// <summary>How the person's identity was established (GDPR Art. 12(2), 12(6)).</summary>
public sealed record IdentityForm
{
    public required IdentityOutcome Outcome { get; init; }

    /// <summary>Required for <see cref="IdentityOutcome.Verified"/>.</summary>
    public IdentityMethod? Method { get; init; }

    /// <summary>Default now.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Of a request on somebody's behalf: what shows the mandate. Required to verify the identity.</summary>
    public MandateEvidence? Mandate { get; init; }

    public static Outcome<IdentityForm> Parse(ReadOnlyMemory<byte> utf8, DateTimeOffset now) =>
        CheckedBody.Parse<IdentityForm>(utf8, (form, errors) => SubjectRequestRules.Check("", form, errors, now));
}

/// <summary>The controller's decision, bound to the preview that it was based on.</summary>
public sealed record DecisionForm
{
    public required DecisionOutcome Outcome { get; init; }

    /// <summary>
    /// Weak or contradicted matches that a handler confirms as this data subject's. A partial decision that excludes nothing by name acts
    /// on these alone.
    /// </summary>
    public IReadOnlyList<RecordingId> Include { get; init; } = [];

    /// <summary>Matches to leave as they are, with reasons.</summary>
    public IReadOnlyList<ExcludedRecording> Exclude { get; init; } = [];

    /// <summary>
    /// Of recordings that others are on: what is done with them. By default the person's part is erased, and the rest stays.
    /// </summary>
    public IReadOnlyList<PartyChoice> Parties { get; init; } = [];

    /// <summary>ETag of the preview that the decision was based on; required where it destroys or discloses.</summary>
    public string? Preview { get; init; }

    /// <summary>
    /// Required for a fee and for a refusal, of all or of what a partial decision leaves unnamed (GDPR Art. 12(4)); told to the
    /// person.
    /// </summary>
    public string? Reason { get; init => field = CardFreeText.Of(value); }

    /// <summary>What overrides the person's interests; required to refuse an objection (<see cref="Balancing"/>), told to the person.</summary>
    public string? CompellingGrounds { get; init => field = CardFreeText.Of(value); }

    /// <summary>Of a refusal or a fee: what the controller has to demonstrate, with <see cref="Reason"/> (GDPR Art. 12(5)).</summary>
    public ExcessGround? Ground { get; init; }

    /// <summary>Required with the outcome <see cref="DecisionOutcome.Fee"/>, and only there.</summary>
    public FeeForm? Fee { get; init; }

    /// <summary>The answer of a person to whoever contests an automated decision; required to approve that.</summary>
    public HumanReview? Review { get; init; }

    /// <summary>What the person is told of a refusal.</summary>
    [JsonIgnore]
    public string Told => string.Join(' ', new[] { Reason, CompellingGrounds }.OfType<string>().Select(LetterText.Sentence));

    public static Outcome<DecisionForm> Parse(ReadOnlyMemory<byte> utf8) =>
        CheckedBody.Parse<DecisionForm>(utf8, (form, errors) => SubjectRequestRules.Check("", form, errors));

    public override string ToString() => $"DecisionForm({Outcome})";
}

public sealed record ExcludedRecording(RecordingId RecordingId, string Reason)
{
    public string Reason { get; init => field = CardFreeText.Of(value); } = CardFreeText.Of(Reason);

    public override string ToString() => $"ExcludedRecording({RecordingId})";
}
