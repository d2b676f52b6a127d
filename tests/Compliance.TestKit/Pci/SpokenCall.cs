using Compliance.Pci;

namespace Compliance.TestKit;

/// <summary>A word of an invented call, with its time in seconds.</summary>
public sealed record CallWord(string Text, double Start, double End);

/// <summary>What one of two people said without a pause.</summary>
public sealed record SpokenTurn(int Speaker, IReadOnlyList<CallWord> Words)
{
    public double Start => Words[0].Start;

    public double End => Words[^1].End;

    public string Text => string.Join(' ', Words.Select(x => x.Text));
}

/// <summary>How a card number is said.</summary>
public enum CardSaying
{
    /// <summary>No card in the call.</summary>
    None,
    Words,
    Digits,

    /// <summary>In two halves, with the other's words between.</summary>
    Halves,
}

/// <summary>A seeded call of two people: small talk, and perhaps a card number with its code. The sound has the words' times.</summary>
public sealed class SpokenCall
{
    const int Rate = 8000;

    static readonly string[] Talk = ("sure customer account nobody flat street said right parcel garden broken another your was meter thank "
        + "engineer driver address lovely morning noon behind reading bill delivery visit because arrange heating date please home")
            .Split(' ');

    readonly Random random;
    readonly List<SpokenTurn> turns = [];
    readonly List<(double Start, double End)> secret = [];
    double at = 0.5;

    public SpokenCall(int seed, CardSaying saying, int smallTalk = 2)
    {
        random = new(seed);
        Chat(smallTalk);
        if (saying is not CardSaying.None)
        {
            Card(saying);
        }

        Chat(smallTalk);
        Say(0, "lovely that went through goodbye");
    }

    public IReadOnlyList<SpokenTurn> Turns => turns;

    public string Number { get; private set; } = "";

    /// <summary>What no sealed text may hold.</summary>
    public List<string> Gone { get; } = [];

    /// <summary>Stretches in which card data is said.</summary>
    public IReadOnlyList<(double Start, double End)> Secret => secret;

    public double Seconds => at + 1.5;

    /// <summary>16-bit PCM with a channel for each speaker.</summary>
    public byte[] Wav()
    {
        var samples = new double[(int)(Seconds * Rate) * 2];
        foreach (var turn in turns)
        {
            foreach (var word in turn.Words)
            {
                for (var i = (int)(word.Start * Rate); i < (int)(word.End * Rate); i++)
                {
                    samples[(2 * i) + turn.Speaker] = (random.NextDouble() - 0.5) * 0.3;
                }
            }
        }

        return WavMaker.Simple(SampleEncoding.Pcm16, 2, Rate, samples);
    }

    void Chat(int count)
    {
        for (var i = 0; i < count; i++)
        {
            Say(i % 2, string.Join(' ', Enumerable.Range(0, 4 + random.Next(9)).Select(_ => Talk[random.Next(Talk.Length)])));
        }
    }

    void Card(CardSaying saying)
    {
        Number = CardForms.Card(random, 0);
        Say(0, "could I take the long card number please");
        var fours = Number.Chunk(4).Select(x => new string(x)).ToArray();
        var said = saying is CardSaying.Digits ? fours : [.. fours.Select(x => SpokenForms.Digits("en", x))];
        if (saying is CardSaying.Halves)
        {
            Confide(1, "", string.Join(' ', said[..2]));
            Say(0, "thank you I have written that down carry on whenever ready");
            Confide(1, "", string.Join(' ', said[2..]));
        }
        else
        {
            Confide(1, "sure it is", string.Join(' ', said));
        }

        Gone.AddRange(saying is CardSaying.Digits ? fours.Distinct() : [said[2] + " " + said[3]]);
        Say(0, "thank you and the security code on the back");
        var code = CardForms.Digits(random, 3);
        Confide(1, "", saying is CardSaying.Digits ? code : SpokenForms.Digits("en", code));
    }

    void Confide(int speaker, string before, string digits)
    {
        var first = before.Length == 0 ? 0 : before.Split(' ').Length;
        Say(speaker, (before + " " + digits).Trim());
        secret.Add((turns[^1].Words[first].Start, turns[^1].End));
    }

    void Say(int speaker, string text)
    {
        var words = new List<CallWord>();
        foreach (var word in text.Split(' '))
        {
            var length = Math.Round((word.All(char.IsAsciiDigit) ? 0.3 * word.Length : 0.2) + (random.NextDouble() * 0.2), 2);
            words.Add(new(word, Math.Round(at, 2), Math.Round(at + length, 2)));
            at += length + 0.05;
        }

        turns.Add(new(speaker, words));
        at = Math.Round(at + 0.5 + random.NextDouble(), 2);
    }
}
