namespace Compliance.TestKit;

/// <summary>Number words of further languages, written down apart from those of the gate.</summary>
static class SpokenTables
{
    /// <summary>Language; zero to nine; ten to nineteen; twenty to ninety; how tens and a unit join.</summary>
    static readonly string[] Rows =
    [
        "it|zero uno due tre quattro cinque sei sette otto nove|dieci undici dodici tredici quattordici quindici sedici diciassette "
            + "diciotto "
            + "diciannove|venti trenta quaranta cinquanta sessanta settanta ottanta novanta|elide",
        "pt|zero um dois três quatro cinco seis sete oito nove|dez onze doze treze catorze quinze dezesseis dezessete dezoito "
            + "dezenove|vinte "
            + "trinta quarenta cinquenta sessenta setenta oitenta noventa|{0} e {1}",
        "ca|zero un dos tres quatre cinc sis set vuit nou|deu onze dotze tretze catorze quinze setze disset divuit dinou|vint trenta "
            + "quaranta "
            + "cinquanta seixanta setanta vuitanta noranta|catalan",
        "ro|zero unu doi trei patru cinci șase șapte opt nouă|zece unsprezece doisprezece treisprezece paisprezece cincisprezece "
            + "șaisprezece "
            + "șaptesprezece optsprezece nouăsprezece|douăzeci treizeci patruzeci cincizeci șaizeci șaptezeci optzeci nouăzeci|{0} și {1}",
        "sv|noll ett två tre fyra fem sex sju åtta nio|tio elva tolv tretton fjorton femton sexton sjutton arton nitton|tjugo trettio "
            + "fyrtio "
            + "femtio sextio sjuttio åttio nittio|{0}{1}",
        "da|nul en to tre fire fem seks syv otte ni|ti elleve tolv tretten fjorten femten seksten sytten atten nitten|tyve tredive fyrre "
            + "halvtreds tres halvfjerds firs halvfems|{1}og{0}",
        "no|null en to tre fire fem seks sju åtte ni|ti elleve tolv tretten fjorten femten seksten sytten atten nitten|tjue tretti førti "
            + "femti "
            + "seksti sytti åtti nitti|{0}{1}",
        "pl|zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć|dziesięć jedenaście dwanaście trzynaście czternaście piętnaście "
            + "szesnaście siedemnaście osiemnaście dziewiętnaście|dwadzieścia trzydzieści czterdzieści pięćdziesiąt sześćdziesiąt "
            + "siedemdziesiąt osiemdziesiąt dziewięćdziesiąt|{0} {1}",
        "cs|nula jedna dva tři čtyři pět šest sedm osm devět|deset jedenáct dvanáct třináct čtrnáct patnáct šestnáct sedmnáct osmnáct "
            + "devatenáct|dvacet třicet čtyřicet padesát šedesát sedmdesát osmdesát devadesát|{0} {1}",
        "sk|nula jeden dva tri štyri päť šesť sedem osem deväť|desať jedenásť dvanásť trinásť štrnásť pätnásť šestnásť sedemnásť osemnásť "
            + "devätnásť|dvadsať tridsať štyridsať päťdesiat šesťdesiat sedemdesiat osemdesiat deväťdesiat|{0}{1}",
        "uk|нуль один два три чотири п'ять шість сім вісім дев'ять|десять одинадцять дванадцять тринадцять чотирнадцять п'ятнадцять "
            + "шістнадцять сімнадцять вісімнадцять дев'ятнадцять|двадцять тридцять сорок п'ятдесят шістдесят сімдесят вісімдесят "
            + "дев'яносто|{0} {1}",
        "ru|ноль один два три четыре пять шесть семь восемь девять|десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать "
            + "шестнадцать семнадцать восемнадцать девятнадцать|двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят "
            + "девяносто|{0} {1}",
        "fi|nolla yksi kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän|kymmenen yksitoista kaksitoista kolmetoista neljätoista "
            + "viisitoista kuusitoista seitsemäntoista kahdeksantoista yhdeksäntoista|kaksikymmentä kolmekymmentä neljäkymmentä "
            + "viisikymmentä kuusikymmentä seitsemänkymmentä kahdeksankymmentä yhdeksänkymmentä|{0}{1}",
        "hu|nulla egy kettő három négy öt hat hét nyolc kilenc|tíz tizenegy tizenkettő tizenhárom tizennégy tizenöt tizenhat tizenhét "
            + "tizennyolc tizenkilenc|húsz harminc negyven ötven hatvan hetven nyolcvan kilencven|hungarian",
        "tr|sıfır bir iki üç dört beş altı yedi sekiz dokuz|on on+bir on+iki on+üç on+dört on+beş on+altı on+yedi on+sekiz on+dokuz|yirmi "
            + "otuz "
            + "kırk elli altmış yetmiş seksen doksan|{0} {1}",
        "el|μηδέν ένα δύο τρία τέσσερα πέντε έξι επτά οκτώ εννέα|δέκα έντεκα δώδεκα δεκατρία δεκατέσσερα δεκαπέντε δεκαέξι δεκαεπτά "
            + "δεκαοκτώ δεκαεννέα|είκοσι τριάντα σαράντα πενήντα εξήντα εβδομήντα ογδόντα ενενήντα|{0} {1}",
        "zh|零 一 二 三 四 五 六 七 八 九|十 十一 十二 十三 十四 十五 十六 十七 十八 十九|二十 三十 四十 五十 六十 七十 八十 九十|{0}{1}",
        "ja|ゼロ いち に さん よん ご ろく なな はち きゅう|十 十一 十二 十三 十四 十五 十六 十七 十八 十九|二十 三十 四十 五十 六十 七十 八十 九十|{0}{1}",
        "hi|शून्य एक दो तीन चार पांच छह सात आठ नौ|दस ग्यारह बारह तेरह चौदह पंद्रह सोलह सत्रह अठारह उन्नीस||",
        "ar|صفر واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة|||{1} و{0}",
    ];

    static readonly Dictionary<string, string[]> ByLanguage =
        Rows.Select(x => x.Split('|')).ToDictionary(x => x[0], StringComparer.Ordinal);

    static readonly string[] ArabicTens = ["عشرين", "ثلاثين", "أربعين", "خمسين", "ستين", "سبعين", "ثمانين", "تسعين"];

    public static IReadOnlyCollection<string> Languages => ByLanguage.Keys;

    public static string Unit(string language, int digit) => Words(language, 1)[digit];

    /// <summary>Two digits, the first of which is not zero; null where the table lacks them.</summary>
    public static string? Pair(string language, int ten, int unit)
    {
        if (ten == 1)
        {
            return Words(language, 2) is { Length: 10 } teens ? teens[unit].Replace('+', ' ') : null;
        }

        var tens = language == "ar" ? ArabicTens : Words(language, 3);
        if (tens.Length < 8)
        {
            return null;
        }

        var (name, one) = (tens[ten - 2], Unit(language, unit));
        return unit == 0 ? name : ByLanguage[language][4] switch
        {
            "elide" => (unit is 1 or 8 ? name[..^1] : name) + one,
            "catalan" => ten == 2 ? $"vint-i-{one}" : $"{name}-{one}",
            "hungarian" => (ten == 2 ? "huszon" : name) + one,
            var format => string.Format(System.Globalization.CultureInfo.InvariantCulture, format, name, one),
        };
    }

    static string[] Words(string language, int column) =>
        ByLanguage[language][column].Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
