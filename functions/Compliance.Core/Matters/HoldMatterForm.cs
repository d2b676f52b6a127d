using Compliance.Failures;
using Compliance.Forms;
using Compliance.Identities;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.SubjectRequests;

namespace Compliance.Matters;

/// <summary>Somebody whose calls a matter holds. Any identity but a name finds a call: a hold keeps rather too much than too little.</summary>
/// <param name="Identities">1 to 20 of one person.</param>
public sealed record HeldPerson(IReadOnlyList<SubjectRequestIdentity> Identities)
{
    public override string ToString() => "HeldPerson(redacted)";
}

/// <summary>
/// The body of <c>PUT …/holds/{matter}</c> (openapi.yaml). Persons, queues and period narrow one another; <see cref="Recordings"/> come in
/// addition.
/// </summary>
public sealed record HoldMatterForm
{
    const int MostPersons = 100;
    const int MostRecordings = 1000;
    const int MostQueues = 100;
    const int MostPeople = 100;
    const int LineCharacters = 200;

    /// <summary>Why the recordings are needed (GDPR Art. 17(3)(e)).</summary>
    public required string Reason { get; init => field = CardFreeText.Of(value); }

    /// <summary>Who answers for the hold.</summary>
    public string? Custodian { get; init; }

    /// <summary>When to review it. It ends only by release.</summary>
    public DateTimeOffset? ReviewAt { get; init; }

    /// <summary>The <c>oid</c> of each who alone reads for this matter; empty: whoever may read the recordings.</summary>
    public IReadOnlyList<string> People { get; init; } = [];

    public IReadOnlyList<HeldPerson> Persons { get; init; } = [];

    public IReadOnlyList<RecordingId> Recordings { get; init; } = [];

    public IReadOnlyList<string> Queues { get; init; } = [];

    /// <summary>Calls that started at or after this time.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Calls that started before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Whether it reaches calls that are announced later, too.</summary>
    public bool Future { get; init; }

    bool Selects => Persons.Count > 0 || Queues.Count > 0 || From is not null || To is not null;

    /// <summary>Checks what needs nothing but the form and the tenant's country.</summary>
    public static Outcome<HoldMatterForm> Parse(
        ReadOnlyMemory<byte> utf8, MatterName matter, IdentityNormalizer normalizer, DateTimeOffset now) =>
        CheckedBody.Parse<HoldMatterForm>(utf8, (form, errors) => form.Check(matter, normalizer, now, errors));

    /// <summary>What finds the persons' calls, by person.</summary>
    internal IEnumerable<IReadOnlyList<NormalizedIdentity>> Listing(IdentityNormalizer normalizer) => Persons.Select(person =>
        (IReadOnlyList<NormalizedIdentity>)
        [
            .. SubjectIdentities.Normalize(person.Identities, normalizer, new FieldErrors()).Where(x => x.Type is not IdentityType.Name),
        ]);

    void Check(MatterName matter, IdentityNormalizer normalizer, DateTimeOffset now, FieldErrors errors)
    {
        var rules = new FieldRules(errors);
        rules.Note("reason", Reason);
        rules.Line("custodian", Custodian, LineCharacters);
        rules.NoCard("custodian", Custodian);
        rules.Require(ReviewAt is not { } at || at > now, "reviewAt", "must be in the future");
        rules.Require(From is not { } from || To is not { } to || from < to, "to", "must be after from");
        Each("people", People, MostPeople, rules, (field, x) =>
        {
            rules.Line(field, x, LineCharacters);
            rules.NoCard(field, x);
        });
        rules.Counts("recordings", Recordings, 0, MostRecordings);
        var announced = new List<NormalizedIdentity>();
        Each("persons", Persons, MostPersons, rules, (field, person) =>
        {
            var identities = SubjectIdentities.Normalize(person.Identities, normalizer, errors, $"{field}.identities");
            announced.AddRange(identities);
            rules.Require(
                identities.Count == 0 || identities.Any(x => x.Type is not IdentityType.Name), $"{field}.identities", SubjectIdentities.NameAlone);
            NoCards($"{field}.identities", person.Identities, rules);
        });

        // Queues are stored in clear with the matter, as its name is.
        Each("queues", Queues, MostQueues, rules, (field, x) => rules.Queue(field, x, announced));
        if (announced.Count > 0 && OpaqueText.Check(matter.ToString(), announced) is { } fault)
        {
            errors.Add("matter", fault);
        }

        if (!errors.Any)
        {
            rules.Require(Selects || Recordings.Count > 0, "recordings", "are needed, or persons, queues, from or to");
            rules.Require(!Future || Selects, "future", "needs persons, queues, from or to");
        }
    }

    static void NoCards(string at, IReadOnlyList<SubjectRequestIdentity?>? identities, FieldRules rules)
    {
        foreach (var (i, one) in (identities ?? []).Index().Where(x => x.Item is { Type: not IdentityType.Phone }))
        {
            rules.NoCard($"{at}[{i}].value", one!.Value);
        }
    }

    static void Each<T>(string field, IReadOnlyList<T?> items, int most, FieldRules rules, Action<string, T> check)
        where T : notnull
    {
        if (rules.Counts(field, items, 0, most))
        {
            foreach (var (i, item) in items.Index())
            {
                if (item is not null)
                {
                    check($"{field}[{i}]", item);
                }
            }
        }
    }

    public override string ToString() => "HoldMatterForm(redacted)";
}
