using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Compliance.Pci.Tests.Text;

/// <summary>
/// Calls made of the Universal Declaration of Human Rights in many languages, a clean text that each has, with the numbers of everyday
/// talk in between.
/// </summary>
public sealed class LanguageTests
{
    /// <summary>One file with all texts: a line per article, tab-separated from its language.</summary>
    static readonly Dictionary<string, string[]> Texts = Read();

    public static TheoryData<string> Understood =>
        ["ar", "ca", "cs", "da", "de", "el-monoton", "en", "es", "fi", "fr", "hi", "hu", "it", "ja", "nb", "nl", "pl", "pt-BR", "pt-PT",
            "ro", "ru",
            "sk", "sv", "tr", "uk", "zh-Hans"];

    public static TheoryData<string> Others =>
        ["af", "az-Latn", "be", "bg", "bn", "bs-Latn", "cy", "et", "eu", "fa", "fo", "ga", "he", "hr", "id", "is", "ka", "ko", "lt", "lv",
            "ms-Latn",
            "mt", "sl", "so", "sq", "sr-Cyrl", "sw", "ta", "th", "tl", "ur", "vi", "xh", "yo"];

    [Theory]
    [MemberData(nameof(Understood))]
    public async Task Clean_call_is_clean(string language)
    {
        var random = new Random(language.Length);
        var spoken = language.Split('-')[0] is "nb" ? "no" : language.Split('-')[0];
        var lines = Texts[language].Select((x, i) => $"{x} {Number(random, spoken, i)}").ToArray();
        var plan = await PciGate.ExamineAsync(Call(lines, null), TestContext.Current.CancellationToken);
        Assert.Equal((PciOutcome.Clean, CoverageLevel.Examined), (plan.Outcome, plan.Coverage.Text));
    }

    [Theory]
    [MemberData(nameof(Understood))]
    public async Task Card_in_a_call_is_found_alone(string language)
    {
        var random = new Random(7);
        var spoken = language.Split('-')[0] is "nb" ? "no" : language.Split('-')[0];
        for (var i = 0; i < 10; i++)
        {
            var card = SpokenForms.Digits(spoken, CardForms.Card(random));
            var lines = Texts[language].Take(8).Append(card).Concat(Texts[language].Skip(8)).ToArray();
            var plan = await PciGate.ExamineAsync(Call(lines, null), TestContext.Current.CancellationToken);
            Assert.Single(plan.Findings, x => x.Kind is PciFindingKind.Pan);
            Assert.Equal(CoverageLevel.Examined, plan.Coverage.Text);
        }
    }

    [Theory]
    [MemberData(nameof(Others))]
    public async Task Call_in_a_language_without_its_numbers_is_never_clean(string language)
    {
        for (var from = 0; from + 4 < Texts[language].Length; from += 5)
        {
            var plan = await PciGate.ExamineAsync(Call(Texts[language][from..(from + 5)], null), TestContext.Current.CancellationToken);
            Assert.Equal((PciOutcome.PartlyExamined, CoverageLevel.NotExamined), (plan.Outcome, plan.Coverage.Text));
        }
    }

    [Theory]
    [InlineData("empat delapan dua sembilan satu satu tujuh tujuh enam empat nol lima dua tiga delapan nol")]
    [InlineData("četiri osam dva devet jedan jedan sedam sedam šest četiri nula pet dva tri osam nula")]
    [InlineData("사 팔 이 구 일 일 칠 칠 육 사 영 오 이 삼 팔 영")]
    [InlineData("nne nane mbili tisa moja moja saba saba sita nne sifuri tano mbili tatu nane sifuri")]
    [InlineData("bốn tám hai chín một một bảy bảy sáu bốn không năm hai ba tám không")]
    public async Task Digits_of_another_language_alone_show_it(string digits)
    {
        var plan = await PciGate.ExamineAsync(Call([digits], null), TestContext.Current.CancellationToken);
        Assert.Equal(CoverageLevel.NotExamined, plan.Coverage.Text);
    }

    [Theory]
    [InlineData("en-GB", CoverageLevel.Examined)]
    [InlineData("zh_TW", CoverageLevel.Examined)]
    [InlineData("und", CoverageLevel.Examined)]
    [InlineData("ko-KR", CoverageLevel.NotExamined)]
    [InlineData("hr", CoverageLevel.NotExamined)]
    public async Task Language_of_the_call_counts_where_the_text_is_too_short_to_tell(string tag, CoverageLevel wanted)
    {
        var plan = await PciGate.ExamineAsync(Call(["hm"], tag), TestContext.Current.CancellationToken);
        Assert.Equal(wanted, plan.Coverage.Text);
    }

    /// <summary>A telephone number, an amount or a reference, as that language says it.</summary>
    static string Number(Random random, string spoken, int which) => (which % 3) switch
    {
        0 => SpokenForms.Digits(spoken, "0" + CardForms.Digits(random, 9 + random.Next(2))),
        1 => SpokenForms.Pairs(spoken, CardForms.Digits(random, 4)),
        _ => SpokenForms.Digits(spoken, CardForms.Digits(random, 6)),
    };

    static GateInput Call(string[] lines, string? language)
    {
        var turns = lines.Select((x, i) => new { speaker = i % 2 == 0 ? "agent" : "caller",
            start = i * 9.0, end = (i * 9.0) + 8.5, text = x });
        return new([PciSamples.Text("t.json", "application/json", JsonSerializer.Serialize(new { turns }), 0)], [], null, language, new());
    }

    static Dictionary<string, string[]> Read()
    {
        using var file = File.OpenRead(Repository.PathOf("tests", "Compliance.Pci.Tests", "Field", "Languages", "declaration.tsv.gz"));
        using var reader = new StreamReader(new GZipStream(file, CompressionMode.Decompress), Encoding.UTF8);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(x => x.Split('\t'))
            .GroupBy(x => x[0], x => x[1], StringComparer.Ordinal).ToDictionary(x => x.Key, x => x.ToArray(), StringComparer.Ordinal);
    }
}
