namespace Compliance.Pci;

/// <summary>Praat's TextGrid in its long form: intervals with <c>xmin</c>, <c>xmax</c> and <c>text</c>, in a tier for each speaker.</summary>
static class TextGrid
{
    public static bool Is(ReadOnlySpan<byte> text) => text[..Math.Min(text.Length, 512)].IndexOf("\"TextGrid\""u8) >= 0;

    public static RecordList Read(ReadOnlySpan<byte> text)
    {
        var list = new RecordList();
        var (start, end, speaker, said) = (list.Field("start"u8), list.Field("end"u8), list.Field("speaker"u8), list.Field("text"u8));
        var (tier, from, to) = ((0, 0), (0, 0), (0, 0));
        for (var at = 0; at < text.Length;)
        {
            var length = text[at..].IndexOf((byte)'\n') is >= 0 and var feed ? feed : text.Length - at;
            var line = text.Slice(at, length);
            if (line.IndexOf((byte)'=') is > 0 and var equal)
            {
                var own = line[(equal + 1)..];
                var value = own.Trim(" \t\r\""u8);
                var part = (at + equal + 1 + own.Length - own.TrimStart(" \t\r\""u8).Length, value.Length);
                var name = line[..equal].Trim(" \t"u8);
                tier = name.SequenceEqual("name"u8) ? part : tier;
                from = name.SequenceEqual("xmin"u8) || name.SequenceEqual("number"u8) || name.SequenceEqual("time"u8) ? part : from;
                to = name.SequenceEqual("xmax"u8) ? part : to;
                if ((name.SequenceEqual("text"u8) || name.SequenceEqual("mark"u8)) && value.Length > 0)
                {
                    list.Begin();
                    list.Add(start, from.Item1, from.Item2);
                    list.Add(end, to.Item1, to.Item2);
                    list.Add(speaker, tier.Item1, tier.Item2);
                    list.Add(said, part.Item1, part.Item2);
                }
            }

            at += length + 1;
        }

        list.End();
        return list;
    }
}
