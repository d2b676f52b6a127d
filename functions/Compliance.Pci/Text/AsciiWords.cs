using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Compliance.Pci;

/// <summary>A word of ASCII letters and apostrophes, in lower case, as the bytes of two numbers.</summary>
/// <param name="Length">Up to <see cref="AsciiWords.Longest"/>, which means that the word may be longer.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct AsciiWord(ulong Low, ulong High, int Length)
{
    public bool EndsInLetter => (byte)(Length > 8 ? High >> (8 * (Length - 9)) : Low >> (8 * (Length - 1))) != '\'';

    public int Hash => (int)(((Low * 0x9E3779B97F4A7C15) ^ (High * 0xC2B2AE3D27D4EB4F)) >> 40);

    /// <summary>As <see cref="Token.Letters"/> has it.</summary>
    public int Pack()
    {
        var packed = 0;
        for (var i = 0; i < Length; i++)
        {
            var letter = (byte)(Low >> (8 * i)) - 'a' + 1;
            if (Length > 5 || letter <= 0)
            {
                return 0;
            }

            packed = (packed << 5) | letter;
        }

        return packed;
    }
}

/// <summary>The known words of ASCII letters, found by their bytes: most words of most texts, sixteen letters at once.</summary>
static class AsciiWords
{
    public const int Longest = 16;

    const int FilterBits = 17;
    const int SlotBits = 15;
    const int ScreenBits = 13;

    /// <summary>Sixteen bytes that keep and sixteen that take away.</summary>
    static readonly byte[] Masks = [.. Enumerable.Repeat(byte.MaxValue, Longest), .. new byte[Longest]];

    /// <summary>Rejects most words that are not known.</summary>
    static readonly ulong[] Filter = new ulong[(1 << FilterBits) / 64];

    static readonly (ulong Low, ulong High, KnownWord? Word)[] Slots = new (ulong, ulong, KnownWord?)[1 << SlotBits];

    /// <summary>The same for words that may be part of a number or of a question for a code: a smaller table, which stays in the
    /// processor's caches.</summary>
    static readonly ulong[] ScreenFilter = new ulong[(1 << FilterBits) / 64];

    static readonly (ulong Low, ulong High, ScreenWord Word)[] ScreenSlots = new (ulong, ulong, ScreenWord)[1 << ScreenBits];

    static AsciiWords()
    {
        foreach (var (text, known) in Vocabulary.All)
        {
            if (text.Length >= Longest || text.AsSpan().ContainsAnyExceptInRange('\'', 'z'))
            {
                continue;
            }

            var word = Read(System.Text.Encoding.ASCII.GetBytes(text), 0);
            if (word.Length != text.Length)
            {
                continue;
            }

            Filter[FilterAt(word.Hash)] |= 1ul << (word.Hash & 63);
            Slots[Free(Slots, word, x => x.Word is null)] = (word.Low, word.High, known);
            if (ScreenWord.Of(known) is { IsNothing: false } screened)
            {
                ScreenFilter[FilterAt(word.Hash)] |= 1ul << (word.Hash & 63);
                ScreenSlots[Free(ScreenSlots, word, x => x.Low == 0)] = (word.Low, word.High, screened);
            }
        }
    }

    /// <summary>The letters and apostrophes at a position.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static AsciiWord Read(ReadOnlySpan<byte> text, int at) => text.Length - at >= Longest
        ? Word(Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(text), (nuint)at))
        : AtEnd(text[at..]);

    [MethodImpl(MethodImplOptions.NoInlining)]
    static AsciiWord AtEnd(ReadOnlySpan<byte> text)
    {
        Span<byte> rest = stackalloc byte[Longest];
        rest.Clear();
        text.CopyTo(rest);
        return Word(Vector128.Create((ReadOnlySpan<byte>)rest));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static AsciiWord Word(Vector128<byte> bytes)
    {
        var lower = bytes | Vector128.Create((byte)0x20);
        var letters = Vector128.LessThan(lower - Vector128.Create((byte)'a'), Vector128.Create((byte)26))
            | Vector128.Equals(bytes, Vector128.Create((byte)'\''));
        var length = BitOperations.TrailingZeroCount(~letters.ExtractMostSignificantBits());
        var word = (lower & Vector128.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(Masks), (nuint)(Longest - length))).AsUInt64();
        return new(word[0], word[1], length);
    }

    public static KnownWord? Find(AsciiWord word)
    {
        var hash = word.Hash;
        if ((Filter[FilterAt(hash)] >> (hash & 63) & 1) == 0)
        {
            return null;
        }

        for (var i = hash & (Slots.Length - 1); Slots[i].Word is { } known; i = (i + 1) & (Slots.Length - 1))
        {
            if (Slots[i].Low == word.Low && Slots[i].High == word.High)
            {
                return known;
            }
        }

        return null;
    }

    /// <summary>What the screen needs of it; nothing for most words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScreenWord Screen(AsciiWord word)
    {
        var hash = word.Hash;
        return (ScreenFilter[FilterAt(hash)] >> (hash & 63) & 1) == 0 ? default : Screen(word, hash);
    }

    static ScreenWord Screen(AsciiWord word, int hash)
    {
        for (var i = hash & (ScreenSlots.Length - 1); ScreenSlots[i].Low != 0; i = (i + 1) & (ScreenSlots.Length - 1))
        {
            if (ScreenSlots[i].Low == word.Low && ScreenSlots[i].High == word.High)
            {
                return ScreenSlots[i].Word;
            }
        }

        return default;
    }

    static int FilterAt(int hash) => (hash >> 6) & (Filter.Length - 1);

    static int Free<T>(T[] slots, AsciiWord word, Func<T, bool> isFree)
    {
        var i = word.Hash & (slots.Length - 1);
        while (!isFree(slots[i]))
        {
            i = (i + 1) & (slots.Length - 1);
        }

        return i;
    }
}

/// <summary>What of a word matters to <see cref="TextScreen"/>.</summary>
/// <param name="Numbers">Languages in which it says digits, one bit each.</param>
/// <param name="Sense">Without fillers.</param>
/// <param name="Counts">It may say how many digits are asked for.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct ScreenWord(uint Numbers, WordSense Sense, bool Counts)
{
    public bool IsNothing => Numbers == 0 && Sense == WordSense.None && !Counts;

    public static ScreenWord Of(KnownWord known)
    {
        var numbers = 0u;
        for (var spoken = known.Spoken; spoken != 0; spoken &= spoken - 1)
        {
            var language = BitOperations.TrailingZeroCount(spoken);
            numbers |= known.Number(language).Role is NumberRole.And ? 0 : 1u << language;
        }

        return new(numbers, known.Sense & ~WordSense.Filler, numbers != 0 || known.Count != 0);
    }
}
