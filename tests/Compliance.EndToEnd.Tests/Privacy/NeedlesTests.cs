using System.Text;

namespace Compliance.EndToEnd.Tests.Privacy;

/// <summary>A search that finds nothing says something only if it would find.</summary>
public sealed class NeedlesTests
{
    public static TheoryData<byte[]> Hidden =>
    [
        "…Ottoline Ferncastle…"u8.ToArray(),
        "OTTOLINE FERNCASTLE"u8.ToArray(),
        Encoding.Unicode.GetBytes("x Ottoline Ferncastle"),
        Encoding.ASCII.GetBytes("name=Ottoline%20Ferncastle&"),
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower("Ottoline Ferncastle"u8)),
        Encoding.ASCII.GetBytes(Convert.ToBase64String("Ottoline Ferncastle"u8)),
        Encoding.ASCII.GetBytes(Convert.ToBase64String("{\"name\":\"Ottoline Ferncastle\"}"u8)),
        Encoding.ASCII.GetBytes(Convert.ToBase64String("{\"names\":\"Ottoline Ferncastle\"}"u8)),
        Encoding.ASCII.GetBytes(Convert.ToBase64String("{\"xnames\":\"Ottoline Ferncastle\"}"u8)),
        Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.Unicode.GetBytes("Dr Ottoline Ferncastle"))),
    ];

    [Theory]
    [MemberData(nameof(Hidden))]
    public void A_name_is_found_in_every_form(byte[] content) => Assert.NotEmpty(new Needles(["Ottoline Ferncastle"]).In(content));

    [Fact]
    public void Another_is_not() => Assert.Empty(new Needles(["Ottoline Ferncastle"]).In("Ottilie Ferncastell"u8.ToArray()));
}
