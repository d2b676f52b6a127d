namespace Compliance.Pci;

/// <summary>The tags within subtitles and chats: <c>&lt;c&gt;</c>, <c>&lt;b&gt;</c>, times of words.</summary>
static class SubtitleTags
{
    const int Longest = 60;

    /// <summary>Overwrites tags with characters that the tokenizer ignores or reads as a space.</summary>
    public static void Hide(Span<byte> line)
    {
        for (var open = line.IndexOf((byte)'<'); open >= 0;)
        {
            var length = line[open..].IndexOf((byte)'>') + 1;
            if (length is > 1 and <= Longest)
            {
                line[open] = (byte)' ';
                for (var i = open + 1; i < open + length; i++)
                {
                    // The tokenizer ignores soft hyphens (U+00AD).
                    line[i] = (byte)(i + 1 == open + length && (length & 1) == 0 ? ' ' : ((i - open) & 1) != 0 ? 0xC2 : 0xAD);
                }
            }

            var next = line[(open + 1)..].IndexOf((byte)'<');
            open = next < 0 ? -1 : open + 1 + next;
        }
    }
}
