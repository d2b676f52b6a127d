namespace Compliance.Pci;

static class OtherEuropeanLexicons
{
    static readonly string[] FinnishUnits = ["yksi", "kaksi", "kolme", "neljä", "viisi", "kuusi", "seitsemän", "kahdeksan", "yhdeksän"];

    static readonly string[] HungarianUnits = ["egy", "kettő|két", "három", "négy", "öt", "hat", "hét", "nyolc", "kilenc"];

    static readonly string[] TurkishUnits = ["bir", "iki", "üç", "dört", "beş", "altı", "yedi", "sekiz", "dokuz"];

    public static Lexicon Finnish() => new Lexicon("fi fin")
        .Units("nolla", "yksi|yks|ykkönen", "kaksi|kaks|kakkonen", "kolme|kolmonen", "neljä|nelonen", "viisi|viis|viitonen",
            "kuusi|kuus|kuutonen", "seitsemän|seiska", "kahdeksan|kasi", "yhdeksän|ysi")
        .Teens("kymmenen", "yksitoista", "kaksitoista", "kolmetoista", "neljätoista", "viisitoista", "kuusitoista", "seitsemäntoista",
            "kahdeksantoista", "yhdeksäntoista")
        .Tens("kaksikymmentä|kakskyt|kakskytä", "kolmekymmentä|kolkyt|kolmekyt", "neljäkymmentä|nelkyt|neljäkyt", "viisikymmentä|viiskyt",
            "kuusikymmentä|kuuskyt", "seitsemänkymmentä|seiskyt|seitkyt", "kahdeksankymmentä|kaheksankyt", "yhdeksänkymmentä|yheksänkyt")
        .TensThenUnits((ten, unit) => ten + unit, FinnishUnits)
        .Compounds("sataa", 100, alone: false, FinnishUnits)
        .Hundred("sata|sataa").Thousand("tuhat|tuhatta").And("ja").Times("tupla|tuplasti|kaksoisnumero", "tripla", "nelinkertainen")
        .Common("ja tai mutta on ovat oli olla olen olet olemme ei en et ole minä mä sinä sä hän me te he minun mun sinun sun teidän hänen "
            + "se "
            + "sen sitä tämä tämän tätä tuo ne niin kun että jos kuka mikä mitä missä milloin miten miksi kyllä joo no nyt sitten vielä jo "
            + "vain "
            + "myös hyvin enemmän tässä siinä täällä siellä kiitos hei moi hyvää päivää anteeksi voinko voi haluan haluaisin kanssa ilman "
            + "niinkuin eli vaan siis tota");

    public static Lexicon Hungarian() => new Lexicon("hu hun")
        .Units("nulla|zéró", "egy|egyes", "kettő|két|kettes", "három|hármas", "négy|négyes", "öt|ötös", "hat|hatos", "hét|hetes",
            "nyolc|nyolcas", "kilenc|kilences")
        .Teens("tíz", "tizenegy", "tizenkettő|tizenkét", "tizenhárom", "tizennégy", "tizenöt", "tizenhat", "tizenhét", "tizennyolc",
            "tizenkilenc")
        .Tens("húsz|huszon", "harminc", "negyven", "ötven", "hatvan", "hetven", "nyolcvan", "kilencven")
        .TensThenUnits((ten, unit) => ten + unit, HungarianUnits)
        .Compounds("száz", 100, alone: true, HungarianUnits)
        .Hundred("száz").Thousand("ezer").And("és").Times("dupla", "tripla", "négyszeres")
        .Common("a az egy és vagy de hogy nem igen van vannak volt lesz lenne én te ő mi ti ők engem nekem önnek neki minket ez ezt az azt "
            + "itt "
            + "ott most akkor már még csak is meg el ki be fel le ha mert mint ami aki mit mi ki hol mikor hogyan miért nagyon jó jól "
            + "kérem "
            + "köszönöm jó napot kívánok halló szeretnék szeretném tudom tudja lehet kell van-e úgy így majd azért pedig tehát persze "
            + "ön önök rendben vele");

    public static Lexicon Turkish() => new Lexicon("tr tur")
        .Units("sıfır", "bir", "iki", "üç", "dört", "beş", "altı", "yedi", "sekiz", "dokuz")
        .Add("on", NumberRole.Tens, 10)
        .Tens("yirmi", "otuz", "kırk", "elli", "altmış", "yetmiş", "seksen", "doksan")
        .TensThenUnits((ten, unit) => ten + unit, TurkishUnits)
        .Compounds("yüz", 100, alone: false, "", "iki", "üç", "dört", "beş", "altı", "yedi", "sekiz", "dokuz")
        .Hundred("yüz").Thousand("bin").Times("çift|çifte", "üçlü", "dörtlü")
        .Common("ve veya ama bir bu şu o ben sen biz siz onlar bana sana size beni sizi benim sizin onun için ile de da mi mı mu mü ne "
            + "nasıl "
            + "neden nerede kim hangi var yok değil evet hayır tamam peki çok daha en gibi kadar sonra önce şimdi burada orada her hiç şey "
            + "ki "
            + "lütfen teşekkür ederim teşekkürler merhaba alo günler iyi olarak oldu olur olan istiyorum ediyorum efendim hanım bey hemen "
            + "biraz sadece çünkü eğer yani her herkes kendi bütün olmak veyahut hakkı hakkında göre karşı üzere olduğu dolayı bunun buna "
            + "bunu "
            + "edilir kimse bakın alabilir miyim verir misiniz istiyorum numarası numaram kart kartın adım soyadım hocam arıyorum "
            + "yardımcı");

    public static Lexicon Greek() => new Lexicon("el ell gre")
        .Units("μηδέν", "ένα|έναν|ένας|μία|μια", "δύο|δυο", "τρία|τρεις", "τέσσερα|τέσσερις|τέσσερεις", "πέντε", "έξι", "επτά|εφτά",
            "οκτώ|οχτώ", "εννέα|εννιά")
        .Teens("δέκα", "έντεκα|ένδεκα", "δώδεκα", "δεκατρία|δεκατρείς", "δεκατέσσερα", "δεκαπέντε", "δεκαέξι|δεκάξι", "δεκαεπτά|δεκαεφτά",
            "δεκαοκτώ|δεκαοχτώ", "δεκαεννέα|δεκαεννιά")
        .Tens("είκοσι", "τριάντα", "σαράντα", "πενήντα", "εξήντα", "εβδομήντα", "ογδόντα", "ενενήντα")
        .Wholes(200, 100, "διακόσια", "τριακόσια", "τετρακόσια", "πεντακόσια", "εξακόσια", "επτακόσια|εφτακόσια", "οκτακόσια|οχτακόσια",
            "εννιακόσια|εννεακόσια")
        .Wholes(1000, 1, "χίλια").Hundred("εκατό|εκατόν").Thousand("χιλιάδες").And("και").Times("διπλό|διπλός", "τριπλό", "τετραπλό")
        .Common("ο η το οι τα του της των τον την τους τις και ή αλλά είναι ήταν έχω έχει έχετε έχουν είμαι εγώ εσύ εσείς αυτός αυτή αυτό "
            + "μου "
            + "σου μας σας με σε από για στο στη στην στον στα στις ως θα να δεν μη μην ναι όχι τι ποιος ποια πώς πότε πού γιατί αν που "
            + "ότι "
            + "εδώ εκεί τώρα μετά πριν πολύ πιο μόνο λίγο ακόμα ευχαριστώ παρακαλώ γεια καλημέρα καλησπέρα λοιπόν εντάξει μπορώ μπορείτε "
            + "θέλω ένα μια κάτι όλα");
}
