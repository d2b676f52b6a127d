using System.Text;

namespace Compliance.Pci;

/// <summary>The number words of one language and the words that show that a text is in it.</summary>
/// <param name="tags">Primary language subtags of BCP 47, separated by spaces.</param>
sealed class Lexicon(string tags)
{
    readonly Dictionary<string, NumberWord> words = new(StringComparer.Ordinal);
    readonly HashSet<string> common = new(StringComparer.Ordinal);
    readonly List<(string Name, NumberWord Meaning)> spelled = [];

    public IReadOnlyList<string> Tags { get; } = tags.Split(' ');

    /// <summary>By the word as <see cref="Letters.Fold"/> leaves it.</summary>
    public IReadOnlyDictionary<string, NumberWord> Words => words;

    /// <summary>Frequent words that carry no meaning here: articles, pronouns, what is said on the telephone.</summary>
    public IReadOnlySet<string> CommonWords => common;

    /// <summary>Zero to nine; variants are separated by bars.</summary>
    public Lexicon Units(params string[] names) => Row(names, NumberRole.Unit, 0, 1);

    /// <summary>Ten to nineteen.</summary>
    public Lexicon Teens(params string[] names) => Row(names, NumberRole.Teen, 10, 1);

    /// <summary>Twenty to ninety.</summary>
    public Lexicon Tens(params string[] names) => Row(names, NumberRole.Tens, 20, 10);

    public Lexicon Wholes(int first, int step, params string[] names) => Row(names, NumberRole.Whole, first, step);

    public Lexicon Hundred(string names) => Row([names], NumberRole.Hundred, 0, 1);

    public Lexicon Thousand(string names) => Row([names], NumberRole.Thousand, 0, 1);

    public Lexicon And(string names) => Row([names], NumberRole.And, 0, 1);

    /// <summary>Double, triple, quadruple.</summary>
    public Lexicon Times(params string[] names) => Row(names, NumberRole.Times, 2, 1);

    public Lexicon Homophones(params string[] names) => Row(names, NumberRole.Homophone, 0, 1);

    public Lexicon Common(string list)
    {
        foreach (var word in list.Split(' '))
        {
            common.UnionWith(Spellings(word));
        }

        return this;
    }

    public Lexicon Add(string name, NumberRole role, int value)
    {
        spelled.Add((name, new(role, (short)value)));
        foreach (var word in Spellings(name))
        {
            words[word] = new(role, (short)value);
        }

        return this;
    }

    /// <summary>Unit, joint and tens in one word: <c>einundvierzig</c>. <paramref name="units"/> are one to nine.</summary>
    public Lexicon UnitsThenTens(string joint, params string[] units)
    {
        foreach (var (ten, value) in All(NumberRole.Tens))
        {
            Glue(units, unit => unit + joint + ten, unit => value + unit);
        }

        return this;
    }

    /// <summary>Tens and unit in one word: <c>tjugofyra</c>. <paramref name="join"/> spells the two together.</summary>
    public Lexicon TensThenUnits(Func<string, string, string> join, params string[] units)
    {
        foreach (var (ten, value) in All(NumberRole.Tens))
        {
            Glue(units, unit => join(ten, unit), unit => value + unit);
        }

        return this;
    }

    /// <summary>Tens that begin with the word for "and": <c>وأربعون</c>.</summary>
    public Lexicon AndTens(string and, params string[] names) =>
        Row([.. names.Select(x => string.Join('|', x.Split('|').Select(y => and + y)))], NumberRole.AndTens, 20, 10);

    /// <summary>A count of hundreds or thousands in one word, alone and followed by a number below a hundred.</summary>
    /// <param name="alone">The word also stands for one of them: <c>hundertfünf</c>.</param>
    public Lexicon Compounds(string big, int size, bool alone, params string[] units)
    {
        var below = Below();
        for (var unit = alone ? 0 : 1; unit <= units.Length; unit++)
        {
            foreach (var head in (unit == 0 ? "" : units[unit - 1]).Split('|'))
            {
                var count = Math.Max(unit, 1) * size;
                if (unit > 0)
                {
                    Add(head + big, NumberRole.Whole, count);
                }

                below.ForEach(x => Add(head + big + x.Name, NumberRole.Whole, count + x.Meaning.Value));
            }
        }

        return this;
    }

    /// <summary>Eleven hundred to nineteen hundred in one word, alone and followed by a number below a hundred.</summary>
    public Lexicon TeenHundreds(string hundred)
    {
        var below = Below();
        foreach (var (teen, meaning) in All(NumberRole.Teen).Where(x => x.Value > 10))
        {
            Add(teen + hundred, NumberRole.Whole, meaning * 100);
            below.ForEach(x => Add(teen + hundred + x.Name, NumberRole.Whole, (meaning * 100) + x.Meaning.Value));
        }

        return this;
    }

    List<(string Name, NumberWord Meaning)> Below() => [.. spelled.Where(
        x => x.Meaning is { Role: NumberRole.Unit or NumberRole.Teen or NumberRole.Tens, Value: > 0 }
            or { Role: NumberRole.Whole, Value: < 100 })];

    List<(string Name, int Value)> All(NumberRole role) =>
        [.. spelled.Where(x => x.Meaning.Role == role).Select(x => (x.Name, (int)x.Meaning.Value))];

    void Glue(string[] units, Func<string, string> spell, Func<int, int> value)
    {
        for (var i = 0; i < units.Length; i++)
        {
            foreach (var unit in units[i].Split('|'))
            {
                Add(spell(unit), NumberRole.Whole, value(i + 1));
            }
        }
    }

    Lexicon Row(string[] names, NumberRole role, int first, int step)
    {
        for (var i = 0; i < names.Length; i++)
        {
            foreach (var name in names[i].Split('|', StringSplitOptions.RemoveEmptyEntries))
            {
                Add(name, role, first + (i * step));
            }
        }

        return this;
    }

    /// <summary>The word without accents, and as people write it who lack the letters or the apostrophe.</summary>
    public static IEnumerable<string> Spellings(string word)
    {
        yield return Fold(word);
        var plain = word.Replace("ä", "ae", StringComparison.Ordinal).Replace("ö", "oe", StringComparison.Ordinal)
            .Replace("ü", "ue", StringComparison.Ordinal).Replace("å", "aa", StringComparison.Ordinal)
            .Replace("ø", "oe", StringComparison.Ordinal).Replace("æ", "ae", StringComparison.Ordinal)
            .Replace("ß", "ss", StringComparison.Ordinal);
        if (plain != word)
        {
            yield return Fold(plain);
        }

        if (word.Contains('\'', StringComparison.Ordinal))
        {
            yield return Fold(word.Replace("'", "", StringComparison.Ordinal));
        }
    }

    /// <summary>As the tokenizer reads it.</summary>
    static string Fold(string word)
    {
        var folded = new StringBuilder();
        foreach (var rune in word.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is not System.Globalization.UnicodeCategory.NonSpacingMark)
            {
                folded.Append(Letters.Fold((char)rune.Value));
            }
        }

        return folded.ToString();
    }
}
