namespace Compliance.Pci;

/// <summary>A hash of a word (FNV-1a), without regard to the case of ASCII letters.</summary>
static class ByteHash
{
    const uint Basis = 2166136261;
    const uint Prime = 16777619;

    public static int Of(ReadOnlySpan<byte> text)
    {
        var hash = Basis;
        foreach (var character in text)
        {
            hash = (hash ^ (character is >= (byte)'A' and <= (byte)'Z' ? (uint)(character | 0x20) : character)) * Prime;
        }

        return (int)hash;
    }
}
