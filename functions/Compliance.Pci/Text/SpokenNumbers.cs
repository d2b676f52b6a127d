namespace Compliance.Pci;

/// <summary>Finds card numbers in number words, one language at a time.</summary>
sealed class SpokenNumbers(List<Token> tokens, int language, bool transcript)
{
    const int MaxFillers = 5;
    const int MaxReadings = 4000;

    /// <summary>A day of speech that is nothing but numbers needs fewer.</summary>
    const int MaxTotal = 20_000_000;
    const Gap Through = ~(Gap.Break | Gap.Plus | Gap.Stroke);

    readonly SpokenRun run = new(tokens);
    readonly byte[] digits = new byte[CardScheme.MaxDigits];
    int readings;
    int total;
    (int Next, int Digits, string Scheme)? best;

    /// <summary>True if the text is crafted to have too many readings, so that not all were tried.</summary>
    public bool GaveUp => total >= MaxTotal;

    /// <summary>Calls <paramref name="each"/> for every run of numbers.</summary>
    public void Runs(Action<SpokenRun> each)
    {
        for (var at = 0; at < tokens.Count;)
        {
            at = NextRun(at);
            if (run.Items.Count > 0)
            {
                each(run);
            }
        }
    }

    public void Find(List<CardMatch> matches) => Runs(_ => Match(matches));

    int NextRun(int at)
    {
        run.Clear();
        var fillers = 0;
        var all = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(tokens);
        while (at < all.Length && all[at] is { IsDigit: false } none && none.Word?.IsNumber(language) is not true)
        {
            at++;
        }

        for (; at < all.Length; at++)
        {
            ref readonly var token = ref all[at];
            if (run.Items.Count > 0 && ((token.Before & ~Through) != Gap.None || (token.IsDigit && token.Before == Gap.Dot)))
            {
                // A decimal point also ends a spoken number: transcribed card numbers hold no dots.
                return at;
            }

            if (token.IsDigit)
            {
                var first = at;
                while (at + 1 < tokens.Count && tokens[at + 1].IsDigit && tokens[at + 1].Before == Gap.None)
                {
                    at++;
                }

                run.Add(new(first, at, default));
                fillers = 0;
            }
            else if (token.Word is { } word && word.IsNumber(language) && word.Number(language) is var number
                && (run.Items.Count > 0 || number.Role is not NumberRole.And))
            {
                run.Add(new(at, at, number));
                fillers = 0;
            }
            else if (run.Items.Count > 0 && (token.Word is not { } other || !other.Is(WordSense.Filler) || ++fillers > MaxFillers))
            {
                return at + 1;
            }
        }

        return at;
    }

    void Match(List<CardMatch> matches)
    {
        if (!transcript && !Spoken(0, run.Items.Count))
        {
            // Digits alone are found elsewhere.
            return;
        }

        for (var i = 0; i < run.Items.Count && !GaveUp; i++)
        {
            if (run.Items[i].Word.Role is NumberRole.And || (run.Items[i].IsHomophone && !run.MayBegin(i)))
            {
                continue;
            }

            best = null;
            readings = 0;
            Extend(i, 0);
            total += readings;
            if (best is { } found && (transcript || Spoken(i, found.Next)))
            {
                var (first, last) = (run.Items[i].First, run.Items[found.Next - 1].Last);
                matches.Add(new(PciFindingKind.Pan, first, last, found.Digits, found.Scheme, KeepFrom(i, found.Next)));
                i = found.Next - 1;
            }
        }
    }

    void Extend(int i, int length)
    {
        if (length >= CardScheme.MinDigits && CardScheme.Of(digits.AsSpan(0, length)) is { } scheme
            && (best is not { } b || Better(i, length, b)))
        {
            best = (i, length, scheme);
        }

        if (i >= run.Items.Count || ++readings > MaxReadings || (length >= 2 && !CardScheme.MayBegin(digits[0], digits[1])))
        {
            return;
        }

        if (run.Items[i].Word.Role is NumberRole.And)
        {
            Extend(i + 1, length);
            return;
        }

        foreach (var (text, next) in run.Readings(i))
        {
            // A number does not begin with a word that is not a number word.
            if (length + text.Length is > 0 and <= CardScheme.MaxDigits)
            {
                for (var k = 0; k < text.Length; k++)
                {
                    digits[length + k] = (byte)(text[k] - '0');
                }

                Extend(next, length + text.Length);
            }
        }
    }

    /// <summary>Prefers a number that ends with the run, then one of 16 digits.</summary>
    bool Better(int next, int length, (int Next, int Digits, string Scheme) other)
    {
        var ends = next == run.Items.Count;
        var otherEnds = other.Next == run.Items.Count;
        return ends != otherEnds ? ends : length == 16 && other.Digits != 16;
    }

    bool Spoken(int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            if (!run.Items[i].IsDigits)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The last four digits may be kept only if they were said as four separate items.</summary>
    int KeepFrom(int from, int to)
    {
        if (run.Items[to - 1].IsDigits && run.Items[to - 1].Last - run.Items[to - 1].First >= 3)
        {
            return run.Items[to - 1].Last - 3;
        }

        if (to - from < 4)
        {
            return -1;
        }

        for (var i = to - 4; i < to; i++)
        {
            if (run.Items[i].Word.Role is not NumberRole.Unit && !(run.Items[i].IsDigits && run.Items[i].First == run.Items[i].Last))
            {
                return -1;
            }
        }

        return to - 5 >= from && run.Items[to - 5].Word.Role is NumberRole.Times ? -1 : run.Items[to - 4].First;
    }
}
