using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Fluid;

namespace Compliance.SubjectRequests;

/// <summary>
/// The sentences of one language, <c>{language}/letter.{language}.json</c>: Liquid templates by name. One place for every article and code
/// that a letter may mention. Values are inserted as plain text and never parsed.
/// </summary>
sealed class LetterWords
{
    static readonly TemplateOptions Options = new()
    {
        MemberAccessStrategy = new UnsafeMemberAccessStrategy { MemberNameStrategy = MemberNameStrategies.CamelCase },
    };

    static readonly FrozenDictionary<LetterLanguage, Lazy<LetterWords>> All =
        Enum.GetValues<LetterLanguage>().ToFrozenDictionary(x => x, x => new Lazy<LetterWords>(() => new LetterWords(x)));

    readonly FrozenDictionary<string, IFluidTemplate> sentences;
    readonly string[] months;

    LetterWords(LetterLanguage language)
    {
        Language = language;
        using var source = typeof(LetterWords).Assembly.GetManifestResourceStream($"letter.{LetterLanguages.CodeOf(language)}.json")
            ?? throw new InvalidOperationException("A language has no sentences.");
        var parser = new FluidParser();
        sentences = JsonSerializer.Deserialize<Dictionary<string, string>>(source)!
            .ToFrozenDictionary(x => x.Key, x => parser.Parse(x.Value), StringComparer.Ordinal);
        months = Say("months").Split(',');
    }

    public LetterLanguage Language { get; }

    public IReadOnlyCollection<string> Keys => sentences.Keys;

    public static LetterWords In(LetterLanguage language) => All[language].Value;

    public bool Knows(string key) => sentences.ContainsKey(key);

    /// <exception cref="InvalidOperationException">There is no such sentence.</exception>
    public string Say(string key, object? model = null) => sentences.TryGetValue(key, out var sentence)
        ? sentence.Render(new TemplateContext(model ?? new { }, Options))
        : throw new InvalidOperationException($"No sentence is called {key}.");

    /// <summary>A sentence of a fixed part and a value of an enumeration: <c>asked.erasure</c>.</summary>
    public string Say<T>(string part, T value)
        where T : struct, Enum =>
        Say($"{part}.{JsonNamingPolicy.CamelCase.ConvertName(value.ToString())}");

    /// <summary><c>Article 17(3)(e) GDPR</c>.</summary>
    /// <param name="basis"><c>17(3)(e)</c>.</param>
    public string Article(string basis)
    {
        var parts = basis.Split(['(', ')'], StringSplitOptions.RemoveEmptyEntries);
        var paragraph = parts.Skip(1).FirstOrDefault(x => char.IsAsciiDigit(x[0]));
        var letter = parts.Skip(1).FirstOrDefault(x => char.IsAsciiLetter(x[0]));
        return Say("article", new { Article = parts[0], Paragraph = paragraph, Letter = letter });
    }

    /// <summary><c>one recording</c>, <c>1,200 recordings</c>.</summary>
    public string Recordings(int number) => Say("recordings", new { N = number, Count = Number(number) });

    public string Number(int number) =>
        number.ToString("N0", new NumberFormatInfo { NumberGroupSeparator = Say("thousands"), NumberGroupSizes = [3] });

    /// <summary>With two decimals, and a point or a comma as the language has it.</summary>
    public string Money(decimal amount) => amount.ToString("N2", new NumberFormatInfo
    {
        NumberDecimalSeparator = Say("decimal"), NumberGroupSeparator = Say("thousands"), NumberGroupSizes = [3],
    });

    public string Day(DateTime day) => Say("day", new { day.Day, Month = months[day.Month - 1], Year = Year(day) });

    /// <summary>A month with its number of calls.</summary>
    public string Month(DateTime day, int calls) =>
        Say("monthOfCalls", new { Month = months[day.Month - 1], Year = Year(day), N = calls, Count = Number(calls) });

    /// <summary>Why recordings are kept, without final punctuation.</summary>
    public string Kept(RecordingVerdict verdict, int number) => verdict.Reason switch
    {
        VerdictReasons.LegalHold => Say("kept.legalHold", new { N = number }),
        VerdictReasons.DutyToKeep or VerdictReasons.LegalObligation => Say("kept.duty", new { N = number, Law = LawOf(verdict) }),
        VerdictReasons.PublicTask => Say("kept.publicTask", new { N = number }),
        VerdictReasons.KeptForSomePurposes => Say("kept.somePurposes", new { N = number }),
        VerdictReasons.EndedMeanwhile => Say("kept.endedMeanwhile", new { N = number }),
        VerdictReasons.GroundDoesNotReach => Say("kept.groundDoesNotReach", new { N = number }),
        VerdictReasons.BasisNotPortable => Say("kept.basisNotPortable", new { N = number }),
        VerdictReasons.CompellingGrounds => Exception(verdict.Basis ?? "21(1)", number),
        _ => verdict.Basis is { } basis ? Exception(basis, number) : Say("kept.decided", new { N = number }),
    };

    /// <summary>What allows a refusal or an exclusion, without final punctuation.</summary>
    public string Exception(string article, int number) =>
        Say(Knows($"exception.{article}") ? $"exception.{article}" : "exception.other", new { N = number });

    /// <summary>One purpose and what became of it.</summary>
    /// <param name="until">The day on which it ends; null if there is none.</param>
    public string Purpose(PurposeVerdict purpose, string? until) => Say("purpose", new
    {
        purpose.Purpose,
        Fate = Say(
            Knows($"purpose.{purpose.Reason}") ? $"purpose.{purpose.Reason}" : "purpose.stored", new { Law = Cleaned(purpose.Law) }),
        Article = Article(purpose.Basis),
        Day = until,
    });

    public static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>Of several laws, the one that keeps it longest.</summary>
    static string? LawOf(RecordingVerdict verdict) => Cleaned(verdict.Purposes.Where(x => x.Law is not null).MaxBy(x => x.ReviewAt)?.Law);

    static string? Cleaned(string? law) => law is null ? null : LetterText.Clean(law);

    static string Year(DateTime day) => day.Year.ToString(CultureInfo.InvariantCulture);
}
