using System.Text;
using System.Text.Json;

namespace Compliance.Pci.Tests.Field;

/// <summary>Texts, keystrokes and languages as other people's platforms deliver them.</summary>
public sealed class TextCasesTests
{
    static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    static readonly string Folder = Repository.PathOf("tests", "Compliance.Pci.Tests", "Field", "Text");

    static readonly Dictionary<string, Case> Cases = JsonSerializer.Deserialize<List<Case>>(
        File.ReadAllText(Path.Combine(Folder, "cases.json")), Options)!.ToDictionary(x => x.Name, StringComparer.Ordinal);

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Text_is_sealed_without_its_card_data(string name)
    {
        var wanted = Cases[name];
        var bytes = await File.ReadAllBytesAsync(Path.Combine(Folder, wanted.File), TestContext.Current.CancellationToken);
        var file = PciSamples.File(wanted.As, wanted.ContentType, bytes);

        var plan = await PciGate.ExamineAsync(
            new GateInput([file], [], null, wanted.Language, new PciPolicy()), TestContext.Current.CancellationToken);

        var after = await PciSamples.AppliedAsync(file, plan);
        var text = after is [0xFF, 0xFE, ..] ? Encoding.Unicode.GetString(after) : Encoding.UTF8.GetString(after);
        Assert.Null(plan.Quarantine);
        Assert.Contains(JsonNamingPolicy.CamelCase.ConvertName(plan.Outcome.ToString()), wanted.Outcome);
        Assert.All(wanted.Gone, x => Assert.DoesNotContain(x, text, StringComparison.Ordinal));
        Assert.All(wanted.Kept, x => Assert.Contains(x, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Keys_in_a_form_that_the_gate_does_not_know_are_not_called_clean()
    {
        var log = string.Concat(Enumerable.Range(0, 20).Select(x => $"{{\"t\":{x},\"k\":\"{x * 7919:x6}9c41{x:x2}\"}}\n"));
        var plan = await PciGate.ExamineAsync(
            PciSamples.Input([PciSamples.Text("keys.jsonl", "application/x-ndjson", log, 0)]), TestContext.Current.CancellationToken);
        Assert.Equal((PciOutcome.PartlyExamined, CoverageLevel.NotExamined), (plan.Outcome, plan.Coverage.Keystrokes));
    }

    [Theory]
    [InlineData("Tab", "\"field\":\"cc#\"")]
    [InlineData("Tab", "\"field\":\"card\"")]
    [InlineData("Enter", "\"field\":\"card\"")]
    [InlineData("Tab", "\"app\":\"crm\"")]
    public async Task A_card_number_typed_into_four_boxes_is_masked(string between, string where)
    {
        string[] boxes = ["4916", "3385", "0608", "2832"];
        var keys = boxes.SelectMany((box, i) => box.Select(x => (Key: $"{x}", Box: i)).Append((Key: between, Box: i)));
        var log = string.Concat(keys.Index().Select(x =>
            $"{{\"t\":{x.Index},\"key\":\"{x.Item.Key}\",{where.Replace("#", $"{x.Item.Box + 1}", StringComparison.Ordinal)}}}\n"));
        var file = PciSamples.Text("keys.jsonl", "application/x-ndjson", log, 0);

        var plan = await PciGate.ExamineAsync(PciSamples.Input([file]), TestContext.Current.CancellationToken);

        Assert.Equal(PciOutcome.Masked, plan.Outcome);
        Assert.Equal(16, plan.Files.Single().Edits.Count);
    }

    [Theory]
    [InlineData("Can I have the last three on the back please", "nine three one")]
    [InlineData("And the C.V.V.?", "nine three one")]
    [InlineData("and the see vee vee", "nine three one")]
    [InlineData("the little three digit code?", "nine three one")]
    [InlineData("il codice di sicurezza?", "nove tre uno")]
    [InlineData("le ultime tre cifre sul retro", "nove tre uno")]
    [InlineData("o código de segurança?", "nove três um")]
    [InlineData("proszę podać kod CVV", "dziewięć trzy jeden")]
    [InlineData("och de tre siffrorna på baksidan", "nio tre ett")]
    [InlineData("de tre cifre på bagsiden", "ni tre en")]
    [InlineData("ja turvakoodi", "yhdeksän kolme yksi")]
    [InlineData("a trojmístný kód?", "devět tři jedna")]
    [InlineData("codul de securitate", "nouă trei unu")]
    [InlineData("a biztonsági kódot kérem", "kilenc három egy")]
    [InlineData("güvenlik kodu lütfen", "dokuz üç bir")]
    [InlineData("τον κωδικό ασφαλείας παρακαλώ", "εννέα τρία ένα")]
    [InlineData("код безпеки будь ласка", "дев'ять три один")]
    [InlineData("卡背面的后三位", "九三一")]
    [InlineData("セキュリティコードをお願いします", "きゅう さん いち")]
    [InlineData("और सीवीवी नंबर", "नौ तीन एक")]
    [InlineData("رمز الأمان من فضلك", "تسعة ثلاثة واحد")]
    public void Verification_value_is_found_by_any_question(string question, string answer)
    {
        var (redacted, findings) = PciText.Redact($"{question}\n{answer}\n");
        Assert.Single(findings, x => x.Kind is PciFindingKind.Cvv);
        Assert.DoesNotContain(answer, redacted, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("what is your three digit extension code? four five six")]
    [InlineData("the last three on the list were 931, 445 and 120")]
    [InlineData("para su seguridad la llamada dura 931 segundos")]
    [InlineData("per sicurezza chiamo alle 930")]
    [InlineData("see the van and see why it was 931 pounds")]
    public void What_asks_for_no_verification_value_finds_none(string text) => Assert.Empty(PciText.Redact(text).Findings);

    /// <param name="As">Name under which it is uploaded.</param>
    sealed record Case(
        string Name, string File, string As, string ContentType, string? Language, string[] Outcome, string[] Gone, string[] Kept);
}
