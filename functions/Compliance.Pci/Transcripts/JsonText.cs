namespace Compliance.Pci;

/// <summary>Takes one level of escapes from the inside of a JSON string.</summary>
static class JsonText
{
    /// <param name="start">Where the text begins, in the bytes that <paramref name="outer"/> maps.</param>
    /// <param name="outer">The original position of each of those bytes, if they are themselves unescaped.</param>
    /// <returns>The text, and the original position of each of its bytes and of its end.</returns>
    public static (byte[] Text, int[] Origin) Unescape(ReadOnlySpan<byte> text, int start, int[]? outer)
    {
        var plain = new byte[text.Length];
        var origin = new int[text.Length + 1];
        var length = 0;
        for (var at = 0; at < text.Length; at++, length++)
        {
            origin[length] = Original(at);
            if (text[at] != '\\' || at + 1 == text.Length)
            {
                plain[length] = text[at];
                continue;
            }

            at++;
            plain[length] = text[at] switch
            {
                (byte)'n' => (byte)'\n',
                (byte)'r' => (byte)'\r',
                (byte)'t' => (byte)'\t',
                _ => text[at],
            };
            if (text[at] == 'u' && at + 4 < text.Length && text[at + 1] == '0' && text[at + 2] == '0'
                && System.Buffers.Text.Utf8Parser.TryParse(text.Slice(at + 3, 2), out byte ascii, out _, 'x') && ascii < 0x80)
            {
                // Serializers that are careful write quotes like this.
                plain[length] = ascii;
                at += 4;
            }
            else if (text[at] == 'u')
            {
                // A code unit stays as it is written: what reads the text next decodes it.
                (plain[length], origin[length + 1]) = ((byte)'\\', Original(at));
                plain[++length] = (byte)'u';
            }
        }

        origin[length] = Original(text.Length);
        return (plain[..length], origin[..(length + 1)]);

        int Original(int at) => outer is null ? start + at : outer[start + at];
    }
}
