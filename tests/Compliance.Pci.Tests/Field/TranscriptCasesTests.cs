namespace Compliance.Pci.Tests.Field;

/// <summary>Transcripts in the forms of recognisers and platforms, each with the sound of its call.</summary>
public sealed class TranscriptCasesTests
{
    const string Folder = "Transcripts";

    static readonly Dictionary<string, FieldCase> Cases = FieldCase.In(Folder).ToDictionary(x => x.Name, StringComparer.Ordinal);

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Call_is_sealed_without_its_card_data_and_with_the_rest(string name)
    {
        var input = Cases[name].Input(Folder);
        var plan = await PciGate.ExamineAsync(input, TestContext.Current.CancellationToken);
        Assert.Empty(await Cases[name].FaultsAsync(input, plan));
    }
}
