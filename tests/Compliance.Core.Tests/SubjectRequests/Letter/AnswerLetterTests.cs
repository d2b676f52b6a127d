using System.Text.RegularExpressions;
using System.Xml.Linq;
using Compliance.Core.Tests.SubjectRequests.Decision;
using Compliance.Identities;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Settings;
using Compliance.SubjectRequests;

namespace Compliance.Core.Tests.SubjectRequests.Letter;

public sealed class AnswerLetterTests
{
    const string Published = "It is part of the report we published on 2 May, Art. 17(3)(a)";

    static readonly DateTimeOffset Written = new(2026, 6, 15, 22, 30, 0, TimeSpan.Zero);

    public static TheoryData<string> Letters => [.. All().Select(x => x.Name)];

    [Theory]
    [MemberData(nameof(Letters))]
    public void Write_MainCases_AreAsApproved(string name) =>
        Approved.Matches($"SubjectRequests/Letter/{name}.approved.txt", AnswerLetter.Write(Facts(name), LetterFormat.Text));

    [Fact]
    public void Write_Html_IsAsApproved() =>
        Approved.Matches(
            "SubjectRequests/Letter/erasure-partly.approved.html", AnswerLetter.Write(Facts("erasure-partly"), LetterFormat.Html));

    [Theory]
    [MemberData(nameof(Letters))]
    public void Write_Html_IsOneWholePageThatSaysTheSameAndFetchesNothing(string name)
    {
        var html = AnswerLetter.Write(Facts(name), LetterFormat.Html);
        var page = XDocument.Parse(Closed(html));

        Assert.Equal(Facts(name).Language.ToString().ToLowerInvariant(), page.Root!.Attribute("lang")!.Value);
        Assert.Single(page.Descendants("h1"));
        Assert.Single(page.Descendants("main"));
        Assert.NotEmpty(page.Descendants("title").Single().Value);
        Assert.DoesNotContain(page.Descendants(), x => x.Name.LocalName is "script" or "img" or "link" or "iframe");
        Assert.DoesNotContain(
            page.Descendants().Attributes(), x => x.Name.LocalName.StartsWith("on", StringComparison.Ordinal) || x.Name == "src");
        Assert.All(page.Descendants("a"), x => Assert.StartsWith("https://", x.Attribute("href")!.Value, StringComparison.Ordinal));
        Assert.DoesNotContain("url(", html, StringComparison.Ordinal);

        var texts = page.Descendants("main").Descendants().Where(
            x => x.Name != "a" && (!x.HasElements || x.Name == "p")).Select(x => x.Value);
        var words = Words(string.Join(' ', texts));
        Assert.Equal(Words(Plain(AnswerLetter.Write(Facts(name), LetterFormat.Text))), words);
    }

    [Theory]
    [MemberData(nameof(Letters))]
    public void Write_Text_StaysWithinItsWidth(string name) =>
        Assert.All(
            AnswerLetter.Write(Facts(name), LetterFormat.Text).Split('\n'), x => Assert.True(x.Length <= 78 || !x.Trim().Contains(' ')));

