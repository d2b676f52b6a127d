namespace Compliance.Pci;

/// <summary>
/// Finds a card number that other words interrupt, where nothing tells who said them ("… seven seven" "lovely, I have written these down"
/// "six four …"). Its parts are whole runs of digits that together are a card number, and it was asked for, or is said in fours.
/// </summary>
static class SplitNumbers
{
    /// <summary>The longest interruption, in words.</summary>
    const int BetweenWords = 24;

    /// <summary>How far before the first digits a card may be spoken of, in words.</summary>
    const int AskedWords = 40;

    /// <summary>Parts of a number; more belong to several numbers.</summary>
    const int MaxParts = 6;

    /// <summary>Runs with fewer digits are words like "one moment".</summary>
    const int MinRun = 3;

    /// <summary>Words for a payment card that have no more than five letters.</summary>
    static readonly HashSet<int> Cards = [.. "card cards visa amex debit karte kaart".Split(' ').Select(Pack)];

    public static void Find(List<Token> tokens, int language, List<CardMatch> matches)
    {
        var taken = matches.Where(x => x.Kind is PciFindingKind.Pan).OrderBy(x => x.First).ToList();
        var passed = 0;
        var runs = new List<(int First, int Last, string Digits)>();
        new SpokenNumbers(tokens, language, transcript: true).Runs(run =>
        {
            var (first, last) = (run.Items[0].First, run.Items[^1].Last);
            while (passed < taken.Count && taken[passed].Last < first)
            {
                passed++;
            }

            if (run.Digits() is { Length: >= MinRun and <= CardScheme.MaxDigits } digits 
                && (passed == taken.Count || taken[passed].First > last))
            {
                runs.Add((first, last, digits));
            }
        });
        for (var i = 0; i < runs.Count; i++)
        {
            i += Match(tokens, runs, i, matches);
        }
    }

    /// <returns>How many more runs the number has.</returns>
    static int Match(List<Token> tokens, List<(int First, int Last, string Digits)> runs, int from, List<CardMatch> matches)
    {
        Span<byte> digits = stackalloc byte[CardScheme.MaxDigits];
        var length = 0;
        var fours = true;
        for (var i = from; i < runs.Count && i - from < MaxParts; i++)
        {
            if (length + runs[i].Digits.Length > CardScheme.MaxDigits || (i > from && runs[i].First - runs[i - 1].Last > BetweenWords))
            {
                return 0;
            }

            foreach (var digit in runs[i].Digits)
            {
                digits[length++] = (byte)(digit - '0');
            }

            fours &= runs[i].Digits.Length % 4 == 0;
            if (i > from && length >= CardScheme.MinDigits && CardScheme.Of(digits[..length]) is { } scheme
                && ((fours && length == 16) || Asked(tokens, runs[from].First)))
            {
                for (var k = from; k <= i; k++)
                {
                    matches.Add(new(PciFindingKind.Pan, runs[k].First, runs[k].Last, runs[k].Digits.Length, scheme));
                }

                return i - from;
            }
        }

        return 0;
    }

    static bool Asked(List<Token> tokens, int first)
    {
        for (var i = Math.Max(0, first - AskedWords); i < first; i++)
        {
            if (Cards.Contains(tokens[i].Letters))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>As <see cref="Token.Letters"/> packs it.</summary>
    static int Pack(string word) => word.Aggregate(0, (packed, letter) => (packed << 5) | (letter - 'a' + 1));
}
