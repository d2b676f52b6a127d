using System.Text;

namespace Compliance.Pci.Tests.Text;

/// <summary>Long texts are read word by word only in parts: what is found alone must be found deep inside of them, too.</summary>
public sealed class TextScreenTests
{
    const int Times = 12;

    static readonly string[] Talk =
    [
        "2026-03-02T09:15:10Z agent: thank you for calling, your order is 48210057 and we will call +44 7700 900123 about it.",
        "caller: I went to the shop on Monday for one of these, to be honest, and they were out of them.",
        "agent: the total is 1,245.50 pounds for 3 months from 1/4/2026; is there anything else that I can do for you today?",
    ];

    /// <summary>Far enough that numbers of the talk answer no question.</summary>
    const string Neutral = "agent: let me look that up in our system while you wait, because several colleagues were busy with other "
        + "customers yesterday evening and nobody has written down what they promised about deliveries during holidays";

    static readonly string[] Questions =
    [
        "and the cvv is 737 please", "the security code on the back is nine three one", "the last three on the back are 4 7 1",
        "what is the three digit code? it is 842", "c v v 318", "see vee vee, it's five five two", "the PIN for it is 4821",
        "die Prüfnummer ist drei eins sieben", "le cryptogramme, c'est neuf trois un", "codice a tre cifre: 482",
    ];

    public static TheoryData<string> Forms => [.. CardForms.Written().Concat(CardForms.Spoken()).Select(x => x.Form)];

    static string Filler(int seed)
    {
        var random = new Random(seed);
        var text = new StringBuilder();
        while (text.Length < 3 * TextScreen.Shortest)
        {
            text.Append(Talk[random.Next(Talk.Length)]).Append(random.Next(9) == 0 ? ' ' : '\n');
        }

        return text.ToString();
    }

    /// <returns>How much is found.</returns>
    static int Compare(string said, int seed)
    {
        var (before, after) = (Filler(seed), Filler(seed + 1));
        var line = $"\n{Neutral}\ncaller: {said}, thanks.\n{Neutral}\n";
        var (alone, inside) = (PciText.Redact(line), PciText.Redact(before + line + after));

        Assert.Equal(alone.Findings, inside.Findings);
        Assert.Equal($"{before}{alone.Redacted}{after}", inside.Redacted);
        return alone.Findings.Count;
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_card_number_deep_inside_is_found_as_it_is_alone(string form)
    {
        var write = CardForms.Written().Concat(CardForms.Spoken()).Single(x => x.Form == form).Write;
        var random = new Random(form.Length + 7);
        for (var i = 0; i < Times; i++)
        {
            Assert.InRange(Compare(write(random, CardForms.Card(random)), i), 1, 2);
        }
    }

    [Fact]
    public void A_code_deep_inside_is_found_as_it_is_alone()
    {
        Assert.InRange(Questions.Index().Sum(x => Compare(x.Item, x.Index)), Questions.Length - 3, Questions.Length);
    }

    [Fact]
    public void Most_of_a_text_without_card_data_is_passed_over()
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 40).Select(Filler)));

        Assert.InRange(TextScreen.Find(text).Sum(x => x.To - x.From), 1, text.Length / 20);
    }
}
