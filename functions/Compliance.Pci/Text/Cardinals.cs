namespace Compliance.Pci;

/// <summary>Reads several number words as one number below ten thousand, in every way that any language allows.</summary>
sealed class Cardinals(IReadOnlyList<SpokenItem> items)
{
    /// <summary>The values of what begins at an item, and the index of the item after each.</summary>
    public IEnumerable<(int Value, int Next)> From(int i)
    {
        if (Role(i) is NumberRole.Hundred or NumberRole.Thousand)
        {
            foreach (var x in After(1, i))
            {
                yield return x;
            }

            yield break;
        }

        foreach (var (value, next) in BelowHundred(i))
        {
            if (Role(next) is NumberRole.Hundred or NumberRole.Thousand)
            {
                foreach (var x in After(value, next))
                {
                    yield return x;
                }
            }

            yield return (value, next);
        }
    }

    /// <summary>A count of hundreds or thousands, with and without what follows.</summary>
    IEnumerable<(int Value, int Next)> After(int count, int i)
    {
        var size = Role(i) is NumberRole.Hundred ? 100 : 1000;
        var rest = Role(i + 1) is NumberRole.And ? i + 2 : i + 1;
        if (count > 0 && rest < items.Count)
        {
            foreach (var (value, next) in size == 1000 ? BelowThousand(rest) : BelowHundred(rest))
            {
                yield return ((count * size) + value, next);
            }
        }

        yield return (count * size, i + 1);
    }

    IEnumerable<(int Value, int Next)> BelowThousand(int i)
    {
        if (Role(i) is NumberRole.Unit && Role(i + 1) is NumberRole.Hundred)
        {
            foreach (var x in After(Value(i), i + 1))
            {
                yield return x;
            }
        }

        foreach (var x in BelowHundred(i))
        {
            yield return x;
        }
    }

    bool IsBelowHundred(int i) =>
        Role(i) is NumberRole.Tens or NumberRole.Ten or NumberRole.Teen or NumberRole.Unit
        || (Role(i) is NumberRole.Whole && Value(i) < 100);

    IEnumerable<(int Value, int Next)> BelowHundred(int i) => Role(i) switch
    {
        NumberRole.Tens => Tens(Value(i), i + 1),
        NumberRole.Ten => Tens(10, i + 1),
        NumberRole.Unit => Units(i),
        NumberRole.Teen => Teens(i),
        NumberRole.Whole => Wholes(i),
        _ => [],
    };

    IEnumerable<(int Value, int Next)> Units(int i)
    {
        if (Value(i) > 0 && Role(i + 1) is NumberRole.And && Role(i + 2) is NumberRole.Tens)
        {
            // German and Dutch: "one and forty".
            yield return (Value(i + 2) + Value(i), i + 3);
        }

        if (Value(i) > 0 && Role(i + 1) is NumberRole.AndTens)
        {
            yield return (Value(i + 1) + Value(i), i + 2);
        }

        if (Value(i) > 0 && Role(i + 1) is NumberRole.Ten)
        {
            // Chinese and Japanese: "four ten five".
            foreach (var x in Tens(10 * Value(i), i + 2))
            {
                yield return x;
            }

            yield break;
        }

        if (Value(i) == 4 && Role(i + 1) is NumberRole.Tens && Value(i + 1) == 20)
        {
            // French: "four twenties".
            foreach (var x in Tens(80, i + 2))
            {
                yield return x;
            }
        }

        yield return (Value(i), i + 1);
    }

    IEnumerable<(int Value, int Next)> Teens(int i)
    {
        if (Value(i) == 10 && Role(i + 1) is NumberRole.Unit && Value(i + 1) >= 7)
        {
            // French: "ten seven".
            yield return (10 + Value(i + 1), i + 2);
        }

        yield return (Value(i), i + 1);
    }

    IEnumerable<(int Value, int Next)> Wholes(int i)
    {
        var rest = Role(i + 1) is NumberRole.And ? i + 2 : i + 1;
        if (Value(i) is >= 100 and < 1000 && Value(i) % 100 == 0 && IsBelowHundred(rest))
        {
            // Spanish "four hundred eighty and eight", Portuguese "four hundred and eighty and eight".
            foreach (var (value, next) in BelowHundred(rest))
            {
                yield return (Value(i) + value, next);
            }
        }
        else if (Value(i) >= 1000 && Value(i) % 1000 == 0)
        {
            // Italian "four thousand" in one word.
            foreach (var (value, next) in Role(rest) is NumberRole.Whole or NumberRole.Unit ? BelowThousand(rest) : BelowHundred(rest))
            {
                yield return (Value(i) + value, next);
            }
        }

        yield return (Value(i), i + 1);
    }

    IEnumerable<(int Value, int Next)> Tens(int tens, int next)
    {
        var rest = Role(next) is NumberRole.And ? next + 1 : next;
        if (Role(rest) is NumberRole.Teen && tens is 60 or 80)
        {
            foreach (var (value, after) in BelowHundred(rest))
            {
                yield return (tens + value, after);
            }
        }

        if (Role(rest) is NumberRole.Unit && Value(rest) > 0)
        {
            yield return (tens + Value(rest), rest + 1);
        }

        yield return (tens, next);
    }

    NumberRole Role(int i) => i < items.Count ? items[i].Word.Role : NumberRole.None;

    int Value(int i) => items[i].Word.Value;
}
