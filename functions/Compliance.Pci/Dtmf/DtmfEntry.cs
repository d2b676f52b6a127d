namespace Compliance.Pci;

/// <summary>Keys pressed in a row on one channel, each less than 4 s after the previous one.</summary>
readonly record struct DtmfEntry(double Start, double End, int Channel, IReadOnlyList<DtmfKey> Keys)
{
    const double MaxGapSeconds = 4;

    /// <summary>An entry with fewer keys is a menu choice.</summary>
    public const int LongKeys = 3;

    public static IEnumerable<DtmfEntry> Group(IReadOnlyList<DtmfKey> keys, int channel)
    {
        for (var first = 0; first < keys.Count;)
        {
            var last = first;
            while (last + 1 < keys.Count && keys[last + 1].Start - keys[last].End < MaxGapSeconds)
            {
                last++;
            }

            yield return new(keys[first].Start, keys[last].End, channel, [.. keys.Skip(first).Take(last - first + 1)]);
            first = last + 1;
        }
    }

    public int Digits => Keys.Count(x => char.IsAsciiDigit(x.Key));

    /// <summary>The numbers in the entry: digits between star, hash and letters.</summary>
    public IEnumerable<(double Start, double End, byte[] Digits)> Numbers()
    {
        for (var first = 0; first < Keys.Count; first++)
        {
            var end = first;
            while (end < Keys.Count && char.IsAsciiDigit(Keys[end].Key))
            {
                end++;
            }

            if (end > first)
            {
                yield return (
                    Keys[first].Start, Keys[end - 1].End, [.. Keys.Skip(first).Take(end - first).Select(x => (byte)(x.Key - '0'))]);
                first = end;
            }
        }
    }
}

/// <summary>Classifies keyed numbers by their own digits and by the entries before them.</summary>
static class DtmfNames
{
    /// <summary>A card verification value follows its card number within a minute.</summary>
    const double FollowSeconds = 60;

    public static IEnumerable<PciFinding> Of(string file, IEnumerable<DtmfEntry> entries)
    {
        var card = double.NegativeInfinity;
        foreach (var entry in entries.OrderBy(x => x.Start))
        {
            foreach (var (start, end, digits) in entry.Numbers())
            {
                if (Card(digits) is var (length, scheme))
                {
                    card = end;
                    yield return new(file, PciFindingKind.Pan, start, end, entry.Channel, length, scheme);
                    if (digits.Length - length is 3 or 7 && Cvv(digits.AsSpan(length)))
                    {
                        yield return new(file, PciFindingKind.Cvv, start, end, entry.Channel, 3);
                    }
                }
                else if (start - card < FollowSeconds && digits.Length is 3 or 4 && !IsExpiry(digits))
                {
                    yield return new(file, PciFindingKind.Cvv, start, end, entry.Channel, digits.Length);
                }
            }
        }
    }

    /// <summary>A card number, alone or followed directly by its expiry date, verification value or both.</summary>
    static (int Length, string Scheme)? Card(byte[] digits)
    {
        foreach (var over in (ReadOnlySpan<int>)[0, 4, 3, 7])
        {
            var length = digits.Length - over;
            if (length >= CardScheme.MinDigits && CardScheme.Of(digits.AsSpan(0, length)) is { } scheme
                && (over is not (4 or 7) || IsExpiry(digits.AsSpan(length, 4))))
            {
                return (length, scheme);
            }
        }

        return null;
    }

    static bool Cvv(ReadOnlySpan<byte> rest) => rest.Length == 3 || IsExpiry(rest[..4]);

    static bool IsExpiry(ReadOnlySpan<byte> digits) => digits.Length == 4 && (digits[0] * 10) + digits[1] is >= 1 and <= 12
        && digits[2] is 2 or 3;
}
