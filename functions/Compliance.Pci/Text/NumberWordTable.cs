using System.Collections.Frozen;
using System.Runtime.InteropServices;

namespace Compliance.Pci;

/// <summary>The role of a word in a spoken number.</summary>
enum NumberRole : byte
{
    None,
    Unit,
    Teen,
    Tens,

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

/// <summary>Number words of English, German, French, Spanish and Dutch, in lower case and without accents.</summary>
static class NumberWordTable
{
    public const int Languages = 5;

    static readonly FrozenDictionary<string, NumberWord>[] Lexicons = [English(), German(), French(), Spanish(), Dutch()];

    /// <summary>Every word that is a number word in some language, with its meaning in each language.</summary>
    public static IEnumerable<(string Word, NumberWord[] Meanings)> All() =>
        Lexicons.SelectMany(x => x.Keys).Distinct(StringComparer.Ordinal)
            .Select(word => (word, Lexicons.Select(x => x.GetValueOrDefault(word)).ToArray()));

    static FrozenDictionary<string, NumberWord> English()
    {
        var words = new Builder();
        words.Units("zero|oh|o|nought|naught|nil", "one", "two|too", "three", "four", "five|fife", "six", "seven", "eight", "nine|niner");
        words.Add("won", NumberRole.Homophone, 1).Add("to", NumberRole.Homophone, 2).Add("tree", NumberRole.Homophone, 3);
        words.Add("for", NumberRole.Homophone, 4).Add("ate", NumberRole.Homophone, 8);
        words.Teens("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen");
        words.Tens("twenty", "thirty", "forty|fourty", "fifty", "sixty", "seventy", "eighty", "ninety");
        return words.Add("hundred", NumberRole.Hundred, 0).Add("thousand", NumberRole.Thousand, 0).Add("and", NumberRole.And, 0)
            .Times("double", "triple|treble", "quadruple").Done();
    }

    static FrozenDictionary<string, NumberWord> German()
    {
        var words = new Builder();
        words.Units("null", "eins|ein|eine", "zwei|zwo", "drei", "vier", "funf|fuenf", "sechs", "sieben", "acht", "neun");
        words.Teens("zehn", "elf", "zwolf|zwoelf", "dreizehn", "vierzehn", "funfzehn|fuenfzehn", "sechzehn", "siebzehn", "achtzehn",
            "neunzehn");
        words.Tens("zwanzig", "dreissig|dreizig|dreißig", "vierzig", "funfzig|fuenfzig", "sechzig", "siebzig", "achtzig", "neunzig");
        words.Joined(["ein", "zwei", "drei", "vier", "funf", "sechs", "sieben", "acht", "neun"], "und");
        words.Joined(["ein", "zwo", "drei", "vier", "fuenf", "sechs", "sieben", "acht", "neun"], "und");
        words.Compounds("hundert", "tausend", ["ein", "zwei", "drei", "vier", "funf", "sechs", "sieben", "acht", "neun"]);
        words.TeenHundreds("hundert");
        return words.Add("hundert", NumberRole.Hundred, 0).Add("tausend", NumberRole.Thousand, 0).Add("und", NumberRole.And, 0)
            .Times("doppel|doppelt|zweimal", "dreimal|dreifach", "viermal|vierfach").Done();
    }

    static FrozenDictionary<string, NumberWord> French()
    {
        var words = new Builder();
        words.Units("zero", "un|une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf");
        words.Teens("dix", "onze", "douze", "treize", "quatorze", "quinze", "seize", "dixsept", "dixhuit", "dixneuf");
        words.Tens("vingt|vingts", "trente", "quarante", "cinquante", "soixante", "septante", "huitante|octante", "nonante");
        return words.Add("cent", NumberRole.Hundred, 0).Add("cents", NumberRole.Hundred, 0).Add("mille", NumberRole.Thousand, 0)
            .Add("et", NumberRole.And, 0).Times("double", "triple", "quadruple").Done();
    }

