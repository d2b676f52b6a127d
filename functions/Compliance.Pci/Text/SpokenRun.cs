using System.Runtime.InteropServices;

namespace Compliance.Pci;

/// <summary>One item of a run of numbers: a number word, or digits that a recogniser wrote.</summary>
/// <param name="First">Its first token.</param>
/// <param name="Last">Its last token.</param>
/// <param name="Word">Its role is none for digits.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct SpokenItem(int First, int Last, NumberWord Word)
{
    public bool IsDigits => Word.Role is NumberRole.None;

    public bool IsHomophone => Word.Role is NumberRole.Homophone;
}

/// <summary>
/// Reads numbers as they are spoken, one digit or several at a time. It tries every reading if the words are ambiguous ("forty one" is 41,
/// or 40 and 1).
/// </summary>
sealed class SpokenRun(List<Token> tokens)
{
    readonly List<SpokenItem> items = [];

    public IReadOnlyList<SpokenItem> Items => items;

    public void Clear() => items.Clear();

    public void Add(SpokenItem item) => items.Add(item);

    /// <summary>The readings of what begins at an item: digits, and the index of the item after them. Longer readings come first.</summary>
    public IEnumerable<(string Digits, int Next)> Readings(int i)
    {
        if (items[i].IsDigits)
        {
            yield return (DigitsOf(items[i]), i + 1);
            yield break;
        }

        if (items[i].Word.Role is NumberRole.Times)
        {
            if (i + 1 < items.Count && Single(items[i + 1]) is { } one)
            {
                yield return (new string(one, items[i].Word.Value), i + 2);
            }

            yield break;
        }

        if (items[i].IsHomophone)
        {
            yield return (((char)('0' + items[i].Word.Value)).ToString(), i + 1);
            yield return ("", i + 1);
            yield break;
        }

        foreach (var (value, next) in new Cardinals(items).From(i))
        {
            yield return (value.ToString(System.Globalization.CultureInfo.InvariantCulture), next);
        }
    }

    /// <summary>A number begins with a homophone only if more number words follow directly.</summary>
    public bool MayBegin(int i) => i + 1 < items.Count && items[i + 1].First == items[i].Last + 1;

    /// <summary>All digits in the most likely reading, without words at the ends that only sound like one.</summary>
    public string Digits()
    {
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < items.Count;)
        {
            if (items[i].Word.Role is NumberRole.And || (items[i].IsHomophone && (i == 0 || i == items.Count - 1)))
            {
                i++;
                continue;
            }

            var (digits, next) = Readings(i).FirstOrDefault(("", i + 1));
            text.Append(digits);
            i = next;
        }

        return text.ToString();
    }

    char? Single(SpokenItem item) =>
        item.Word.Role is NumberRole.Unit or NumberRole.Homophone ? (char)('0' + item.Word.Value)
        : item.IsDigits && item.First == item.Last ? (char)('0' + tokens[item.First].Digit)
        : null;

    string DigitsOf(SpokenItem item) =>
        string.Create(item.Last - item.First + 1, (tokens, item), static (text, x) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = (char)('0' + x.tokens[x.item.First + i].Digit);
            }
        });
}
