using Compliance.Failures;
using Compliance.Forms;
using Compliance.Json;

namespace Compliance.SubjectRequests;

/// <summary>
/// What the controller says of one automated decision (GDPR Art. 15(1)(h), 22): the body of <c>PUT …/automatedDecisions/{id}</c>. The
/// person is told of it in these words.
/// </summary>
public sealed record AutomatedDecision
{
    const int MostReviewers = 10;
    const int MostQueues = 500;
    const int NameCharacters = 128;

    static readonly string[] Grounds = ["22(2)(a)", "22(2)(b)", "22(2)(c)"];
    static readonly string[] SpecialGrounds = ["9(2)(a)", "9(2)(g)"];

    public required string Name { get; init; }

    /// <summary>What is decided.</summary>
    public required string Decides { get; init; }

    /// <summary>Meaningful information about the logic involved.</summary>
    public required string Logic { get; init; }

    /// <summary>What it means for the person.</summary>
    public required string Significance { get; init; }

    /// <summary>What follows from it.</summary>
    public required string Consequences { get; init; }

    /// <summary><c>22(2)(a)</c> contract, <c>22(2)(b)</c> law, <c>22(2)(c)</c> explicit consent.</summary>
    public required string Ground { get; init; }

    /// <summary>The law that authorises it; with 22(2)(b) only.</summary>
    public string? Law { get; init; }

    /// <summary>Whether it uses special categories of data (GDPR Art. 22(4)).</summary>
    public bool SpecialCategories { get; init; }

    /// <summary><c>9(2)(a)</c> or <c>9(2)(g)</c>; with special categories only.</summary>
    public string? SpecialCategoriesGround { get; init; }

    /// <summary>Who reviews a decision that is contested (GDPR Art. 22(3)), by name or function.</summary>
    public required IReadOnlyList<string> Reviewers { get; init; }

    /// <summary>Queues whose recordings it uses; empty for all.</summary>
    public IReadOnlyList<string> Queues { get; init; } = [];

    /// <summary>Since when it is in use.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When its use ended; null while it goes on.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Whether a call may have been used for it: one of its queues, and begun before its use ended.</summary>
    public bool Concerns(string? queue, DateTimeOffset startedAt) =>
        (Queues.Count == 0 || (queue is not null && Queues.Contains(queue, StringComparer.Ordinal)))
        && (Until is not { } end || startedAt < end);

    public bool IsSameAs(AutomatedDecision other) => StateJson.Write(this).AsSpan().SequenceEqual(StateJson.Write(other));

    public static Outcome<AutomatedDecision> Parse(ReadOnlyMemory<byte> utf8) =>
        CheckedBody.Parse<AutomatedDecision>(utf8, (form, errors) => form.Check(new FieldRules(errors)));

    void Check(FieldRules rules)
    {
        rules.Line("name", Name, NameCharacters);
        foreach (var (field, text) in ((string, string?)[])
        [
            ("name", Name), ("decides", Decides), ("logic", Logic), ("significance", Significance), ("consequences", Consequences),
            ("law", Law),
        ])
        {
            rules.Note(field, text);
            rules.NoCard(field, text);
        }

        rules.Require(Ground is null || Grounds.Contains(Ground, StringComparer.Ordinal), "ground", Expected(Grounds));
        rules.Require(
            Law is null == (Ground is not "22(2)(b)"), "law", "must name the law that authorises it, for the ground 22(2)(b) and no other");
        rules.Require(
            SpecialCategoriesGround is null || SpecialGrounds.Contains(SpecialCategoriesGround, StringComparer.Ordinal),
            "specialCategoriesGround",
            Expected(SpecialGrounds));
        rules.Require(
            SpecialCategories == SpecialCategoriesGround is not null,
            "specialCategoriesGround",
            "must be given where special categories are used, and only there (GDPR Art. 22(4))");
        rules.Require(Until is not { } end || end > Since, "until", "must be after since");
        Lists(rules);
    }

    void Lists(FieldRules rules)
    {
        if (rules.Counts("reviewers", Reviewers, 1, MostReviewers))
        {
            var named = new HashSet<string>(StringComparer.Ordinal);
            foreach (var (i, reviewer) in Reviewers.Index())
            {
                rules.Require(named.Add(reviewer), $"reviewers[{i}]", "is named twice");
                rules.Line($"reviewers[{i}]", reviewer, NameCharacters);
                rules.Opaque($"reviewers[{i}]", reviewer, []);
            }
        }

        if (rules.Counts("queues", Queues, 0, MostQueues))
        {
            foreach (var (i, queue) in Queues.Index())
            {
                rules.Queue($"queues[{i}]", queue, []);
            }
        }
    }

    static string Expected(string[] values) => "must be one of: " + string.Join(", ", values);
}
