using System.Runtime.InteropServices;

namespace Compliance.Pci;

/// <summary>The role of a word in a spoken number.</summary>
enum NumberRole : byte
{
    None,
    Unit,
    Teen,
    Tens,

    /// <summary>Ten as a word that counts tens: Chinese and Japanese 四十五.</summary>
    Ten,

    /// <summary>Tens that carry their own "and": Arabic وأربعون.</summary>
    AndTens,

    /// <summary>A number of two or more digits in one word (<c>einundvierzig</c>).</summary>
    Whole,
    Hundred,
    Thousand,

    /// <summary>Repeats the next digit two, three or four times.</summary>
    Times,

    /// <summary>Joins tens and units.</summary>
    And,

    /// <summary>Sounds like a digit, so recognisers may write it for one ("for", "to"), but usually is none.</summary>
    Homophone,
}

[StructLayout(LayoutKind.Auto)]
readonly record struct NumberWord(NumberRole Role, short Value);
