namespace Compliance.Pci;

static class RomanceLexicons
{
    public static Lexicon French() => new Lexicon("fr fra fre")
        .Units("zéro", "un|une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf")
        .Teens("dix", "onze", "douze", "treize", "quatorze", "quinze", "seize", "dixsept", "dixhuit", "dixneuf")
        .Tens("vingt|vingts", "trente", "quarante", "cinquante", "soixante", "septante", "huitante|octante", "nonante")
        .Hundred("cent|cents").Thousand("mille").And("et").Times("double", "triple", "quadruple")
        .Common("le la les un une des de du au aux et ou mais est sont était être ai as a avez avons ont avait je tu il elle on nous vous "
            + "ils "
            + "me te se mon ma mes votre vos notre son sa ses ce cette ces cela ça c'est j'ai n'est pas ne non oui si que qui quoi où "
            + "quand "
            + "comment pourquoi dans en sur sous avec sans pour par chez plus moins très bien alors donc là ici voilà bonjour merci "
            + "d'accord peut peux faire fait dire vais va tout toute aussi encore juste parce c'était qu'il l'on d'un d'une");

    public static Lexicon Spanish() => new Lexicon("es spa")
        .Units("cero", "uno|un|una", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve")
        .Teens("diez", "once", "doce", "trece", "catorce", "quince", "dieciséis", "diecisiete", "dieciocho", "diecinueve")
        .Tens("veinte", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa")
        .Wholes(21, 1, "veintiuno|veintiun|veintiuna", "veintidós", "veintitrés", "veinticuatro", "veinticinco", "veintiséis",
            "veintisiete", "veintiocho", "veintinueve")
        .Wholes(200, 100, "doscientos", "trescientos", "cuatrocientos", "quinientos", "seiscientos", "setecientos", "ochocientos",
            "novecientos")
        .Wholes(100, 1, "cien").Hundred("ciento").Thousand("mil").And("y").Times("doble", "triple", "cuádruple")
        .Common("el la los las un una unos unas de del al a y o pero es son era ser estar está estoy están he ha han había yo tú usted él "
            + "ella nosotros ustedes ellos me te se le les lo nos mi mis su sus tu este esta esto ese esa eso no sí que qué quién cuál "
            + "cuando cómo dónde por para con sin en sobre entre hasta desde más menos muy bien ya aquí ahí ahora entonces pues bueno "
            + "hola gracias favor vale también todo como si porque tengo tiene puede puedo quiero hay algo");

    public static Lexicon Italian() => new Lexicon("it ita")
        .Units("zero", "uno|un|una", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove")
        .Teens("dieci", "undici", "dodici", "tredici", "quattordici", "quindici", "sedici", "diciassette", "diciotto", "diciannove")
        .Tens("venti", "trenta", "quaranta", "cinquanta", "sessanta", "settanta", "ottanta", "novanta")
        .TensThenUnits((ten, unit) => (unit[0] is 'u' or 'o' ? ten[..^1] : ten) + unit,
            "uno|un", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove")
        .Compounds("cento", 100, alone: false, "", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove")
        .Wholes(2000, 1000, "duemila", "tremila", "quattromila", "cinquemila", "seimila", "settemila", "ottomila", "novemila")
        .Hundred("cento").Thousand("mille|mila").And("e").Times("doppio|doppia", "triplo|tripla", "quadruplo")
        .Common("il lo la i gli le un uno una di a da in con su per tra fra del dello della dei degli delle al alla ai dal dalla nel nella "
            + "sul sulla e o ma è sono era essere sei siamo ho hai ha abbiamo hanno aveva io tu lei lui noi voi loro mi ti si ci vi mio "
            + "mia "
            + "suo sua questo questa quello quella che chi cosa come quando dove perché non no sì più meno molto bene già qui lì ora "
            + "adesso "
            + "allora quindi poi anche ancora solo grazie prego buongiorno pronto va posso può vorrei fare c'è dell' l'ho tutto certo");

    public static Lexicon Portuguese() => new Lexicon("pt por gl glg")
        .Units("zero|cero", "um|uma|unha", "dois|duas|dous", "três", "quatro|catro", "cinco", "seis|meia", "sete", "oito", "nove")
        .Teens("dez", "onze", "doze", "treze", "catorze|quatorze", "quinze", "dezesseis|dezasseis", "dezessete|dezassete", "dezoito",
            "dezenove|dezanove")
        .Tens("vinte", "trinta", "quarenta", "cinquenta|cincoenta", "sessenta", "setenta", "oitenta", "noventa")
        .Wholes(200, 100, "duzentos|duzentas", "trezentos|trezentas", "quatrocentos", "quinhentos", "seiscentos", "setecentos",
            "oitocentos", "novecentos")
        .Wholes(100, 1, "cem").Hundred("cento").Thousand("mil").And("e").Times("duplo|dupla|dobro", "triplo|tripla", "quádruplo")
        .Common("o a os as um uma uns umas de do da dos das em no na nos nas ao à aos às por pelo pela para com sem sobre entre até e ou "
            + "mas "
            + "é são era ser estar está estou estão foi tem tenho têm tinha há eu tu você ele ela nós vocês eles elas me te se lhe meu "
            + "minha seu sua este esta isto esse essa isso aquele não sim que quem qual quando como onde porque porquê mais menos muito "
            + "bem já aqui ali agora então pois bom boa dia olá obrigado obrigada favor também tudo pode posso quero vou vai só ainda");

    public static Lexicon Catalan() => new Lexicon("ca cat")
        .Units("zero", "un|u|una", "dos|dues", "tres", "quatre", "cinc", "sis", "set", "vuit|huit", "nou")
        .Teens("deu", "onze", "dotze", "tretze", "catorze", "quinze", "setze", "disset|dèsset", "divuit|díhuit", "dinou|dènou")
        .Tens("vint", "trenta", "quaranta", "cinquanta", "seixanta", "setanta", "vuitanta|huitanta", "noranta")
        .Hundred("cent|cents").Thousand("mil").And("i").Times("doble", "triple", "quàdruple")
        .Common("el la els les un una uns unes de del dels al als a i o però és són era ser estar està estic estan he ha han havia jo tu "
            + "vostè "
            + "ell ella nosaltres vostès ells em et es li ens us meu meva seu seva aquest aquesta això aquell no sí que què qui quin quan "
            + "com on per amb sense en sobre entre fins des més menys molt bé ja aquí allà ara llavors doncs bon dia hola gràcies sisplau "
            + "també tot si perquè tinc té pot puc vull hi d'acord l'he n'hi s'ha vaig va");

    public static Lexicon Romanian() => new Lexicon("ro ron rum mo")
        .Units("zero", "unu|una|un|unul", "doi|două", "trei", "patru", "cinci", "șase", "șapte", "opt", "nouă")
        .Teens("zece", "unsprezece|unșpe", "doisprezece|doișpe", "treisprezece|treișpe", "paisprezece|paișpe", "cincisprezece|cinșpe",
            "șaisprezece|șaișpe", "șaptesprezece|șapteșpe", "optsprezece|optișpe", "nouăsprezece|nouășpe")
        .Tens("douăzeci", "treizeci", "patruzeci", "cincizeci", "șaizeci", "șaptezeci", "optzeci", "nouăzeci")
        .Hundred("sută|sute").Thousand("mie|mii").And("și").Times("dublu", "triplu", "cvadruplu")
        .Common("și sau dar de la cu în din pe pentru prin fără până despre un o unui unei al ale a ai este e sunt era fi fost am ai are "
            + "avem "
            + "aveți au eu tu el ea noi voi ei ele mă te se îmi îți vă meu mea dumneavoastră acest această asta acela nu da că ce cine "
            + "care "
            + "când cum unde mai mult foarte bine deja aici acolo acum atunci deci păi bună ziua mulțumesc rog vă tot dacă pot poate vreau "
            + "să-mi să v-am n-am doar numai însă așa");
}
