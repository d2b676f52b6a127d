
namespace Compliance.Pci.Tests.Wav;

public sealed class G711Tests
{
    [Fact]
    public void Every_code_word_survives_decoding_and_encoding()
    {
        for (var code = 0; code < 256; code++)
        {
            Assert.Equal(code, G711.EncodeALaw(G711.ALaw[code]));
            // Mu-law has two zeros; the negative one (0x7F) may come back as the positive.
            Assert.Equal(code == 0x7F ? 0xFF : code, G711.EncodeMuLaw(G711.MuLaw[code]));
        }
    }

    [Fact]
    public void Vectors_of_the_recommendation()
    {
        Assert.Equal(8, G711.ALaw[0xD5]);
        Assert.Equal(-8, G711.ALaw[0x55]);
        Assert.Equal(32256, G711.ALaw[0xAA]);
        Assert.Equal(0, G711.MuLaw[0xFF]);
        Assert.Equal(-32124, G711.MuLaw[0x00]);
    }
}
