using System.Buffers.Binary;
using System.Text;

namespace Compliance.Pci;

/// <summary>A text in UTF-16, with or without its mark, as UTF-8; edits are carried back to the bytes of the file.</summary>
sealed class WideText
{
    const int Sample = 512;

    readonly string text;
    readonly int mark;

    WideText(string text, int mark, bool bigEndian) => (this.text, this.mark, Encoding, Bytes) =
        (text, mark, bigEndian ? "utf-16BE" : "utf-16", System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>The name of the encoding (IANA, as .NET has it), in which replacements are written.</summary>
    public string Encoding { get; }

    /// <summary>The text in UTF-8, without the mark.</summary>
    public byte[] Bytes { get; }

    public static bool Is(ReadOnlySpan<byte> bytes) => BigEndian(bytes) is not null;

    public static WideText? Read(ReadOnlySpan<byte> bytes)
    {
        if (BigEndian(bytes) is not { } big)
        {
            return null;
        }

        var start = bytes[0] is 0xFF or 0xFE ? 2 : 0;
        var units = new char[(bytes.Length - start) / 2];
        for (var i = 0; i < units.Length; i++)
        {
            var pair = bytes.Slice(start + (2 * i), 2);
            units[i] = (char)(big ? BinaryPrimitives.ReadUInt16BigEndian(pair) : BinaryPrimitives.ReadUInt16LittleEndian(pair));
        }

        return new(new string(units), start, big);
    }

    /// <summary>Edits of the UTF-8 text as edits of the file.</summary>
    public IReadOnlyList<GateEdit> Original(IReadOnlyList<GateEdit> edits)
    {
        var original = new List<GateEdit>(edits.Count);
        var (narrow, wide) = (0L, 0);
        foreach (var edit in edits)
        {
            var from = Forward(edit.Offset);
            var to = Forward(edit.Offset + edit.Length);
            original.Add(new(mark + (2L * from), 2 * (to - from), edit.Replacement));
        }

        return original;

        int Forward(long until)
        {
            while (narrow < until && wide < text.Length)
            {
                _ = Rune.DecodeFromUtf16(text.AsSpan(wide), out var rune, out var units);
                narrow += rune.Utf8SequenceLength;
                wide += units;
            }

            return wide;
        }
    }

    /// <summary>By the mark, or by the zero halves of ASCII letters.</summary>
    static bool? BigEndian(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 4)
        {
            return null;
        }

        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            return bytes[0] == 0xFE;
        }

        var (even, odd, pairs) = (0, 0, Math.Min(Sample, bytes.Length) / 2);
        for (var i = 0; i < pairs; i++)
        {
            even += bytes[2 * i] == 0 ? 1 : 0;
            odd += bytes[(2 * i) + 1] == 0 ? 1 : 0;
        }

        return odd > pairs * 0.6 && even == 0 ? false : even > pairs * 0.6 && odd == 0 ? true : null;
    }
}
