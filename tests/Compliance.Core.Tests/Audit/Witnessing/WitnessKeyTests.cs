using System.Text;
using Compliance.Audit;

namespace Compliance.Core.Tests.Audit.Witnessing;

public sealed class WitnessKeyTests
{
    /// <summary>The example of C2SP signed-note and tlog-cosignature, whose key is not published there: only its form can be read.</summary>
    const string Example = """
        example.com/behind-the-sofa
        20852163
        CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

        — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
        — witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==

        """;

    [Fact]
    public void The_specifications_example_is_read()
    {
        var note = SignedNote.Parse(Encoding.UTF8.GetBytes(Example.ReplaceLineEndings("\n")));

        Assert.Equal(["example.com/behind-the-sofa", "witness.example.com/w1"], note.Signatures.Select(x => x.Name));
        Assert.Equal(72, note.Signatures[1].Signature.Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("witness.example")]
    [InlineData("witness.example+00000000+BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("witness.example+c0d23d6a+BAAA")]
    public void What_is_no_key_is_refused(string text) => Assert.False(WitnessKey.TryParse(text, out _));

    [Fact]
    public void A_key_of_another_kind_or_name_is_refused()
    {
        var key = New().Key;
        var parts = key.Split('+', 3);
        var bytes = Convert.FromBase64String(parts[2]);
        bytes[0] = 1;

        Assert.False(WitnessKey.TryParse($"{parts[0]}+{parts[1]}+{Convert.ToBase64String(bytes)}", out _));
        Assert.False(WitnessKey.TryParse($"x{key}", out _));
    }

    static TestWitness New() => new("o", () => throw new InvalidOperationException());
}
