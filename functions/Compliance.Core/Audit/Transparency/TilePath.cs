using System.Globalization;
using System.Runtime.InteropServices;

namespace Compliance.Audit;

/// <summary>
/// Name of a tile or an entry bundle (C2SP tlog-tiles): <c>tile/{L}/{N}[.p/{W}]</c> or <c>tile/entries/{N}[.p/{W}]</c>, with N in groups of
/// three digits, all but the last preceded by an <c>x</c>.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TilePath
{
    /// <summary>Number of hashes or entries in a full tile or bundle.</summary>
    public const int FullWidth = 256;

    /// <summary>Prefix of all names.</summary>
    public const string Prefix = "tile/";

    const int EntriesLevel = -1;
    const int HighestLevel = 63;
    const int Group = 1000;
    const string EntriesName = "entries";

    TilePath(int level, long number, int width) => (Level, Number, Width) = (level, number, width);

    /// <summary>0 for leaf hashes; meaningless for an entry bundle.</summary>
    public int Level { get; }

    public long Number { get; }

    /// <summary>1 to 256.</summary>
    public int Width { get; }

    public bool IsBundle => Level == EntriesLevel;

    public bool IsFull => Width == FullWidth;

    /// <summary>The full tile or bundle at the same position.</summary>
    public TilePath Full => OfWidth(FullWidth);

    /// <summary>A tile or bundle of another width at the same position.</summary>
    public TilePath OfWidth(int width) => new(Level, Number, width);

    public static TilePath Hashes(int level, long number, int width = FullWidth) => new(level, number, width);

    public static TilePath Entries(long number, int width = FullWidth) => new(EntriesLevel, number, width);

    /// <param name="text">A whole name, from <c>tile/</c> on; only the spelling of C2SP is accepted.</param>
    public static bool TryParse(string text, out TilePath path)
    {
        path = default;
        var parts = text.Split('/');
        if (parts.Length < 3 || parts[0] + "/" != Prefix || !TryLevel(parts[1], out var level))
        {
            return false;
        }

        var width = FullWidth;
        var last = parts.Length - 1;
        if (parts[last - 1].EndsWith(".p", StringComparison.Ordinal))
        {
            if (!TryNumber(parts[last], FullWidth - 1, out width) || width == 0)
            {
                return false;
            }

            parts[--last] = parts[last][..^2];
        }

        var number = 0L;
        foreach (var group in parts[2..(last + 1)])
        {
            if (!TryNumber(group.AsSpan(group.StartsWith('x') ? 1 : 0), Group - 1, out var digits) || number > long.MaxValue / (2 * Group))
            {
                return false;
            }

            number = (number * Group) + digits;
        }

        path = new TilePath(level, number, width);
        return path.ToString() == text;
    }

    public override string ToString()
    {
        var name = (Number % Group).ToString("D3", CultureInfo.InvariantCulture);
        for (var rest = Number / Group; rest > 0; rest /= Group)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"x{rest % Group:D3}/{name}");
        }

        var level = IsBundle ? EntriesName : Level.ToString(CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{Prefix}{level}/{name}{(IsFull ? "" : $".p/{Width}")}");
    }

    static bool TryLevel(string text, out int level)
    {
        level = EntriesLevel;
        return text == EntriesName || TryNumber(text, HighestLevel, out level);
    }

    static bool TryNumber(ReadOnlySpan<char> text, int most, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= most;
}