    [Fact]
    public void Write_WhatIsNotCertainlyTheirs_IsNeitherCountedNorDated()
    {
        var strange = Item(new DateTimeOffset(2019, 7, 8, 9, 10, 0, TimeSpan.Zero), x => x with { Match = MatchStrength.Weak });
        var leftOut = Item(
            new DateTimeOffset(2018, 7, 8, 9, 10, 0, TimeSpan.Zero),
            x => x with { Match = MatchStrength.Contradicted, Choice = DeciderChoice.Excluded, ChoiceReason = "the sister's call" });
        var without = Facts("erasure-done");
        var letter = AnswerLetter.Write(without with { Items = [.. without.Items, strange, leftOut] }, LetterFormat.Text);

        Assert.DoesNotContain("2019", letter, StringComparison.Ordinal);
        Assert.DoesNotContain("2018", letter, StringComparison.Ordinal);
        Assert.DoesNotContain("sister", letter, StringComparison.Ordinal);
        Assert.Contains("We erased 3 recordings", letter, StringComparison.Ordinal);
        Assert.Contains("You may complain", letter, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_WhereAllWasKept_HasNoEmptyPartAndSpeaksOfNoDestruction()
    {
        var partly = Facts("erasure-partly");
        var kept = partly.Items.Where(x => x.Verdict.Outcome is OutcomeKind.Retained).ToList();
        var letter = AnswerLetter.Write(partly with { Items = kept, Certificate = "the-certificate" }, LetterFormat.Text);

        Assert.DoesNotContain("What we did", letter, StringComparison.Ordinal);
        Assert.DoesNotContain("destroyed", letter, StringComparison.Ordinal);
        Assert.Contains("What we kept, and why", letter, StringComparison.Ordinal);
        Assert.Contains("A signed certificate states what was decided and when", letter, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Call 07700 900123 or mail amelia@example.org about 4111 1111 1111 1111", new[] { "07700", "900123", "amelia", "4111" })]
    [InlineData("+44 (0)7700.900.123", new[] { "7700" })]
    [InlineData("card ４１１１１１１１１１１１１１１１", new[] { "４１１１" })]
    public void Write_WordsOfPeople_LoseNumbersAndAddresses(string words, string[] gone)
    {
        var facts = Facts("refused") with { Refusal = new AnswerRefusal("12(5)(b)", words), Reference = words };
        foreach (var format in Enum.GetValues<LetterFormat>())
        {
            var letter = AnswerLetter.Write(facts, format);
            Assert.All(gone, x => Assert.DoesNotContain(x, letter, StringComparison.Ordinal));
            Assert.Contains("[…]", letter, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Write_OrdinaryWords_StayAsTheyAre()
    {
        var refusal = new AnswerRefusal(Article: null, "This is your 14th request since 2026-01-05; see\n€20 & <terms>");
        var facts = Facts("refused") with { Refusal = refusal };
        var text = AnswerLetter.Write(facts, LetterFormat.Text).ReplaceLineEndings(" ");

        Assert.Contains("This is your 14th request since 2026-01-05; see €20 & <terms>.", text, StringComparison.Ordinal);
        Assert.Contains("€20 &amp; &lt;terms&gt;.", AnswerLetter.Write(facts, LetterFormat.Html), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Html_EncodesEverythingItIsGiven()
    {
        const string evil = "\"><script>alert(1)</script>'";
        var facts = Facts("erasure-partly") with
        {
            Reference = evil,
            Words = evil,
            Certificate = evil,
            Recipients = [new AnswerRecipient(evil, Written)],
            Sender = new AnswerSender(evil, evil, evil, new SupervisoryAuthoritySettings(evil, "https://a.example/?x=" + evil)),
            Items = [Item(Written, x => x with { Purposes = [x.Purposes[0] with { Name = evil }, Cases.Sorts[2]] })],
        };

        var html = AnswerLetter.Write(facts, LetterFormat.Html);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(11, XDocument.Parse(Closed(html)).Root!.Value.Split("<script>").Length - 1);
    }

    [Fact]
    public void Write_ManyCalls_AreCountedByTheMonth()
    {
        var items = Enumerable.Range(0, 10_000).Select(
            x => Item(new DateTimeOffset(2026, 1, 1, 0, 20 * (x % 3), 0, TimeSpan.Zero).AddHours(x / 3))).ToList();
        var letter = AnswerLetter.Write(Facts("erasure-done") with { Items = items }, LetterFormat.Text);

        Assert.Contains("We erased 10,000 recordings", letter, StringComparison.Ordinal);
        Assert.Contains("- January 2026: 2,232 calls", letter, StringComparison.Ordinal);
        Assert.InRange(letter.Length, 500, 5000);
    }

    [Fact]
    public void Write_EveryReason_HasWordsOfItsOwn()
    {
        foreach (var (type, ground) in Cases.AllRequests())
        {
            var verdicts = Cases.Sorts.Select(x => RecordingDecisions.Decide(Cases.Case(type, ground, x, Cases.Sorts[0])));
            var items = verdicts.Select(x => new AnswerItem(Written, x)).ToList();
            var letter = AnswerLetter.Write(Facts("erasure-done") with { Type = type, Items = items }, LetterFormat.Text);

            Assert.DoesNotContain("{", letter, StringComparison.Ordinal);
            Assert.DoesNotContain("  .", letter, StringComparison.Ordinal);
            Assert.DoesNotMatch("[a-z][A-Z]", letter);
        }
    }

    [Theory]
    [MemberData(nameof(LetterLanguageTests.Languages), MemberType = typeof(LetterLanguageTests))]
    public void Write_DutyByARule_NamesItsLaw(LetterLanguage language)
    {
        const string Law = "Directive 2014/65/EU (MiFID II) Art. 16(7)";
        PurposeVerdict kept = new("orders", PurposeFate.Restricted, "17(3)(b)", At(9, 1), VerdictReasons.DutyToKeep) { Law = Law };
        PurposeVerdict other = new("quality", PurposeFate.Ends, "17(1)(b)", ReviewAt: null, VerdictReasons.ConsentWithdrawn);
        AnswerItem Item(params PurposeVerdict[] purposes) =>
            new(At(3, 5), new RecordingVerdict(OutcomeKind.Retained, "17(3)(b)", At(9, 1), VerdictReasons.DutyToKeep, purposes));
        int Named(AnswerItem item) => AnswerLetter.Write(
            Facts("erasure-done") with { Language = language, Items = [item] }, LetterFormat.Html).Split(Law).Length - 1;

        Assert.Equal((1, 2, 0), (Named(Item(kept)), Named(Item(kept, other)), Named(Item(kept with { Law = null }))));
    }

    [Fact]
    public void Write_WithoutSettings_PointsToEveryAuthority()
    {
        var letter = AnswerLetter.Write(Facts("refused") with { Sender = AnswerSender.Of(new TenantSettings()) }, LetterFormat.Html);

        Assert.Contains("https://www.edpb.europa.eu/", letter, StringComparison.Ordinal);
        Assert.Contains("the way you sent us your request", letter, StringComparison.Ordinal);
        Assert.DoesNotContain("data protection officer", letter, StringComparison.Ordinal);
    }

    internal static AnswerFacts Facts(string name) => All().Single(x => x.Name == name).Facts;

    internal static IEnumerable<(string Name, AnswerFacts Facts)> All()
    {
        var done = new AnswerFacts
        {
            Kind = AnswerKind.Done,
            RequestId = SubjectRequestId.Parse("019d0c5e-7d2a-7c3e-9a51-3f6f0f5b8a01"),
            Reference = "DSR-2026-000123",
            Type = SubjectRequestType.Erasure,
            ReceivedAt = new DateTimeOffset(2026, 6, 4, 8, 0, 0, TimeSpan.Zero),
            WrittenAt = Written,
            Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Dublin"),
            Sender = new AnswerSender(
                "Acme Energy Ltd",
                "Privacy team, 1 High Street, Dublin",
                "dpo@acme.example",
                new("Data Protection Commission", "https://www.dataprotection.ie")),
            Items = [Item(At(3, 5)), Item(At(3, 5, 14)), Item(At(4, 17))],
            Recipients = [new AnswerRecipient("warehouse", At(6, 14)), new AnswerRecipient("crm", At(6, 15))],
            KeptUntil = Written.AddYears(3),
            Certificate = "certificate 019d0c5e-7d2a-7c3e-9a51-3f6f0f5b8a01",
        };
        AnswerItem held = Item(At(5, 2), x => x with { Holds = Cases.Against[1].Holds });
        yield return ("erasure-done", done);
        yield return ("erasure-partly", done with
        {
            Items =
            [
                .. done.Items,
                held,
                Item(At(5, 3), x => x with { Purposes = [Cases.Sorts[0], Cases.Sorts[7]] }),
                Item(At(5, 4), x => x with { Purposes = [Cases.Sorts[0], Cases.Sorts[7]] }),
                Item(At(5, 6), x => x with { Purposes = [Cases.Sorts[2]] }),
                Item(At(5, 7), x => x with { Choice = DeciderChoice.Excluded, ChoiceReason = Published, DeleteAfter = At(12, 1) }),
                Item(At(5, 8), x => x with { Restriction = Cases.Against[2].Restriction }),
                Item(At(5, 9), x => x with { Match = MatchStrength.Weak }),
            ],
        });
        yield return ("erasure-nothing-found", done with { Items = [], Recipients = [], Certificate = null });
        yield return ("refused", done with
        {
            Kind = AnswerKind.Refused,
            Items = [],
            Refusal = new("12(2)", "You did not call back on the number you gave us, and we know no other way to reach you"),
        });
        yield return ("extended", done with
        {
            Kind = AnswerKind.Extended,
            Items = [],
            KeptUntil = null,
            Extension = new(At(9, 4), "You called us more than 900 times and other people speak in many of the recordings"),
        });
        yield return ("objection-pending", Other(SubjectRequestType.Objection, "21(1)", Cases.Sorts[5]) with { Recipients = [new AnswerRecipient("crm", At(6, 15))] });
        yield return ("restriction", Other(SubjectRequestType.Restriction, "18(1)(c)", Cases.Sorts[0]));
        var lifted = Other(SubjectRequestType.Restriction, "18(1)(c)", Cases.Sorts[0]);
        yield return ("restriction-lifted", lifted with
        {
            Lifting = new(At(6, 12), "The claim was settled"), Items = [.. lifted.Items.Select(x => x with { RestrictedOtherwise = true })],
        });
        PurposeVerdict meanwhile = new("quality", PurposeFate.Ends, "7(3)", ReviewAt: null, VerdictReasons.EndedMeanwhile);
        yield return ("ended-meanwhile", Other(SubjectRequestType.Objection, "21(2)") with
        {
            Items =
            [
                new AnswerItem(At(3, 5), new RecordingVerdict(
                    OutcomeKind.Retained, Basis: null, ReviewAt: null, VerdictReasons.EndedMeanwhile,
                    [meanwhile, meanwhile with { Purpose = "fraud", Basis = "21" }])),
            ],
        });
        yield return ("rectification", Other(SubjectRequestType.Rectification, null) with
        {
            Words = "Your name is now as you told us.",
            Items =
            [
                .. RectificationDecisionTests.Given.Skip(3).Select((x, i) => new AnswerItem(At(3, 5 + i), RecordingDecisions.Decide(
                    Cases.Case(SubjectRequestType.Rectification, ground: null, Cases.Sorts[0]) with { Corrections = x.Given }))
                {
                    Corrected = Kinds(x.Given!.Own!),
                }),
            ],
        });
        yield return ("resolved", Other(SubjectRequestType.AutomatedDecision, null) with
        {
            Items =
            [
                new AnswerItem(At(3, 5), new RecordingVerdict(
                    OutcomeKind.Resolved, "22(1)", ReviewAt: null, VerdictReasons.ResolvedByPerson, [], "A colleague raised the score")),
            ],
        });
        yield return ("access", Other(SubjectRequestType.Access, null, Cases.Sorts[0]) with { FetchUntil = At(6, 30) });
        yield return ("portability", Other(
            SubjectRequestType.Portability, "20(1)", Cases.Sorts[1], Cases.Sorts[5]));
        var ported = Other(SubjectRequestType.Portability, "20(2)", Cases.Sorts[1]);
        yield return ("transferred", ported with { Transfer = new("new-bank", At(6, 12), Fault: null) });
        yield return ("not-transferred", ported with { Transfer = new("new-bank", At(6, 12), TransferFault.Refused) });
        yield return ("automated-decision", Contested(ReviewOutcome.Upheld));
        yield return ("automated-decision-changed", Contested(ReviewOutcome.Changed));

        yield return ("received", done with { Kind = AnswerKind.Received, Items = [], DueAt = At(7, 6), KeptUntil = null });
        yield return ("identity-wanted", done with
        {
            Kind = AnswerKind.IdentityWanted, Items = [], SuspendedSince = At(6, 10), KeptUntil = null,
        });
        yield return ("guardian", done with { OnBehalf = For(RepresentativeCapacity.Guardian), Recipients = [] });
        yield return ("heir", done with { OnBehalf = For(RepresentativeCapacity.Heir, "Loi 78-17, art. 85"), Recipients = [] });
        yield return ("heir-refused", done with
        {
            Kind = AnswerKind.Refused,
            Items = [],
            OnBehalf = For(RepresentativeCapacity.Heir),
            Refusal = new(Article: null, "No law that applies to us gives heirs this right"),
        });
        yield return ("identity-wanted-lawyer", done with
        {
            Kind = AnswerKind.IdentityWanted,
            Items = [],
            SuspendedSince = At(6, 10),
            KeptUntil = null,
            OnBehalf = For(RepresentativeCapacity.Lawyer),
        });
        yield return ("fee", done with
        {
            Kind = AnswerKind.FeeWanted,
            Items = [],
            KeptUntil = null,
            RepeatsSince = At(3, 2),
            Fee = new AnswerFee(1250.5m, "EUR", ExcessGround.Excessive, At(6, 10), "You asked for the same 14 times since March"),
        });
        yield return ("lifted", Other(SubjectRequestType.Restriction, "18(1)(c)", Cases.Sorts[0]) with
        {
            Kind = AnswerKind.Lifted, Lifting = new AnswerLifting(At(6, 12), "The claim was settled"), KeptUntil = null,
        });
        yield return ("lifted-planned", Other(SubjectRequestType.Restriction, "18(1)(c)", Cases.Sorts[0]) with
        {
            Kind = AnswerKind.Lifted, Lifting = new AnswerLifting(null, null), KeptUntil = null,
        });

        static AnswerBehalf For(RepresentativeCapacity capacity, string? law = null) =>
            new(capacity, "Ada Byrne", "2 Quay Street, Dublin", law);

        AnswerFacts Contested(ReviewOutcome outcome) => Other(SubjectRequestType.AutomatedDecision, null) with
        {
            Review = new AnswerReview("Score of the call", "Ada Byrne", outcome, "You spoke of an earlier bill") { Stopped = true },
            Items =
            [
                new(At(3, 5), RecordingDecisions.Decide(
                    Cases.Case(SubjectRequestType.AutomatedDecision, null, Cases.Sorts[0]) with { Review = outcome })),
            ],
        };

        AnswerFacts Other(SubjectRequestType type, string? text, params Compliance.Recordings.Purpose[] sorts) => done with
        {
            Type = type,
            Recipients = [],
            Certificate = null,
            Items =
            [
                .. sorts.Select((x, i) => new AnswerItem(
                    At(3, 5 + i), RecordingDecisions.Decide(
                        Cases.Case(type, Ground.TryParse(type, text, out var ground) ? ground : null, x)))),
            ],
        };
    }

    static AnswerItem Item(DateTimeOffset startedAt, Func<RecordingCase, RecordingCase>? but = null)
    {
        var item = Cases.Case(SubjectRequestType.Erasure, ground: null, Cases.Sorts[0]);
        var verdict = RecordingDecisions.Decide(but is null ? item : but(item));
        return verdict.Outcome is OutcomeKind.Erased
            ? new(startedAt, verdict, Written.AddHours(-1), Written.AddDays(7))
            : new(startedAt, verdict);
    }

    static DateTimeOffset At(int month, int day, int hour = 9) => new(2026, month, day, hour, 5, 0, TimeSpan.Zero);

    /// Void elements are the only thing in these pages that is no XML.
    static string Closed(string html) => Regex.Replace(
        html.Replace("<!doctype html>", "", StringComparison.Ordinal), "(?<=<meta [^>]*)>", "/>", RegexOptions.None, TimeSpan.FromSeconds(1));

    static string Plain(string text) => Regex.Replace(text, "^(?:-+|=+)$|^- ", "", RegexOptions.Multiline, TimeSpan.FromSeconds(1));

    static string Words(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(x => x.TrimEnd(':')));

    static IReadOnlyList<CorrectionKind> Kinds(CorrectedRecording own) =>
    [
        .. new (bool Is, CorrectionKind Kind)[]
        {
            (own.Metadata, CorrectionKind.Metadata), (own.Turns, CorrectionKind.Transcript), (own.Statement, CorrectionKind.Statement),
        }.Where(x => x.Is).Select(x => x.Kind),
    ];
}
