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

    /// <param name="As">Name under which it is uploaded.</param>
    sealed record Case(
        string Name, string File, string As, string ContentType, string? Language, string[] Outcome, string[] Gone, string[] Kept);
}
