namespace Compliance.Pci;

/// <summary>
/// Finds card verification values and PINs by the words before them, and what follows a card number: its expiry date and verification
/// value (PCI DSS 3.3.1.2, 3.3.1.3).
/// </summary>
sealed class CardContext(List<Token> tokens, int language)
{
    const int BesideWords = 6;
    const int NearWords = 2;

    /// <summary>More card numbers than any plan holds: what follows them no longer matters.</summary>
    const int MaxCards = 5000;

    readonly CodeQuestion question = new(tokens);
    readonly SpokenNumbers numbers = new(tokens, language, transcript: true);
    readonly List<CardMatch> found = [];
    List<CardMatch> pans = [];
    int passed;

    public void Find(List<CardMatch> matches)
    {
        pans = [.. matches.Where(x => x.Kind is PciFindingKind.Pan).OrderBy(x => x.Last)];
        if (pans.Count > MaxCards)
        {
            return;
        }

        numbers.Runs(run =>
        {
            while (passed < pans.Count && pans[passed].Last < run.Items[^1].Last)
            {
                passed++;
            }

            if (!Asked(run) && passed > 0)
            {
                Beside(run);
            }
        });
        matches.AddRange(found);
    }

    /// <summary>Recognises a run of three to six digits after a word that announces a verification value or a PIN.</summary>
    bool Asked(SpokenRun run)
    {
        var begin = run.Items[0].IsHomophone && run.Items.Count > 1 ? 1 : 0;
        var first = run.Items[begin].First;
        var last = run.Items[^1].Last;
        if (LengthOf(run, begin) is not (>= 3 and <= 6 and var length) || Covered(first, last))
        {
            return false;
        }

        if (question.Of(first, last, length) is not { } kind)
        {
            return false;
        }

        found.Add(new(kind, first, last, length, null));
        return true;
    }

    WordSense SenseAt(int i) => i < tokens.Count ? tokens[i].Word?.Sense ?? WordSense.None : WordSense.None;

    /// <summary>Recognises what follows a card number: month and year, then the verification value, or all of them in one run.</summary>
    void Beside(SpokenRun run)
    {
        var to = run.Items[^1].Last;
        var after = pans[passed - 1];
        if (found.Count > 0 && found[^1] is { Kind: PciFindingKind.Pan } date && date.Last > after.Last && date.Last < to)
        {
            after = date;
        }

        var start = 0;
        while (start < run.Items.Count && run.Items[start].First <= after.Last)
        {
            start++;
        }

        if (start == run.Items.Count)
        {
            return;
        }

        var first = run.Items[start].First;
        var (unknown, expiry) = Unknown(after.Last, first);
        if (unknown > (expiry ? 2 * BesideWords : BesideWords))
        {
            return;
        }

        var digits = Text(run, start, run.Items.Count);
        if (IsDate(digits, expiry) && (expiry || unknown <= NearWords))
        {
            // A month alone waits for its year, which a "/" separates from it.
            var last = digits.Length <= 2 ? YearAfter(to) : to;
            if (last > 0)
            {
                found.Add(new(PciFindingKind.Pan, first, last, digits.Length, null, Counts: false));
            }
        }
        else if (digits.Length == 3 && unknown <= NearWords)
        {
            found.Add(new(PciFindingKind.Cvv, first, to, 3, null));
        }
    }

    /// <summary>Month, month and year, or both followed by a verification value.</summary>
    static bool IsDate(string digits, bool expiry)
    {
        var month = digits.Length == 0 ? 0 : int.Parse(digits[..Math.Min(2, digits.Length)],
            System.Globalization.CultureInfo.InvariantCulture);
        return month is >= 1 and <= 12 && (digits.Length switch
        {
            1 or 2 => true,
            3 => expiry,
            4 or 7 or 8 => digits[2] is '2' or '3',
            6 or 9 or 10 => digits[2] == '2' && digits[3] == '0',
            _ => false,
        });
    }

    /// <summary>The last token of the two or four digits that follow directly, or 0.</summary>
    int YearAfter(int last)
    {
        var end = last + 1;
        while (end < tokens.Count && tokens[end].IsDigit && (end == last + 1 || tokens[end].Before == Gap.None))
        {
            end++;
        }

        return end - last - 1 is 2 or 4 && tokens[last + 1].Before is not Gap.Space && tokens[last + 1].Digit is 2 or 3 ? end - 1 : 0;
    }

    /// <summary>Counts no further than matters.</summary>
    (int Unknown, bool Expiry) Unknown(int from, int to)
    {
        var unknown = 0;
        var expiry = false;
        for (var i = from + 1; i < to && unknown <= 2 * BesideWords; i++)
        {
            var sense = SenseAt(i);
            expiry |= (sense & WordSense.Expiry) != WordSense.None;
            unknown += tokens[i].IsDigit || (sense & (WordSense.Filler | WordSense.Expiry)) != WordSense.None ? 0 : 1;
        }

        return (unknown, expiry);
    }

    /// <summary>As many digits as <see cref="Text"/> has to the end of the run.</summary>
    static int LengthOf(SpokenRun run, int from)
    {
        var length = 0;
        for (var i = from; i < run.Items.Count; i++)
        {
            if (!run.Items[i].IsDigits)
            {
                return Text(run, from, run.Items.Count).Length;
            }

            length += run.Items[i].Last - run.Items[i].First + 1;
        }

        return length;
    }

    /// <summary>The digits in the most likely reading.</summary>
    static string Text(SpokenRun run, int from, int to)
    {
        var text = new System.Text.StringBuilder();
        for (var i = from; i < to;)
        {
            if (run.Items[i].Word.Role is NumberRole.And || (run.Items[i].IsHomophone && (i == from || i == to - 1)))
            {
                i++;
                continue;
            }

            var (digits, next) = run.Readings(i).FirstOrDefault(("", i + 1));
            text.Append(digits);
            i = next;
        }

        return text.ToString();
    }

    /// <summary>Runs arrive in order, so only the last match and the card numbers around the run can overlap it.</summary>
    bool Covered(int first, int last) =>
        (found.Count > 0 && Over(found[^1], first, last))
        || (passed > 0 && Over(pans[passed - 1], first, last))
        || (passed < pans.Count && Over(pans[passed], first, last));

    static bool Over(CardMatch match, int first, int last) => match.First <= last && match.Last >= first;
}
