namespace Compliance.Pci;

/// <summary>What a word implies about the digits near it.</summary>
[Flags]
enum WordSense : ushort
{
    None = 0,

    /// <summary>Said between digits without meaning anything.</summary>
    Filler = 1,

    /// <summary>Announces a card verification value (PCI DSS 3.3.1.2).</summary>
    Cvv = 2,

    /// <summary>Announces a PIN (PCI DSS 3.3.1.3).</summary>
    Pin = 4,
    Expiry = 8,

    /// <summary>Near <see cref="CodePart"/>, announces a card verification value.</summary>
    SecurityPart = 16,
    CodePart = 32,

    /// <summary>A side of the card; with <see cref="DigitsPart"/>, announces a card verification value.</summary>
    SidePart = 64,

    /// <summary>Names digits; preceded by "three" or "four", or with the number in the same word.</summary>
    DigitsPart = 128,

    /// <summary>"The last": with a count and a side it needs no noun ("the last three on the back").</summary>
    LastPart = 256,

    /// <summary>How the letter C sounds, as the first of a spelled "CVV" or "CVC".</summary>
    LetterC = 512,

    /// <summary>How the letter V sounds.</summary>
    LetterV = 1024,

    /// <summary>Says that a code is of another kind: a dialling code, a postcode.</summary>
    OtherCode = 2048,

    /// <summary>A word for "code" itself.</summary>
    CodeNoun = 4096,
}

/// <summary>The words of each sense in all languages.</summary>
static class WordSenses
{
    const string Fillers =
        "um uh er erm ah eh mm mhm hmm okay ok yes yeah yep right so then and dash hyphen space is it its it's that that's sorry "
        + "please next hold on wait let me see just well like there we you yourself "
        + "warte moment mal attendez attends espera espere momento wacht even "
        + "after afterwards now also aha alright sure go on got number digit again comma dot followed by the a "
        + "ja und dann also genau ähm gut bindestrich strich oui alors puis voilà euh bon tiret donc d'accord si vale pues luego "
        + "guion coma "
        + "dan dus nou goed streepje en y et "
        + "sì allora poi ehm ecco trattino virgola quindi e sim depois então hífen traço vírgula pois i llavors guionet després "
        + "da deci apoi liniuță virgulă și och sen bindestreck jaha og så bindestrek komma "
        + "tak potem dobrze myślnik przecinek ano pak takže pomlčka čárka áno potom takže так потім далі тире кома да потом дальше "
        + "запятая niin sitten viiva pilkku joo igen aztán kötőjel vessző evet sonra tire virgül ναι μετά παύλα κόμμα "
        + "是 的 然后 嗯 对 好 好的 横杠 杠 再 の はい えーと えっと ハイフン です それから 次は 次 हाँ हां जी फिर और अच्छा डैश نعم ثم أيوه شرطة طيب و";

    const string Cvvs =
        "cvv cvc cv2 cvv2 cvc2 cid csc cvn cryptogramme prüfnummer kartenprüfnummer prüfziffer sicherheitscode sicherheitsnummer "
        + "beveiligingscode veiligheidscode controlecode kartenprüfziffer cvp cvd "
        + "säkerhetskod säkerhetskoden kontrollkod cvckod sikkerhedskode sikkerhedskoden kontrolcifre kontrolcifrene sikkerhetskode "
        + "sikkerhetskoden kontrollsifre kontrollsifrene turvakoodi turvakoodin turvaluku turvanumero varmistusnumero varmistenumero "
        + "tarkistenumero biztonságikód 安全码 安全碼 校验码 卡背面三位 セキュリティコード セキュリティーコード 確認番号 सीवीवी सीवीसी";

    const string Pins = "pin pincode pinnumber geheimzahl geheimnummer pinnummer pinkod pinkoden pinkode pinkoden tunnusluku 暗証番号 पिन";

    const string Expiries =
        "expiry expires expiration exp expire expiring valid thru verfallsdatum ablaufdatum gültig expiration caducidad "
        + "vencimiento vervaldatum scadenza scade validade vence caducitat caduca expiră expirare valabil valabilă giltig giltighetstid "
        + "utgångsdatum udløber udløbsdato gyldig utløper utløpsdato ważna ważności wygasa platnost platí expirace platnosť exspirácia "
        + "термін дійсна срок действия voimassa vanhenee lejár lejárat lejárati érvényes geçerlilik tarihi λήξη λήγει λήξης "
        + "有效期 到期 有効期限 वैधता समाप्ति انتهاء صلاحية الصلاحية تنتهي";

