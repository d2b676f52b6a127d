using System.Text;
using System.Text.Json;

namespace Compliance.Pci.Tests.Text;

/// <summary>Card numbers as other people's recognisers, chats and key loggers write them, and numbers that look like it.</summary>
public sealed class ForeignFormsTests
{
    static readonly Dictionary<string, ForeignForm> Forms =
        ForeignSpeech.All().Concat(ForeignTexts.All()).ToDictionary(x => x.Name, StringComparer.Ordinal);

    public static TheoryData<string> Names => [.. Forms.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Card_data_goes_and_all_else_stays(string name)
    {
        var form = Forms[name];
        var bytes = Encoding.UTF8.GetBytes(form.Text);
        var file = new GateFile(0, "file", form.ContentType, bytes.Length, _ => Task.FromResult<Stream>(new MemoryStream(bytes)));

        var plan = await PciGate.ExamineAsync(new GateInput([file], [], null, null, new()), TestContext.Current.CancellationToken);
        await using var left = PciGate.Apply(file, new MemoryStream(bytes), plan);
        var text = await new StreamReader(left).ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.Null(plan.Quarantine);
        Assert.Equal(form.Gone.Length > 0, plan.Findings.Count > 0);
        Assert.All(form.Gone, x => Assert.DoesNotContain(x, text, StringComparison.Ordinal));
        Assert.All(form.Kept, x => Assert.Contains(x, text, StringComparison.Ordinal));
        if (form.ContentType == "application/json")
        {
            JsonDocument.Parse(text).Dispose();
        }
    }
}
