namespace Compliance.Pci;

/// <summary>Finds which words of a text are those of another one that says the same in other spellings.</summary>
static class WordAligner
{
    /// <summary>How many words of both texts together may differ in one place.</summary>
    const int Reach = 60;

    /// <summary>A copy of so few words may begin anywhere, so it is looked for as a whole first.</summary>
    const int Short = 16;

    /// <inheritdoc cref="Align"/>
    public static int Find(ReadOnlySpan<int> copy, ReadOnlySpan<int> words, Span<int> found)
    {
        if (copy.Length > Short || words.IndexOf(copy) is not (>= 0 and var at))
        {
            return Align(copy, words, found);
        }

        for (var i = 0; i < copy.Length; i++)
        {
            found[i] = at + i;
        }

        return copy.Length;
    }

    /// <summary>For each word of <paramref name="copy"/> the index of the same word of <paramref name="words"/>, or -1. Both run in the
    /// same order.</summary>
    /// <returns>How many have one.</returns>
    public static int Align(ReadOnlySpan<int> copy, ReadOnlySpan<int> words, Span<int> found)
    {
        found.Fill(-1);
        Dictionary<long, List<int>>? places = null;
        int i = 0, k = 0, count = 0;
        while (i < copy.Length && k < words.Length)
        {
            if (copy[i] == words[k])
            {
                found[i++] = k++;
                count++;
            }
            else if (!Step(copy[i..], words[k..], out var skip, out var pass))
            {
                places ??= Places(words);
                if (!Resume(copy, places, ref i, ref k))
                {
                    break;
                }
            }
            else
            {
                i += skip;
                k += pass;
            }
        }

        return count;
    }

    /// <summary>The shortest way past a difference: to two equal words in a row, or one at the end of either text.</summary>
    static bool Step(ReadOnlySpan<int> copy, ReadOnlySpan<int> words, out int skip, out int pass)
    {
        for (var apart = 1; apart <= Reach; apart++)
        {
            for (skip = Math.Max(0, apart - words.Length + 1); skip <= apart && skip < copy.Length; skip++)
            {
                pass = apart - skip;
                if (copy[skip] == words[pass] && (skip + 1 >= copy.Length || pass + 1 >= words.Length || copy[skip + 1] == words[pass + 1]))
                {
                    return true;
                }
            }
        }

        (skip, pass) = (0, 0);
        return false;
    }

    /// <summary>Goes on where three words in a row of the copy come next.</summary>
    static bool Resume(ReadOnlySpan<int> copy, Dictionary<long, List<int>> places, ref int i, ref int k)
    {
        for (var at = i; at + 2 < copy.Length; at++)
        {
            if (places.TryGetValue(Three(copy[at..]), out var list))
            {
                var from = k;
                var index = list.BinarySearch(from);
                index = index < 0 ? ~index : index;
                if (index < list.Count)
                {
                    (i, k) = (at, list[index]);
                    return true;
                }
            }
        }

        return false;
    }

    static Dictionary<long, List<int>> Places(ReadOnlySpan<int> words)
    {
        var places = new Dictionary<long, List<int>>();
        for (var k = 0; k + 2 < words.Length; k++)
        {
            var key = Three(words[k..]);
            if (!places.TryGetValue(key, out var list))
            {
                places[key] = list = [];
            }

            list.Add(k);
        }

        return places;
    }

    static long Three(ReadOnlySpan<int> words) => ((long)words[0] << 32) ^ ((long)words[1] << 16) ^ (uint)words[2];
}
