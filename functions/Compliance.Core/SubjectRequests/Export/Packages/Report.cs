namespace Compliance.SubjectRequests;

/// <summary>
/// The information that GDPR Art. 15(1) and (2) require in addition to the copy. Each statement comes from what is stored: the purposes of
/// the recordings, the register of disclosures, the settings.
/// </summary>
/// <param name="Purposes">Art. 15(1)(a), with their lawful bases.</param>
/// <param name="Categories">Art. 15(1)(b).</param>
/// <param name="Recipients">Art. 15(1)(c): by name, those that were really sent something (CJEU C-154/21).</param>
/// <param name="Consultations">Who consulted the recordings, when and for which purpose (CJEU C-579/21); oldest first.</param>
/// <param name="Transfers">Art. 15(2): recipients in third countries, with the safeguards.</param>
/// <param name="Storage">Art. 15(1)(d).</param>
/// <param name="Rights">Art. 15(1)(e) and (f).</param>
/// <param name="Source">Art. 15(1)(g).</param>
/// <param name="AutomatedDecisions">Art. 15(1)(h): what the register says, and nothing else.</param>
public sealed record Report(
    IReadOnlyList<string> Purposes,
    IReadOnlyList<string> Categories,
    IReadOnlyList<ReportRecipient> Recipients,
    IReadOnlyList<ReportConsultation> Consultations,
    IReadOnlyList<string> Transfers,
    string Storage,
    string Rights,
    string Source,
    ReportDecisions AutomatedDecisions)
{
    /// <summary>What is recorded of the person's consent (Art. 7(1)), one record per purpose, and per call where it was said in one.</summary>
    public IReadOnlyList<ReportConsent> Consents { get; init; } = [];

    public static Report Of(PackageFacts facts) => new(
        [
            .. facts.Included.SelectMany(x => x.ActivePurposes).Select(x => $"{x.Name}, on {Compliance.SubjectRequests.BasisWords.Of(x.Basis)}")
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ],
        [
            "what was said in the calls, as sound and as text",
            "when the calls were, how long, and which team took them",
            "what identifies you in them: your name, numbers, addresses, account",
        ],
        facts.Disclosed.Recipients,
        facts.Disclosed.Consultations,
        [.. Transferred(facts)],
        "The day stated with each recording is the one up to which the rule for its purposes has it kept. A law or a claim may require it "
            + "longer.",
        "You may ask for correction (Article 16), erasure (17), restriction (18) and a portable copy (20), and you may object (21). "
            + "You may complain to a supervisory authority (Article 77) or go to court (79).",
        "The recordings, and what identifies you in them, were handed over by the controller's own recorder with each call.",
        ReportDecisions.Of(facts)) { Consents = facts.Consents };

    /// <summary>Of what the settings say about countries, only what concerns recipients that were sent something.</summary>
    static IEnumerable<string> Transferred(PackageFacts facts) =>
        from recipient in facts.Settings.Recipients
        where recipient.Country is not null && facts.Disclosed.Recipients.Any(x => x.Name == recipient.Name)
        select recipient.Safeguard is { } safeguard
            ? $"{recipient.Name}: {recipient.Country}, {safeguard}"
            : $"{recipient.Name}: {recipient.Country}";
}

/// <summary>What the register of automated decisions says of the person's recordings (GDPR Art. 15(1)(h), 22(1), (4)).</summary>
/// <param name="Statement">In words: also that the register is empty, or has nothing that concerns the person.</param>
/// <param name="Register">Entries that concern one of the recordings at least.</param>
public sealed record ReportDecisions(string Statement, IReadOnlyList<AutomatedDecision> Register)
{
    public static ReportDecisions Of(PackageFacts facts)
    {
        AutomatedDecision[] concerned =
            [.. facts.AutomatedDecisions.Where(x => facts.Included.Any(call => x.Concerns(call.Queue, call.StartedAt)))];
        return new(
            facts.UnverifiableDecisions > 0
                ? $"{facts.UnverifiableDecisions} of the entries in the controller's register of automated decisions could not be verified "
                    + "and are left out here. Ask the controller."
            : facts.AutomatedDecisions.Count == 0 ? "The controller's register of automated decisions is empty."
            : concerned.Length == 0 ? "The controller's register of automated decisions has none that concerns these recordings."
            : "The controller's register of automated decisions has these, which may have used these recordings.",
            concerned);
    }
}

/// <summary>Something that was sent to a recipient, or that it fetched.</summary>
/// <param name="What">In words.</param>
public sealed record ReportRecipient(string Name, DateTimeOffset At, string What);

/// <summary>Somebody consulted a recording.</summary>
/// <param name="At">The beginning of a quarter of an hour.</param>
/// <param name="Who">Roles, or the name where the tenant's settings say so.</param>
/// <param name="What">In words.</param>
/// <param name="Purpose">As the reader stated it; null if none.</param>
public sealed record ReportConsultation(
    Compliance.Model.RecordingId RecordingId, DateTimeOffset At, string Who, string What, string? Purpose)
{
    public override string ToString() => "ReportConsultation(redacted)";
}

/// <summary>What an access report says about recipients and readers.</summary>
public sealed record ReportedDisclosures(IReadOnlyList<ReportRecipient> Recipients, IReadOnlyList<ReportConsultation> Consultations)
{
    public static ReportedDisclosures None { get; } = new([], []);
}