    static FrozenDictionary<string, NumberWord> Spanish()
    {
        var words = new Builder();
        words.Units("cero", "uno|un|una", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve");
        words.Teens("diez", "once", "doce", "trece", "catorce", "quince", "dieciseis", "diecisiete", "dieciocho", "diecinueve");
        words.Tens("veinte", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa");
        string[] units = ["uno|un|una", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"];
        string[] hundreds = ["doscientos", "trescientos", "cuatrocientos", "quinientos", "seiscientos", "setecientos", "ochocientos",
            "novecientos"];
        for (var i = 0; i < units.Length; i++)
        {
            foreach (var unit in units[i].Split('|'))
            {
                words.Add("veinti" + unit, NumberRole.Whole, 21 + i);
            }
        }

        for (var i = 0; i < hundreds.Length; i++)
        {
            words.Add(hundreds[i], NumberRole.Whole, 200 + (100 * i));
        }

        return words.Add("cien", NumberRole.Whole, 100).Add("ciento", NumberRole.Hundred, 0).Add("mil", NumberRole.Thousand, 0)
            .Add("y", NumberRole.And, 0).Times("doble", "triple", "cuadruple").Done();
    }

    static FrozenDictionary<string, NumberWord> Dutch()
    {
        var words = new Builder();
        words.Units("nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen");
        words.Teens("tien", "elf", "twaalf", "dertien", "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien");
        words.Tens("twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig");
        words.Joined(["een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen"], "en");
        words.Compounds("honderd", "duizend", ["een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen"]);
        return words.Add("honderd", NumberRole.Hundred, 0).Add("duizend", NumberRole.Thousand, 0).Add("en", NumberRole.And, 0)
            .Times("dubbel|dubbele|tweemaal", "driemaal|driedubbel", "viermaal").Done();
    }

    sealed class Builder
    {
        readonly Dictionary<string, NumberWord> words = new(StringComparer.Ordinal);
        readonly string[] tens = new string[10];

        public void Units(params string[] names) => Row(names, NumberRole.Unit, 0, 1);

        public void Teens(params string[] names) => Row(names, NumberRole.Teen, 10, 1);

        public void Tens(params string[] names)
        {
            names.CopyTo(tens, 2);
            Row(names, NumberRole.Tens, 20, 10);
        }

        public Builder Times(params string[] names)
        {
            Row(names, NumberRole.Times, 2, 1);
            return this;
        }

        public Builder Add(string word, NumberRole role, int value)
        {
            words[word] = new(role, (short)value);
            return this;
        }

        /// <summary>Unit, connector and tens in one word.</summary>
        public void Joined(string[] units, string joint)
        {
            for (var unit = 1; unit <= 9; unit++)
            {
                for (var ten = 2; ten <= 9; ten++)
                {
                    foreach (var name in tens[ten].Split('|'))
                    {
                        Add(units[unit - 1] + joint + name, NumberRole.Whole, (10 * ten) + unit);
                    }
                }
            }
        }

        /// <summary>Hundreds and thousands in one word, alone and followed by a number below a hundred.</summary>
        public void Compounds(string hundred, string thousand, string[] units)
        {
            var below = words.Where(
                x => x.Value.Role is NumberRole.Unit or NumberRole.Teen or NumberRole.Tens or NumberRole.Whole).ToList();
            foreach (var (big, size) in ((string, int)[])[(hundred, 100), (thousand, 1000)])
            {
                for (var unit = 0; unit <= 9; unit++)
                {
                    var head = (unit == 0 ? "" : units[unit - 1]) + big;
                    if (unit > 0)
                    {
                        Add(head, NumberRole.Whole, unit * size);
                    }

                    foreach (var (word, meaning) in below)
                    {
                        Add(head + word, NumberRole.Whole, (Math.Max(unit, 1) * size) + meaning.Value);
                    }
                }
            }
        }

        /// <summary>Eleven hundred to nineteen hundred in one word, alone and followed by a number below a hundred.</summary>
        public void TeenHundreds(string hundred)
        {
            var below = words.Where(
                x => x.Value is { Role: NumberRole.Unit or NumberRole.Teen or NumberRole.Tens } or { Role: NumberRole.Whole, Value: < 100 })
                .ToList();
            foreach (var (teen, meaning) in below.Where(x => x.Value is { Role: NumberRole.Teen, Value: > 10 }))
            {
                Add(teen + hundred, NumberRole.Whole, meaning.Value * 100);
                foreach (var (word, rest) in below)
                {
                    Add(teen + hundred + word, NumberRole.Whole, (meaning.Value * 100) + rest.Value);
                }
            }
        }

        public FrozenDictionary<string, NumberWord> Done() => words.ToFrozenDictionary(StringComparer.Ordinal);

        void Row(string[] names, NumberRole role, int first, int step)
        {
            for (var i = 0; i < names.Length; i++)
            {
                foreach (var name in names[i].Split('|'))
                {
                    Add(name, role, first + (i * step));
                }
            }
        }
    }
}
