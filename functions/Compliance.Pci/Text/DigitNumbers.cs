namespace Compliance.Pci;

/// <summary>
/// Finds card numbers written in digits, grouped as people and systems write them. It ignores what looks like part of something else: a
/// decimal fraction, an IBAN, a telephone number, a longer number with dots or dashes.
/// </summary>
static class DigitNumbers
{
    /// <summary>The word "pan" as <see cref="Token.Letters"/> packs it.</summary>
    const int Pan = (16 << 10) | (1 << 5) | 14;

    const Gap Joining = Gap.Space | Gap.Dash | Gap.Dot | Gap.Line | Gap.Piece | Gap.Stroke;

    public static void Find(List<Token> tokens, List<CardMatch> matches)
    {
        var groups = new List<(int First, int Count)>();
        for (var at = 0; at < tokens.Count;)
        {
            if (!tokens[at].IsDigit)
            {
                at++;
                continue;
            }

            var end = RunEnd(tokens, at, groups);
            if (end - at >= CardScheme.MinDigits && !Iban.Covers(tokens, at))
            {
                Run(tokens, groups, matches);
            }

            at = end;
        }
    }

    static int RunEnd(List<Token> tokens, int at, List<(int First, int Count)> groups)
    {
        groups.Clear();
        groups.Add((at, 1));
        var end = at + 1;
        for (; end < tokens.Count && tokens[end].IsDigit && (tokens[end].Before & ~Joining) == Gap.None; end++)
        {
            if (tokens[end].Before == Gap.None)
            {
                groups[^1] = (groups[^1].First, groups[^1].Count + 1);
            }
            else
            {
                groups.Add((end, 1));
            }
        }

        return end;
    }

    static void Run(List<Token> tokens, List<(int First, int Count)> groups, List<CardMatch> matches)
    {
        Span<byte> digits = stackalloc byte[CardScheme.MaxDigits];
        for (var s = 0; s < groups.Count; s++)
        {
            var best = -1;
            string? scheme = null;
            for (int e = s, length = 0; e < groups.Count; e++)
            {
                if (length + groups[e].Count > CardScheme.MaxDigits)
                {
                    break;
                }

                for (var i = 0; i < groups[e].Count; i++)
                {
                    digits[length++] = (byte)tokens[groups[e].First + i].Digit;
                }

                if (length >= CardScheme.MinDigits && CardScheme.Of(digits[..length]) is { } found && Allowed(tokens, groups, s, e))
                {
                    // A number that ends with the run, or where an expiry date may follow, is preferred to one that leaves a digit over.
                    best = best < 0 || Rest(groups, e) is 0 or 3 or 4 ? e : best;
                    scheme = best == e ? found : scheme;
                }
            }

            if (best < 0 && Allowed(tokens, groups, s, s))
            {
                GluedNumber.Find(tokens, groups[s].First, groups[s].Count, matches);
            }
            else if (best >= 0)
            {
                var last = groups[best].First + groups[best].Count - 1;
                matches.Add(new(PciFindingKind.Pan, groups[s].First, last, last - groups[s].First + 1, scheme, last - 3));
                s = best;
            }
        }
    }

    static int Rest(List<(int First, int Count)> groups, int e) =>
        e + 1 == groups.Count ? 0 : groups[^1].First + groups[^1].Count - groups[e].First - groups[e].Count;

    static bool Allowed(List<Token> tokens, List<(int First, int Count)> groups, int s, int e)
    {
        var first = groups[s].First;
        var after = groups[e].First + groups[e].Count;
        var single = s == e;
        var whole = s == 0 && e == groups.Count - 1;
        if ((s == 0 && (tokens[first].Before & Gap.Plus) != Gap.None)
            || (s > 0 && Tied(tokens[first].Before, single))
            || (e + 1 < groups.Count && Tied(tokens[after].Before, single)))
        {
            return false;
        }

        if (!single && Odd(tokens, groups, s, e) is var odd and not Gap.None)
        {
            // Decimals, versions, dates and paths contain dots and slashes too, so only the usual groups count, with nothing attached to
            // them.
            var tied = (s > 0 && (tokens[first].Before & odd) != Gap.None) || (
                e + 1 < groups.Count && (tokens[after].Before & odd) != Gap.None);
            if (tied || !(odd == Gap.Stroke ? Fours(groups, s, e) : Shaped(groups, s, e)))
            {
                return false;
            }
        }

        var glued = s == 0 && first > 0 && tokens[first].Before == Gap.None && tokens[first - 1] is { Length: < 4, Letters: not Pan };
        var trailed = after < tokens.Count && !tokens[after].IsDigit && tokens[after].Before == Gap.None && tokens[after].Length < 4;
        return !glued && (single || (!trailed && (whole || Shaped(groups, s, e))));
    }

    /// <summary>The dots and slashes among the separators of the groups.</summary>
    static Gap Odd(List<Token> tokens, List<(int First, int Count)> groups, int s, int e)
    {
        var odd = Gap.None;
        for (var i = s + 1; i <= e; i++)
        {
            var before = tokens[groups[i].First].Before;
            odd |= (before & Gap.Stroke) | (before == Gap.Dot ? Gap.Dot : Gap.None);
        }

        return (odd & Gap.Stroke) != Gap.None ? Gap.Stroke : odd;
    }

    static bool Fours(List<(int First, int Count)> groups, int s, int e)
    {
        var fours = e - s >= 3;
        for (var i = s; i <= e; i++)
        {
            fours &= groups[i].Count == 4 || (i == e && groups[i].Count < 4);
        }

        return fours || (e - s == 2 && groups[s].Count == 4 && groups[s + 1].Count == 6 && groups[e].Count is 4 or 5);
    }

    /// <summary>A lone dot or dash ties digits to a longer number; an unbroken card number may follow a dash.</summary>
    static bool Tied(Gap gap, bool single) => gap == Gap.Dot || (gap == Gap.Dash && !single);

    /// <summary>Groups of one, two or four digits (the last may be shorter), or 4-6-5 and 4-6-4.</summary>
    static bool Shaped(List<(int First, int Count)> groups, int s, int e)
    {
        var size = groups[s].Count;
        var even = size is 1 or 2 or 4;
        for (var i = s; even && i <= e; i++)
        {
            even = groups[i].Count == size || (i == e && groups[i].Count < size) || (i == e && size == 4 && groups[i].Count <= 7);
        }

        return even || (e - s == 2 && size == 4 && groups[s + 1].Count == 6 && groups[e].Count is 4 or 5)
            || (e - s == 1 && groups[s].Count >= 6 && groups[e].Count >= 6);
    }
}