    const string Sides =
        "back reverse signature strip rear front rückseite kartenrückseite hinten vorderseite dos verso arrière reverso atrás detrás dorso "
        + "achterkant achterzijde achterop voorkant retro posteriore fronte atrás verso trás revers darrere spate spatele baksidan baksida "
        + "framsidan bagsiden bagside forsiden baksiden bakside odwrocie odwrót tył tyłu zadní zadné rubu rube zadnej zvorotі звороті "
        + "зворотному "
        + "обороте обратной takana takapuolella kääntöpuolella hátoldalán hátoldal hátulján arkasındaki arkasında arka πίσω 背面 后面 後面 裏面 裏 "
        + "पीछे ظهر الخلف خلف";

    const string Digits =
        "digits digit figures numbers number code ziffern zahlen stellen nummer dreistellige dreistelligen dreistelliger vierstellige "
        + "vierstelligen chiffres números cifras dígitos cijfers nummers driecijferige cifre numeri numero algarismos xifres cifrele cifra "
        + "siffror siffrorna tresiffriga tresiffrig cifre cifrene trecifrede tal tallene sifre siffer sifrene tresifrede tresifret cyfry "
        + "cyfr trzycyfrowy číslice číslic čísla třímístný trojmístný číslic trojciferný цифри цифр тризначний цифры трехзначный numeroa "
        + "kolminumeroinen számjegy számjegyű háromjegyű szám rakam rakamı haneli üç haneli ψηφία ψηφίο τριψήφιο τριψήφιος 三位 三位数 三桁 "
        + "अंक नंबर أرقام ارقام الأرقام";

    const string Last =
        "last final letzten letzte derniers dernières últimos últimas últims laatste ultime ultimi ultimele sista sidste siste ostatnie "
        + "poslední posledné останні последние viimeiset utolsó son τελευταία 最后 最後 後 后 आखिरी अंतिम آخر";

    const string Security =
        "security verification verify secret sécurité seguridad vérification verificación sicurezza segurança seguretat securitate "
            + "siguranță sikkerhets sikkerheds bezpieczeństwa "
        + "zabezpieczający bezpečnostní bezpečnostný ověřovací overovací безпеки безопасности проверочный biztonsági ellenőrző güvenlik "
        + "ασφαλείας επαλήθευσης सुरक्षा الأمان الامان التحقق التأكيد";

    const string Codes =
        "code codice código codi cod codul kod kodu kode kodzie kód kódu číslo koodi kodu код кода коду kódot κωδικός "
        + "κωδικό कोड رمز الرمز كود";

    const string Others = "area dial dialling dialing country postal post zip sort branch extension booking reference order promo voucher "
        + "city";

    public static readonly IReadOnlyList<(WordSense Sense, string Words)> All =
    [
        (WordSense.Filler, Fillers), (WordSense.Cvv, Cvvs), (WordSense.Pin, Pins), (WordSense.Expiry, Expiries),
        (WordSense.SidePart, Sides), (WordSense.DigitsPart, Digits), (WordSense.LastPart, Last), (WordSense.SecurityPart, Security),
        (WordSense.CodePart, Codes + " number digits value"), (WordSense.CodeNoun, Codes), (WordSense.OtherCode, Others),
        (WordSense.LetterC, "c see sea cee si ce sé cé zeh tse ci tsé сі си си σι シー सी سي"),
        (WordSense.LetterV, "v vee ve vi vau fau vé wee uve vu fe fau ви ві ві βι ブイ वी في"),
    ];

    static readonly (string Start, short Count)[] Counts =
    [
        ("drei", 3), ("driec", 3), ("vierstell", 4), ("tresiffr", 3), ("trecifr", 3), ("tresifr", 3), ("trzycyfr", 3), ("trimist", 3),
        ("trojm", 3), ("trojc", 3), ("тризн", 3), ("трехзн", 3), ("kolminum", 3), ("haromjegy", 3), ("τριψηφ", 3), ("三", 3),
    ];

    /// <summary>The count that a word which names digits includes.</summary>
    public static short Count(string word) =>
        Counts.FirstOrDefault(x => word.StartsWith(x.Start, StringComparison.Ordinal) && word.Length > 1).Count;
}
