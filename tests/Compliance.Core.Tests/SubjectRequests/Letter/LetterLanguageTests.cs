using System.Text.RegularExpressions;
using Compliance.SubjectRequests;

namespace Compliance.Core.Tests.SubjectRequests.Letter;

/// <summary>Each letter of each outcome, read in each language.</summary>
public sealed class LetterLanguageTests
{
    static readonly string[] MustHaveRemedies =
    [
        "refused", "heir-refused", "fee", "erasure-partly", "erasure-nothing-found", "lifted",
        "lifted-planned", "portability", "not-transferred", "automated-decision", "resolved",
        "ended-meanwhile",
    ];

    public static TheoryData<LetterLanguage> Languages => [.. Enum.GetValues<LetterLanguage>()];

    public static TheoryData<LetterLanguage> Others => [.. Enum.GetValues<LetterLanguage>().Except([LetterLanguage.En])];

    [Theory]
    [MemberData(nameof(Others))]
    public void Write_EachLetterInEachLanguage_IsAsApproved(LetterLanguage language)
    {
        var letters = AnswerLetterTests.All().Select(
            x => AnswerLetter.Write(x.Facts with { Language = language }, LetterFormat.Text));
        Approved.Matches($"SubjectRequests/Letter/{language.ToString().ToLowerInvariant()}.approved.txt", string.Join("\n\n\n", letters));
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Write_WhereTheRequestIsNotGrantedInFull_GivesReasonAuthorityAndCourts(LetterLanguage language)
    {
        foreach (var (name, facts) in AnswerLetterTests.All())
        {
            var letter = AnswerLetter.Write(facts with { Language = language }, LetterFormat.Text).ReplaceLineEndings(" ");
            var must = MustHaveRemedies.Contains(name, StringComparer.Ordinal);
            Assert.Equal(must, letter.Contains("https://www.dataprotection.ie", StringComparison.Ordinal));
            Assert.Equal(must, letter.Contains("Data Protection Commission", StringComparison.Ordinal));
            Assert.Equal(must, Regex.IsMatch(letter, @"\b77\b", RegexOptions.None, TimeSpan.FromSeconds(1)));
            Assert.Equal(must, Regex.IsMatch(letter, @"\b79\b", RegexOptions.None, TimeSpan.FromSeconds(1)));
        }

        Assert.Contains("You did not call back on the number you gave us", Refused(language), StringComparison.Ordinal);
        Assert.Matches(@"\b12\b.*\b2\b", Refused(language));
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Write_WithoutAFact_DoesNotSayIt(LetterLanguage language)
    {
        var words = LetterWords.In(language);
        var access = AnswerLetterTests.Facts("access") with { Language = language };
        Assert.Contains(Day(words, 30, 6), Text(access), StringComparison.Ordinal);
        Assert.DoesNotContain(Day(words, 30, 6), Text(access with { FetchUntil = null }), StringComparison.Ordinal);

        var transferred = AnswerLetterTests.Facts("transferred") with { Language = language };
        Assert.Contains("new-bank", Text(transferred), StringComparison.Ordinal);
        Assert.DoesNotContain("new-bank", Text(transferred with { Transfer = null }), StringComparison.Ordinal);
        Assert.All(
            Enum.GetValues<TransferFault>(), x => Assert.NotEmpty(words.Say("transfer", x)));

        var erased = AnswerLetterTests.Facts("erasure-done") with { Language = language };
        Assert.Contains("warehouse", Text(erased), StringComparison.Ordinal);
        var untold = Text(erased with { Recipients = [], KeptUntil = null });
        Assert.DoesNotContain(words.Say("head.told"), untold, StringComparison.Ordinal);
        Assert.DoesNotContain("2029", untold, StringComparison.Ordinal);
    }

    [Fact]
    public void Sentences_OfAllLanguages_AreTheSameAndTakeTheSameFacts()
    {
        var english = Sources(LetterLanguage.En);
        foreach (var language in Enum.GetValues<LetterLanguage>())
        {
            var sources = Sources(language);
            Assert.Equal(english.Keys.Order(StringComparer.Ordinal), sources.Keys.Order(StringComparer.Ordinal));
            Assert.All(sources, x => Assert.Equal((x.Key, Facts(english[x.Key])), (x.Key, Facts(x.Value))));
            Assert.All(Enum.GetValues<SubjectRequestType>(), x => Assert.NotEmpty(LetterWords.In(language).Say("asked", x)));
        }

        // Whether a word changes with the number differs between languages.
        static string Facts(string sentence) => string.Join(' ', Regex.Matches(
            sentence, @"\{\{ (?<fact>\w+) \}\}", RegexOptions.None, TimeSpan.FromSeconds(1)).Select(x => x.Groups["fact"].Value)
           .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("de-AT", LetterLanguage.De)]
    [InlineData("FR", LetterLanguage.Fr)]
    [InlineData("pl", null)]
    [InlineData("1", null)]
    [InlineData(null, null)]
    public void Of_Tag_IsALanguageOfLettersOrNone(string? tag, LetterLanguage? expected) => Assert.Equal(expected, LetterLanguages.Of(tag));

    static string Refused(LetterLanguage language) => Text(AnswerLetterTests.Facts("refused") with { Language = language });

    static string Text(AnswerFacts facts) => AnswerLetter.Write(facts, LetterFormat.Text).ReplaceLineEndings(" ");

    static string Day(LetterWords words, int day, int month) => words.Day(new DateTime(2026, month, day));

    static Dictionary<string, string> Sources(LetterLanguage language)
    {
        using var source = typeof(LetterWords).Assembly.GetManifestResourceStream($"letter.{LetterLanguages.CodeOf(language)}.json")!;
        return System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, string>>(source)!;
    }
}
