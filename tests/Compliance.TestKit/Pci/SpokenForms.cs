namespace Compliance.TestKit;

/// <summary>Digits as people say them and recognisers write them.</summary>
public static class SpokenForms
{
    static readonly Dictionary<string, string[]> Units = new(StringComparer.Ordinal)
    {
        ["en"] = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
        ["de"] = ["null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"],
        ["fr"] = ["zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"],
        ["es"] = ["cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"],
        ["nl"] = ["nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen"],
    };

    static readonly Dictionary<string, string[]> Teens = new(StringComparer.Ordinal)
    {
        ["en"] = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"],
        ["de"] = ["zehn", "elf", "zwölf", "dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn"],
        ["fr"] = ["dix", "onze", "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf"],
        ["es"] = ["diez", "once", "doce", "trece", "catorce", "quince", "dieciséis", "diecisiete", "dieciocho", "diecinueve"],
        ["nl"] = ["tien", "elf", "twaalf", "dertien", "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien"],
    };

    static readonly Dictionary<string, string[]> Tens = new(StringComparer.Ordinal)
    {
        ["en"] = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"],
        ["de"] = ["", "", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"],
        ["fr"] = ["", "", "vingt", "trente", "quarante", "cinquante", "soixante", "soixante", "quatre-vingt", "quatre-vingt"],
        ["es"] = ["", "", "veinte", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"],
        ["nl"] = ["", "", "twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig"],
    };

    public static IReadOnlyCollection<string> Languages => [.. Units.Keys, .. SpokenTables.Languages];

    public static string Digits(string language, string digits) => string.Join(' ', digits.Select(x => Unit(language, x - '0')));

    static string Unit(string language, int digit) =>
        Units.TryGetValue(language, out var units) ? units[digit] : SpokenTables.Unit(language, digit);

    /// <summary>Two digits at a time; a leading zero is said by itself.</summary>
    public static string Pairs(string language, string digits)
    {
        var words = new List<string>();
        for (var i = 0; i < digits.Length; i += 2)
        {
            if (i + 1 == digits.Length || digits[i] == '0')
            {
                words.Add(Digits(language, digits.Substring(i, Math.Min(2, digits.Length - i))));
            }
            else
            {
                var (ten, unit) = (digits[i] - '0', digits[i + 1] - '0');
                words.Add(Units.ContainsKey(language) ? Pair(language, ten, unit)
                    : SpokenTables.Pair(language, ten, unit) ?? Digits(language, digits.Substring(i, 2)));
            }
        }

        return string.Join(' ', words);
    }

    /// <summary>With "double" and "triple" wherever digits repeat, and "oh" for zero.</summary>
    public static string Doubles(string digits)
    {
        var words = new List<string>();
        for (var i = 0; i < digits.Length;)
        {
            var same = 1;
            while (same < 3 && i + same < digits.Length && digits[i + same] == digits[i])
            {
                same++;
            }

            var word = digits[i] == '0' ? "oh" : Units["en"][digits[i] - '0'];
            words.Add(same == 3 ? "triple " + word : same == 2 ? "double " + word : word);
            i += same;
        }

        return string.Join(' ', words);
    }

    static string Pair(string language, int ten, int unit)
    {
        if (ten == 1)
        {
            return Teens[language][unit];
        }

        var tens = Tens[language][ten];
        if (language == "fr" && ten is 7 or 9)
        {
            return ten == 7 && unit == 1 ? "soixante et onze" : tens + "-" + Teens["fr"][unit];
        }

        if (unit == 0)
        {
            return language == "fr" && ten == 8 ? "quatre-vingts" : tens;
        }

        var one = Units[language][unit];
        return language switch
        {
            "en" => tens + "-" + one,
            "de" => (unit == 1 ? "ein" : one) + "und" + tens,
            "nl" => one + (one[^1] == 'e' ? "ën" : "en") + tens,
            "fr" => unit == 1 && ten != 8 ? tens + " et un" : tens + "-" + one,
            _ => ten == 2 ? "veinti" + one.Replace("dos", "dós").Replace("tres", "trés").Replace("seis", "séis") : tens + " y " + one,
        };
    }
}
