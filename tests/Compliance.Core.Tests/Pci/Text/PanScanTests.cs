using System.Text;
using Compliance.Pci;

namespace Compliance.Core.Tests.Pci.Text;

public sealed class PanScanTests
{
    [Fact]
    public void Numbers_are_found_wherever_they_lie()
    {
        var random = new Random(4);
        for (var round = 0; round < 2000; round++)
        {
            var card = CardForms.Card(random);
            var separator = (string[])["", " ", "-", ".", "\n"];
            var written = string.Join(separator[random.Next(5)], card.Chunk(4).Select(x => new string(x)));
            var text = new string('x', random.Next(70)) + " 2026-03-02 at 09:15 " + written + ", " + new string('y', random.Next(70));
            var number = Assert.Single(PciText.CardNumbers(Encoding.UTF8.GetBytes(text)));
            Assert.Equal(written, text.Substring(number.Start, number.Length));
        }
    }
}
