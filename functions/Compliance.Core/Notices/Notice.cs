using Compliance.Failures;
using Compliance.Forms;
using Compliance.Json;

namespace Compliance.Notices;

/// <summary>
/// One version of a notice of processing (GDPR Art. 12-14): the body of <c>PUT …/notices/{noticeId}</c>. Another language or channel is
/// another version.
/// </summary>
public sealed record Notice
{
    const int TextCharacters = 8000;
    const int VersionCharacters = 40;

    /// <summary>Unique within the notice: <c>2026-01-de-ivr</c>.</summary>
    public required string Version { get; init; }

    /// <summary>BCP 47 tag.</summary>
    public required string Language { get; init; }

    public required NoticeChannel Channel { get; init; }

    public NoticeArticle Article { get; init; }

    /// <summary>What is said or shown.</summary>
    public required string Text { get; init; }

    /// <summary>The items of the list that the notice says.</summary>
    public IReadOnlyList<NoticeItem> States { get; init; } = [];

    /// <summary>Items of which there is nothing to say: no transfers, no officer.</summary>
    public IReadOnlyList<NoticeItem> NotApplicable { get; init; } = [];

    /// <summary>The version of the same notice that says the rest: a prompt points to the page.</summary>
    public string? RefersTo { get; init; }

    public required DateTimeOffset ValidFrom { get; init; }

    /// <summary>Null while no end is known.</summary>
    public DateTimeOffset? ValidTo { get; init; }

    public bool IsValidAt(DateTimeOffset at) => at >= ValidFrom && !(at >= ValidTo);

    public bool IsSameAs(Notice other) => StateJson.Write(this).AsSpan().SequenceEqual(StateJson.Write(other));

    /// <summary>Whether only its end differs.</summary>
    public bool DiffersByEndFrom(Notice other) => IsSameAs(other with { ValidTo = ValidTo });

    internal bool Covers(NoticeItem item) => States.Contains(item) || NotApplicable.Contains(item);

    public static Outcome<Notice> Parse(ReadOnlyMemory<byte> utf8) =>
        CheckedBody.Parse<Notice>(utf8, (form, errors) => form.Check(new FieldRules(errors)));

    internal static void CheckVersion(string field, string? version, FieldRules rules)
    {
        rules.Line(field, version, VersionCharacters);
        rules.Opaque(field, version, []);
        rules.NoCard(field, version);
    }

    void Check(FieldRules rules)
    {
        CheckVersion("version", Version, rules);
        rules.Language("language", Language);
        rules.Require(
            Text is null || (!string.IsNullOrWhiteSpace(Text) && Text.Length <= TextCharacters),
            "text",
            $"must be 1-{TextCharacters} characters");
        rules.NoCard("text", Text);
        rules.Require(ValidTo is not { } end || end > ValidFrom, "validTo", "must be after validFrom");
        rules.Require(RefersTo is null || RefersTo != Version, "refersTo", "must be another version");
        Items("states", States, x => NoticeChecklist.Of(Article).Contains(x), "is not on the list of this article", rules);
        Items(
            "notApplicable",
            NotApplicable,
            x => NoticeChecklist.MayBeNotApplicable(x) && States?.Contains(x) is not true,
            "applies to every notice, or is among states",
            rules);
    }

    static void Items(string field, IReadOnlyList<NoticeItem>? items, Func<NoticeItem, bool> fits, string fault, FieldRules rules)
    {
        if (rules.Counts(field, items, 0, Enum.GetValues<NoticeItem>().Length))
        {
            foreach (var (i, item) in items.Index())
            {
                rules.Require(fits(item), $"{field}[{i}]", fault);
            }
        }
    }
}
