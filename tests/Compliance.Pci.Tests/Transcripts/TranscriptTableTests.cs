namespace Compliance.Pci.Tests.Transcripts;

/// <summary>Seeded calls, written as every known recogniser and platform does, and as nobody does.</summary>
public sealed class TranscriptTableTests
{
    const int Seeds = 3;

    public static TheoryData<string> Forms => [.. TranscriptWriters.All.Select(x => x.Form)];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Every_card_is_silenced_and_taken_out_and_no_clean_call_is_touched(string form)
    {
        var row = await TranscriptTable.MeasureAsync(form, Seeds);
        Assert.True(row.Found == row.Calls && row.False == 0,
            $"{row.Found} of {row.Calls} found, {row.False} of {row.Clean} false. {row.Faults}");
    }
}
