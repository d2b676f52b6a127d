namespace Compliance.Pci;

static class SlavicLexicons
{
    public static Lexicon Polish() => new Lexicon("pl pol")
        .Units("zero", "jeden|jedna|jedno|jedynka", "dwa|dwie|dwójka", "trzy|trójka", "cztery|czwórka", "pięć|piątka", "sześć|szóstka",
            "siedem|siódemka", "osiem|ósemka", "dziewięć|dziewiątka")
        .Teens("dziesięć", "jedenaście", "dwanaście", "trzynaście", "czternaście", "piętnaście", "szesnaście", "siedemnaście",
            "osiemnaście", "dziewiętnaście")
        .Tens("dwadzieścia", "trzydzieści", "czterdzieści", "pięćdziesiąt", "sześćdziesiąt", "siedemdziesiąt", "osiemdziesiąt",
            "dziewięćdziesiąt")
        .Wholes(200, 100, "dwieście", "trzysta", "czterysta", "pięćset", "sześćset", "siedemset", "osiemset", "dziewięćset")
        .Hundred("sto").Thousand("tysiąc|tysiące|tysięcy").And("i").Times("podwójne|podwójna|podwójny", "potrójne|potrójna", "poczwórne")
        .Common("i w we na z ze do od po za o u przez dla przy pod nad bez się nie tak jest są był była było być mam masz ma mamy mają ja "
            + "ty "
            + "on ona my wy oni mnie mi cię ci go jej ich mu pan pani pana państwo mój moja swój ten ta to te tego tej tym że co kto który "
            + "która jak kiedy gdzie czy dlaczego ale albo lub więc już jeszcze tylko też bardzo więcej teraz tu tutaj tam dobrze proszę "
            + "dziękuję dzień dobry halo może mogę chcę chciałbym żeby no bo aby oraz by");

    public static Lexicon Czech() => new Lexicon("cs ces cze")
        .Units("nula", "jedna|jeden|jedno|jednička", "dva|dvě|dvojka", "tři|trojka", "čtyři|čtyry|čtyřka", "pět|pětka", "šest|šestka",
            "sedm|sedum|sedmička", "osm|osum|osmička", "devět|devítka")
        .Teens("deset", "jedenáct", "dvanáct", "třináct", "čtrnáct", "patnáct", "šestnáct", "sedmnáct|sedumnáct", "osmnáct|osumnáct",
            "devatenáct")
        .Tens("dvacet", "třicet", "čtyřicet", "padesát", "šedesát", "sedmdesát", "osmdesát", "devadesát")
        .UnitsThenTens("a", "jedn|jeden", "dva", "tři", "čtyři", "pět", "šest", "sedm", "osm", "devět")
        .Hundred("sto|stě|sta|set").Thousand("tisíc|tisíce").And("a").Times("dvojitá|dvakrát", "třikrát", "čtyřikrát")
        .Common("a v ve na s se z ze do od po za o u k ke pro při pod nad bez je jsou byl byla bylo být jsem jsi jste jsme mám máš má máme "
            + "mají "
            + "máte já ty on ona my vy oni mě mi mně tě ti ho jí jich mu pane paní můj moje svůj ten ta to ty tě toho té tím že co kdo "
            + "který "
            + "která jak kdy kde jestli proč ale nebo tak tedy už ještě jen jenom taky také velmi více teď tady tam dobře prosím děkuji "
            + "dobrý "
            + "den haló můžu může chci chtěl bych aby no protože ne ano není by si");

