using System.Collections.Frozen;

namespace Compliance.Pci;

/// <summary>What a word implies about the digits near it.</summary>
[Flags]
enum WordSense : byte
{
    None = 0,

    /// <summary>Said between digits without meaning anything.</summary>
    Filler = 1,

    /// <summary>Announces a card verification value (PCI DSS 3.3.1.2).</summary>
    Cvv = 2,

    /// <summary>Announces a PIN (PCI DSS 3.3.1.3).</summary>
    Pin = 4,
    Expiry = 8,

    /// <summary>Followed by <see cref="CodePart"/>, announces a card verification value.</summary>
    SecurityPart = 16,
    CodePart = 32,

    /// <summary>A side of the card; with <see cref="DigitsPart"/>, announces a card verification value.</summary>
    SidePart = 64,

    /// <summary>Names digits; preceded by "three" or "four", or with the number in the same word.</summary>
    DigitsPart = 128,
}

/// <summary>A word that the scanner knows.</summary>
sealed record KnownWord(WordSense Sense, NumberWord[] Numbers)
{
    /// <summary>Three or four if a word that names digits includes their number (<c>dreistellige</c>); otherwise 0.</summary>
    public short Count { get; init; }

    public bool IsNumber(int language) => Numbers.Length > 0 && Numbers[language].Role is not NumberRole.None;
}

/// <summary>All words that matter for card data, across languages, in lower case and without accents.</summary>
static class Vocabulary
{
    public const int LongestWord = 40;

    const string Fillers =
        "um uh er erm ah eh mm mhm hmm okay ok yes yeah yep right so then and dash hyphen space is it its it's that that's sorry "
        + "please next hold on wait let me see just well like there we you yourself "
        + "warte moment mal attendez attends espera espere momento wacht even "
        + "after afterwards now also aha alright sure go on got number digit again comma dot followed by the a "
        + "ja und dann also genau ahm gut bindestrich strich oui alors puis voila euh bon tiret donc d'accord si vale pues luego "
        + "guion coma "
        + "dan dus nou goed streepje en y et";

    const string Cvvs =
        "cvv cvc cv2 cvv2 cvc2 cid csc cvn cryptogramme prufnummer kartenprufnummer prufziffer sicherheitscode sicherheitsnummer "
        + "beveiligingscode veiligheidscode controlecode securite seguridad kartenprufziffer";

    const string Pins = "pin pincode pinnumber geheimzahl geheimnummer pinnummer";

    const string Expiries =
        "expiry expires expiration exp expire expiring valid thru verfallsdatum ablaufdatum gultig expiration caducidad "
        + "vencimiento vervaldatum";

    const string Sides =
        "back reverse signature strip rear front ruckseite kartenruckseite hinten vorderseite dos verso arriere reverso atras detras dorso "
        + "achterkant achterzijde achterop voorkant";

    const string Digits =
        "digits digit figures numbers number code ziffern zahlen stellen nummer dreistellige dreistelligen dreistelliger vierstellige "
        + "vierstelligen chiffres numeros cifras digitos cijfers nummers driecijferige";

    static readonly FrozenDictionary<string, KnownWord> Words = Build();

    static readonly FrozenDictionary<string, KnownWord>.AlternateLookup<ReadOnlySpan<char>> Lookup =
        Words.GetAlternateLookup<ReadOnlySpan<char>>();

    public static KnownWord? Find(ReadOnlySpan<char> word) => Lookup.TryGetValue(word, out var known) ? known : null;

    /// <summary>The letter in lower case, without the accents of the five languages.</summary>
    public static char Fold(char letter) => char.ToLowerInvariant(letter) switch
    {
        'à' or 'á' or 'â' or 'ä' or 'å' => 'a',
        'è' or 'é' or 'ê' or 'ë' => 'e',
        'ì' or 'í' or 'î' or 'ï' => 'i',
        'ò' or 'ó' or 'ô' or 'ö' => 'o',
        'ù' or 'ú' or 'û' or 'ü' => 'u',
        'ñ' => 'n',
        'ç' => 'c',
        '’' => '\'',
        var other => other,
    };

    static FrozenDictionary<string, KnownWord> Build()
    {
        var words = NumberWordTable.All().ToDictionary(x => x.Word, x => new KnownWord(WordSense.None, x.Meanings), StringComparer.Ordinal);
        Mark(words, Fillers, WordSense.Filler);
        Mark(words, Cvvs, WordSense.Cvv);
        Mark(words, Pins, WordSense.Pin);
        Mark(words, Expiries, WordSense.Expiry);
        Mark(words, Sides, WordSense.SidePart);
        Mark(words, Digits, WordSense.DigitsPart);
        Mark(words, "security verification", WordSense.SecurityPart);
        Mark(words, "code number digits value", WordSense.CodePart);
        return words.ToFrozenDictionary(StringComparer.Ordinal);
    }

    static void Mark(Dictionary<string, KnownWord> words, string list, WordSense sense)
    {
        foreach (var word in list.Split(' '))
        {
            var known = words.GetValueOrDefault(word) ?? new KnownWord(WordSense.None, []);
            words[word] = known with
            {
                Sense = known.Sense | sense,
                Count = word.StartsWith("drei", StringComparison.Ordinal) || word.StartsWith("driec", StringComparison.Ordinal) ? (short)3
                    : word.StartsWith("vierstell", StringComparison.Ordinal) ? (short)4 : known.Count,
            };
        }
    }
}
