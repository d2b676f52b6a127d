namespace Compliance.Pci;

/// <summary>Finds magnetic stripe data (ISO/IEC 7813): sensitive authentication data that is never kept (PCI DSS 3.3.1.1).</summary>
static class TrackData
{
    const int MaxTrack = 128;

    /// <summary>Start and length in bytes, and the number of digits, per track.</summary>
    public static IEnumerable<(int Start, int Length, int Digits)> Find(byte[] text, int length)
    {
        for (var at = 0; at < length; at++)
        {
            if (text[at] is not ((byte)'=' or (byte)'^'))
            {
                continue;
            }

            var first = at;
            while (first > 0 && IsDigit(text[first - 1]) && at - first < CardScheme.MaxDigits + 1)
            {
                first--;
            }

            var digits = at - first;
            if (digits is < CardScheme.MinDigits or > CardScheme.MaxDigits || End(text, length, at) is not (> 0 and var end))
            {
                continue;
            }

            first -= first > 0 && text[first - 1] is (byte)'B' or (byte)'b' or (byte)';' ? 1 : 0;
            first -= first > 0 && text[first - 1] == '%' ? 1 : 0;
            yield return (first, end - first, digits);
            at = end - 1;
        }
    }

    /// <summary>Track 2: expiry date and service code after the separator. Track 1: a name up to a second separator, then the
    /// same.</summary>
    static int End(byte[] text, int length, int separator)
    {
        var at = separator + 1;
        if (text[separator] == '^')
        {
            while (at < length && text[at] != '^' && at - separator < 28 && text[at] is >= 0x20 and not (byte)'"')
            {
                at++;
            }

            if (at >= length || text[at] != '^')
            {
                return -1;
            }

            at++;
        }

        var start = at;
        while (at < length && IsDigit(text[at]) && at - start < MaxTrack)
        {
            at++;
        }

        if (at - start < 4)
        {
            return -1;
        }

        return at < length && text[at] == '?' ? at + 1 : at;
    }

    static bool IsDigit(byte character) => character is >= (byte)'0' and <= (byte)'9';
}