    public static Lexicon Slovak() => new Lexicon("sk slk slo")
        .Units("nula", "jeden|jedna|jedno", "dva|dve", "tri", "štyri", "päť", "šesť", "sedem", "osem", "deväť")
        .Teens("desať", "jedenásť", "dvanásť", "trinásť", "štrnásť", "pätnásť", "šestnásť", "sedemnásť", "osemnásť", "devätnásť")
        .Tens("dvadsať", "tridsať", "štyridsať", "päťdesiat", "šesťdesiat", "sedemdesiat", "osemdesiat", "deväťdesiat")
        .TensThenUnits((ten, unit) => ten + unit, "jeden", "dva", "tri", "štyri", "päť", "šesť", "sedem", "osem", "deväť")
        .Hundred("sto").Thousand("tisíc").And("a").Times("dvakrát", "trikrát", "štyrikrát")
        .Common("a v vo na s so z zo do od po za o u k ku pre pri pod nad bez je sú bol bola bolo byť som si ste sme mám máš má máme majú "
            + "máte ja ty "
            + "on ona my vy oni ma mi mne ťa ti ho jej ich mu pán pani môj moje svoj ten tá to tie toho tej tým že čo kto ktorý ktorá ako "
            + "kedy "
            + "kde či prečo ale alebo tak teda už ešte len aj tiež veľmi viac teraz tu tam dobre prosím ďakujem dobrý deň môžem môže chcem "
            + "chcel by aby no pretože nie áno nieje sa");

    public static Lexicon Ukrainian() => new Lexicon("uk ukr")
        .Units("нуль|ноль", "один|одна|одне|одиничка", "два|дві|двійка", "три|трійка", "чотири|четвірка", "п'ять|п'ятірка",
            "шість|шістка", "сім|сімка", "вісім|вісімка", "дев'ять|дев'ятка")
        .Teens("десять", "одинадцять", "дванадцять", "тринадцять", "чотирнадцять", "п'ятнадцять", "шістнадцять", "сімнадцять",
            "вісімнадцять", "дев'ятнадцять")
        .Tens("двадцять", "тридцять", "сорок", "п'ятдесят", "шістдесят", "сімдесят", "вісімдесят", "дев'яносто")
        .Wholes(200, 100, "двісті", "триста", "чотириста", "п'ятсот", "шістсот", "сімсот", "вісімсот", "дев'ятсот")
        .Hundred("сто").Thousand("тисяча|тисячі|тисяч").And("і|та").Times("подвійний|подвійна|двічі", "тричі|потрійний", "почетверний")
        .Common("і й та в у на з із зі до від по за о об про для при під над без не ні так є був була було бути буде я ти він вона ми ви "
            + "вони "
            + "мене мені тебе тобі його її їх йому нам вас вам нас пан пані мій моя мої ваш ваша цей ця це ці того тієї тим що хто який "
            + "яка "
            + "як коли де чи чому але або тож вже ще тільки лише також дуже більше зараз тут там добре будь ласка дякую добрий день алло "
            + "можу може хочу хотів би щоб ну бо якщо маю має скажіть");

    public static Lexicon Russian() => new Lexicon("ru rus")
        .Units("ноль|нуль", "один|одна|одно|единица", "два|две|двойка", "три|тройка", "четыре|четверка", "пять|пятерка",
            "шесть|шестерка", "семь|семерка", "восемь|восьмерка", "девять|девятка")
        .Teens("десять", "одиннадцать", "двенадцать", "тринадцать", "четырнадцать", "пятнадцать", "шестнадцать", "семнадцать",
            "восемнадцать", "девятнадцать")
        .Tens("двадцать", "тридцать", "сорок", "пятьдесят", "шестьдесят", "семьдесят", "восемьдесят", "девяносто")
        .Wholes(200, 100, "двести", "триста", "четыреста", "пятьсот", "шестьсот", "семьсот", "восемьсот", "девятьсот")
        .Hundred("сто").Thousand("тысяча|тысячи|тысяч").And("и").Times("двойной|дважды", "трижды|тройной", "четырежды")
        .Common("и в во на с со из к ко до от по за о об про для при под над без не ни нет да так есть был была было быть будет я ты он "
            + "она мы "
            + "вы они меня мне тебя тебе его ее их ему нам вас вам нас мой моя мои ваш ваша этот эта это эти того той тем что кто какой "
            + "какая "
            + "как когда где ли почему но или то же уже еще только тоже очень больше сейчас тут здесь там хорошо пожалуйста спасибо добрый "
            + "день алло могу может хочу хотел бы чтобы ну потому если у меня вот скажите");
}
