namespace Compliance.Pci.Tests.Text;

public sealed class CardTableTests
{
    [Fact]
    public async Task Every_form_is_found_whole_and_a_second_reading_finds_nothing()
    {
        foreach (var row in await CardTable.RecallAsync(60))
        {
            Assert.True(row.Right == row.Numbers, $"{row.Form}: {row.Percent:F1} % found");
        }
    }

    [Fact]
    public void Numbers_that_are_none_are_left_alone()
    {
        foreach (var row in CardTable.Precision(400))
        {
            Assert.True(row.Percent >= 99.5, $"{row.Form}: {row.Percent:F2} % left alone");
        }
    }
}
