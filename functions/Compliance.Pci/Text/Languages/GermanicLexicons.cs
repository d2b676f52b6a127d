namespace Compliance.Pci;

static class GermanicLexicons
{
    static readonly string[] GermanUnits = ["ein", "zwei|zwo", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"];
    static readonly string[] DutchUnits = ["een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen"];
    static readonly string[] SwedishUnits = ["ett|en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio"];
    static readonly string[] DanishUnits = ["en", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni"];
    static readonly string[] NorwegianUnits = ["en|ett", "to", "tre", "fire", "fem", "seks", "sju|syv", "åtte", "ni"];

    public static Lexicon English() => new Lexicon("en eng")
        .Units("zero|oh|o|nought|naught|nil", "one", "two|too", "three", "four", "five|fife", "six", "seven", "eight", "nine|niner")
        .Homophones("", "won", "to", "tree", "for", "", "", "", "ate")
        .Teens("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
        .Tens("twenty", "thirty", "forty|fourty", "fifty", "sixty", "seventy", "eighty", "ninety")
        .Hundred("hundred").Thousand("thousand").And("and").Times("double", "triple|treble", "quadruple")
        .Common("the a an and or but of to in on at for from with by is are was were be been have has had do does did will would can could "
            + "i you he she it we they me my your our this that these those there here what which who when how why not no yes yeah okay ok "
            + "so just like about if as up out then than now hello hi thanks thank please sorry right well know think get go want need "
            + "i'm it's that's don't i'll i've you're let see call account number let's some any all one more very also because");

    public static Lexicon German() => new Lexicon("de deu ger gsw")
        .Units("null", "eins|ein|eine", "zwei|zwo", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun")
        .Teens("zehn", "elf", "zwölf", "dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn")
        .Tens("zwanzig", "dreißig|dreizig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig")
        .UnitsThenTens("und", GermanUnits)
        .Compounds("hundert", 100, alone: true, GermanUnits).Compounds("tausend", 1000, alone: true, GermanUnits).TeenHundreds("hundert")
        .Hundred("hundert").Thousand("tausend").And("und").Times("doppel|doppelt|zweimal", "dreimal|dreifach", "viermal|vierfach")
        .Common("der die das den dem des ein eine einen einem einer und oder aber ist sind war waren bin bist hat haben habe hatte wird "
            + "werden kann können ich du er sie es wir ihr mir mich dir dich ihnen ihre ihren mein meine sein seine nicht kein keine ja "
            + "nein "
            + "auch noch nur schon so wie was wo wer wenn dann dass da hier jetzt mal mit von zu zum zur im in an am auf aus bei für nach "
            + "über um bis als ob bitte danke gut guten tag also genau okay hallo sehr mehr etwas einmal möchte gerne ihnen");

    public static Lexicon Dutch() => new Lexicon("nl nld dut")
        .Units("nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen")
        .Teens("tien", "elf", "twaalf", "dertien", "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien")
        .Tens("twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig")
        .UnitsThenTens("en", DutchUnits)
        .Compounds("honderd", 100, alone: true, DutchUnits).Compounds("duizend", 1000, alone: true, DutchUnits)
        .Hundred("honderd").Thousand("duizend").And("en").Times("dubbel|dubbele|tweemaal", "driemaal|driedubbel", "viermaal")
        .Common("de het een en of maar is zijn was waren ben bent heb heeft hebben had wordt worden kan kunnen kunt ik je jij u hij zij ze "
            + "we wij me mij mijn uw jouw haar niet geen ja nee ook nog al zo hoe wat waar wie wanneer als dan dat die dit deze daar er "
            + "hier "
            + "nu even met van voor naar op in aan bij uit om tot over te door goed dag hallo dank bedankt graag alstublieft dus want wel "
            + "gewoon moet mag wil zou gaat gaan meer veel iets");

    public static Lexicon Swedish() => new Lexicon("sv swe")
        .Units("noll|nolla", "ett|en|etta", "två|tvåa", "tre|trea", "fyra", "fem|femma", "sex|sexa", "sju|sjua", "åtta", "nio|nia")
        .Teens("tio", "elva", "tolv", "tretton", "fjorton", "femton", "sexton", "sjutton", "arton", "nitton")
        .Tens("tjugo|tjugi|tjuge", "trettio|tretti", "fyrtio|förti", "femtio|femti", "sextio|sexti", "sjuttio|sjutti", "åttio|åtti",
            "nittio|nitti")
        .TensThenUnits((ten, unit) => ten + unit, SwedishUnits).Compounds("hundra", 100, alone: true, SwedishUnits)
        .Hundred("hundra").Thousand("tusen").And("och").Times("dubbel|dubbla|dubbelt", "trippel", "fyrdubbel")
        .Common("och att det som en ett är var vara har hade kan ska skulle vill jag du han hon vi ni de dem den mig dig sig min mitt mina "
            + "din ditt er ert inte ingen ja nej jo på i av för med till från om men eller så då när vad hur vem varför där här nu bara "
            + "också "
            + "mycket lite mer igen tack hej okej bra mm visst precis just ju väl nog få går gå kommer måste behöver in ut upp ner vid");

    public static Lexicon Danish() => new Lexicon("da dan")
        .Units("nul", "en|et", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni")
        .Teens("ti", "elleve", "tolv", "tretten", "fjorten", "femten", "seksten", "sytten", "atten", "nitten")
        .Tens("tyve", "tredive", "fyrre", "halvtreds", "tres", "halvfjerds", "firs", "halvfems")
        .UnitsThenTens("og", DanishUnits).Compounds("hundrede", 100, alone: true, DanishUnits)
        .Hundred("hundrede|hundred").Thousand("tusind|tusinde").And("og").Times("dobbelt|dobbel", "tredobbelt|tripel", "firdobbelt")
        .Common("og at det den de er var være har havde kan skal skulle vil ville jeg du han hun vi i dem mig dig sig min mit mine din dit "
            + "jeres ikke ingen ja nej jo på af for med til fra om men eller så da når hvad hvordan hvem hvorfor hvor der her nu bare også "
            + "meget lidt mere igen tak hej okay godt lige jo nok få går gå kommer må ind ud op ned ved som en et goddag");

    public static Lexicon Norwegian() => new Lexicon("no nb nn nor nob nno")
        .Units("null", "en|ett|ein|eitt", "to", "tre", "fire", "fem", "seks", "sju|syv", "åtte", "ni")
        .Teens("ti", "elleve", "tolv", "tretten", "fjorten", "femten", "seksten", "sytten", "atten", "nitten")
        .Tens("tjue|tyve", "tretti|tredve", "førti", "femti", "seksti", "sytti", "åtti", "nitti")
        .TensThenUnits((ten, unit) => ten + unit, NorwegianUnits).UnitsThenTens("og", NorwegianUnits)
        .Compounds("hundre", 100, alone: true, NorwegianUnits)
        .Hundred("hundre").Thousand("tusen").And("og").Times("dobbel|dobbelt", "trippel", "firedobbel")
        .Common("og at det den de er var være har hadde kan skal skulle vil ville jeg eg du han hun vi dere dem meg deg seg min mitt mine "
            + "din "
            + "ditt ikke ikkje ingen ja nei jo på av for med til fra om men eller så da når hva hvordan hvem hvorfor hvor der her nå bare "
            + "også mye litt mer igjen takk hei okei bra fint akkurat vel nok få går gå kommer må inn ut opp ned ved som en et");
}
