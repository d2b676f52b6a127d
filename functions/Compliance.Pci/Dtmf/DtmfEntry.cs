namespace Compliance.Pci;

/// <summary>Keys that one person pressed for one purpose, on one channel.</summary>
readonly record struct DtmfEntry(int Channel, IReadOnlyList<DtmfKey> Keys)
{
    /// <summary>Longest pause between the keys of an entry, in seconds: a card number is read out and keyed digit by digit.</summary>
    const double MaxGapSeconds = 8;

    /// <summary>Longest pause within a number that is keyed in parts, as a voice menu asks for it two or four digits at a time.</summary>
    const double MaxPartSeconds = 30;

    /// <summary>Pauses up to this are silenced with the keys around them. In longer ones people talk.</summary>
    const double SilencedGapSeconds = 4;

    /// <summary>An entry with fewer keys is a menu choice.</summary>
    public const int LongKeys = 3;

    public double Start => Keys[0].Start;

    public double End => Keys.Max(x => x.End);

    public int Digits => Keys.Count(x => char.IsAsciiDigit(x.Key));

    public static IEnumerable<DtmfEntry> Group(IReadOnlyList<DtmfKey> keys, int channel)
    {
        var entries = Runs(keys, MaxGapSeconds).Select(x => new DtmfEntry(channel, x)).ToList();
        for (var first = 0; first < entries.Count;)
        {
            var (joined, count) = InParts(entries, first);
            yield return joined;
            first += count;
        }
    }

    /// <summary>The entry, with those after it if only together they are a card number. Menu choices in a row are none, however
    /// many.</summary>
    static (DtmfEntry Entry, int Count) InParts(List<DtmfEntry> entries, int first)
    {
        var joined = entries[first];
        for (var next = first + 1; next < entries.Count && joined.Digits <= CardScheme.MaxDigits
            && entries[next].Start - entries[next - 1].End < MaxPartSeconds; next++)
        {
            joined = joined with { Keys = [.. joined.Keys, .. entries[next].Keys] };
            if (DtmfNames.Card([.. joined.Keys.Where(x => char.IsAsciiDigit(x.Key)).Select(x => (byte)(x.Key - '0'))]) is not null)
            {
                return (joined, next - first + 1);
            }
        }

        return (entries[first], 1);
    }

    /// <summary>The periods to silence.</summary>
    public IEnumerable<(double Start, double End)> Stretches() =>
        Runs(Keys, SilencedGapSeconds).Select(x => (x[0].Start, x.Max(k => k.End)));

    static IEnumerable<IReadOnlyList<DtmfKey>> Runs(IReadOnlyList<DtmfKey> keys, double gap)
    {
        for (var first = 0; first < keys.Count;)
        {
            var end = first + 1;
            while (end < keys.Count && keys[end].Start - keys[end - 1].End < gap)
            {
                end++;
            }

            yield return [.. keys.Skip(first).Take(end - first)];
            first = end;
        }
    }
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
    public static (int Length, string Scheme)? Card(byte[] digits)
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
