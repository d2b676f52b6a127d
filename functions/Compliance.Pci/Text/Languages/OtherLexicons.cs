namespace Compliance.Pci;

/// <summary>
/// Languages whose numbers the gate does not understand. Their frequent words tell them from related ones that it does: a text in one of
/// them is not examined.
/// </summary>
static class OtherLexicons
{
    public static readonly IReadOnlyList<Lexicon> All =
    [
        Of("bg", "нула едно един две три четири пет шест седем осем девет "
            + "и в на с със от до по за о без не ни да така е са съм сте сме беше бил била бъде ще аз ти той тя ние вие те мен ми теб "
            + "ти го му "
            + "ни ви им моя вашия тази този това тези че какво кой кога къде дали защо но или обаче вече още само също много повече сега "
            + "тук "
            + "там добре моля благодаря добър ден ало мога може искам си се като при към номера картата"),
        Of("hr sr bs sh", "nula jedan jedna dva dvije tri četiri pet šest sedam osam devet "
            + "i u na s sa iz od do po za o bez ne ni da tako je su sam ste smo bio bila bilo biti će ću ja ti on ona mi vi "
            + "oni mene "
            + "meni tebe njega nju njih im moj moja vaš vaša ova ovaj ovo te onaj što šta koji koja kako kad kada gdje gde zašto ali ili "
            + "već "
            + "još samo također takođe vrlo više sada tu tamo dobro molim hvala dobar dan halo mogu može želim hoću bih bi kao kod nije "
            + "nisu "
            + "se kartice broj"),
        Of("sr-Cyrl mk", "нула један два три четири пет шест седам осам девет еден една седум осум "
            + "и у на са из од до по за о без не ни да тако је су сам сте смо био била бити ће ја ти он она ми ви они мене мој "
            + "ваш ова "
            + "овај ово што шта који која како кад где зашто али или већ још само врло више сада ту тамо добро молим хвала могу може желим "
            + "бих као код није се ќе сум овој оваа ова тоа што кога каде сега многу"),
        Of("sl", "nič ena dve tri štiri pet šest sedem osem devet "
            + "in v na s z iz od do po za o brez ne niti da tako je so sem ste smo bil bila bilo biti bo bom jaz ti on ona mi vi oni "
            + "mene meni "
            + "tebe njega moj moja vaš vaša ta to tega te ki kaj kdo kateri kako kdaj kje zakaj ali pa že še samo tudi zelo več zdaj tukaj "
            + "tam "
            + "dobro prosim hvala dober dan lahko želim rad bi kot pri ni se številka kartice"),
        Of("lt", "nulis vienas du trys keturi penki šeši septyni aštuoni devyni "
            + "ir į iš su be nuo iki per už apie ar bet kad kaip kas kur kada kodėl ne taip yra buvo būti aš tu jis ji mes jūs jie man "
            + "mano jūsų "
            + "tai tas ta šis ši jau dar tik labai daugiau dabar čia ten gerai prašau ačiū laba diena galiu gali noriu norėčiau jei nes o "
            + "po prie "
            + "savo numeris kortelės"),
        Of("lv", "nulle viens divi trīs četri pieci seši septiņi astoņi deviņi "
            + "un uz no ar bez līdz par pie pēc vai bet ka kā kas kur kad kāpēc nē jā ir bija būt es tu viņš viņa mēs jūs viņi man mans "
            + "jūsu tas "
            + "tā šis šī jau vēl tikai ļoti vairāk tagad šeit tur labi lūdzu paldies labdien varu var gribu vēlos ja jo arī savu to šo "
            + "kartes "
            + "numurs"),
        Of("et", "null üks kaks kolm neli viis kuus seitse kaheksa üheksa "
            + "ja ei on oli olla olen oled oleme ma mina sa sina ta tema me te nad minu teie see seda selle need kui et kes mis kus "
            + "millal miks "
            + "kuidas jah nii veel juba ainult ka väga rohkem nüüd siin seal hästi palun aitäh tere päevast saan saab tahan tahaks või aga "
            + "sest "
            + "kas oma välja peale ning kaardi number"),
        Of("is", "núll einn tveir þrír fjórir fimm sex sjö átta níu "
            + "og að í á af við til frá um en eða ef sem er var vera hef hefur hafa get getur vil vill ég þú hann hún við þið þeir mig "
            + "mér þig "
            + "minn mín þinn þetta það þessi hvað hver hvenær hvar hvers hvernig já nei ekki bara líka mjög meira núna hér þar gott takk "
            + "halló "
            + "góðan daginn má fá svo þá kortið númerið"),
        Of("vi", "không một hai ba bốn năm sáu bảy tám chín "
            + "và là của có không được cho với các một những này đó khi thì mà ở trong ra vào lại đã đang sẽ tôi bạn anh chị em ông bà "
            + "nó chúng ta "
            + "mình gì ai đâu nào sao vì nếu nhưng hay hoặc cũng rất nhiều hơn bây giờ đây kia vâng dạ xin cảm ơn chào muốn cần phải thể "
            + "số thẻ"),
        Of("id ms", "nol kosong satu dua tiga empat lima enam tujuh delapan lapan sembilan "
            + "dan di ke dari yang untuk dengan pada dalam ini itu adalah ada tidak bukan akan sudah belum sedang saya aku kamu anda "
            + "dia kami "
            + "kita mereka apa siapa kapan mana bagaimana mengapa kenapa jika kalau tetapi tapi atau juga sangat lebih sekarang di sini "
            + "sana ya "
            + "baik tolong terima kasih selamat pagi siang bisa boleh mau ingin nomor kartu bapak ibu nya oleh karena"),
        Of("sw", "sifuri moja mbili tatu nne tano sita saba nane tisa "
            + "na ya wa kwa ni si za la cha katika kutoka hadi kama lakini au pia sana zaidi sasa hapa huko ndiyo hapana mimi wewe yeye "
            + "sisi ninyi "
            + "wao yangu yako yake hii hiyo hizi huyo nini nani lini wapi vipi kwa nini ikiwa naweza unaweza nataka tafadhali asante "
            + "habari "
            + "jambo namba kadi nina una ana kuwa"),
        Of("tl fil", "isa dalawa tatlo apat lima anim pito walo siyam "
            + "ang ng sa na at ay mga si ni kay para mula hanggang kung pero o din rin po opo hindi oo wala may mayroon ako ikaw ka "
            + "siya tayo "
            + "kami kayo sila ko mo niya namin ninyo nila ito iyan iyon ano sino kailan saan paano bakit lang pa ngayon dito doon salamat "
            + "pakiusap magandang umaga pwede gusto kailangan numero"),
        Of("af", "nul een twee drie vier vyf ses sewe agt nege "
            + "die 'n en van is in het dat nie ek jy u hy sy ons julle hulle my jou sy haar se te om op met vir na by uit aan as wat "
            + "wie waar "
            + "wanneer hoe hoekom maar of ook nog al net baie meer nou hier daar ja nee goed asseblief dankie goeie dag kan sal wil moet "
            + "word "
            + "was hierdie daardie gaan hê nommer kaart"),
        Of("ga", "náid aon dó trí ceathair cúig sé seacht ocht naoi "
            + "agus an na ar le de do i ó go ag as um faoi gan ach nó má tá bhí beidh níl is ba mé tú sé sí muid sibh siad mo do a ár "
            + "seo sin cad "
            + "cé cathain cá conas cén freisin anois anseo ansin maith raibh maith agat dia duit uimhir cárta féidir liom leat"),
        Of("cy", "dim un dau tri pedwar pump chwech saith wyth naw "
            + "a y yr yn ac o i ar am gan gyda at wrth ond neu os mae oedd bydd yw ydy ydw fi ti ef hi ni chi nhw fy dy ei ein eich eu "
            + "hyn hwn "
            + "honno beth pwy pryd ble sut pam hefyd iawn mwy nawr yma yno da diolch os gwelwch dda bore nhw gallu eisiau rhif cerdyn ddim "
            + "wedi"),
        Of("eu", "zero bat bi hiru lau bost sei zazpi zortzi bederatzi "
            + "eta da ez bai dira zen naiz zara dago daude du dut dugu duzu nik zuk hark guk nire zure bere hau hori hura zer nor noiz "
            + "non nola "
            + "zergatik baina edo ere oso gehiago orain hemen hor ondo mesedez eskerrik asko egun on kaixo nahi behar ahal bat txartelaren "
            + "zenbakia dela egin"),
        Of("sq", "zero një dy tre katër pesë gjashtë shtatë tetë nëntë "
            + "dhe në me nga për të e i së te tek pa por ose nëse që çfarë kush kur ku si pse po jo është janë ishte kam ke ka kemi "
            + "keni unë ti ai "
            + "ajo ne ju ata im ime juaj kjo ky kjo ata shumë më tani këtu atje mirë faleminderit ju lutem përshëndetje mund dua duhet "
            + "edhe "
            + "vetëm numri kartës"),
        Of("mt", "xejn wieħed tnejn tlieta erbgħa ħamsa sitta sebgħa tmienja disgħa "
            + "u il l- ta ma fi minn għal bi għand li dan din dawk hu hi aħna intom huma jien int tiegħi tiegħek x' min meta fejn kif "
            + "għaliex iva "
            + "le iżda jew ukoll ħafna aktar issa hawn hemm tajjeb jekk jogħġbok grazzi bonġu nista' irrid numru"),
        Of("fa", "صفر یک دو سه چهار پنج شش هفت هشت نه "
            + "و در به از که را با این آن است بود هست نیست شد می من تو او ما شما آنها یک چه کی کجا چرا چطور اگر یا هم خیلی بیشتر الان "
            + "اینجا آنجا بله نه "
            + "خوب لطفا ممنون سلام برای تا کارت شماره دارم دارید کنم کنید خواهم باید"),
        Of("ur", "صفر ایک دو تین چار پانچ چھ سات آٹھ نو "
            + "اور میں ہے ہیں تھا تھی کا کی کے کو سے پر نہیں ہاں جی میرا آپ آپکا وہ یہ ہم کیا کون کب کہاں کیسے کیوں جو کہ اگر اب یہاں "
            + "بہت کچھ ٹھیک شکریہ "
            + "براہ نمبر کارڈ نے بھی تو"),
        Of("be", "нуль адзін адна два дзве тры чатыры пяць шэсць сем восем дзевяць "
            + "і й у ў на з са да ад па за аб без не ні так ёсць быў была было быць я ты ён яна мы вы яны мяне мне табе яго яе іх нам "
            + "вас мой "
            + "мая ваш ваша гэты гэта гэтая што хто які якая як калі дзе ці чаму але або ўжо яшчэ толькі таксама вельмі больш зараз тут "
            + "там "
            + "добра калі ласка дзякуй дзень магу хачу бы каб бо кожны мае права яго"),
        Of("oc", "zèro un dos tres quatre cinc sièis sèt uèch nòu "
            + "lo la los las un una de del dels de las al als a e o mas es son èra èsser ai a an avèm ieu tu el ela nosautres vosautres "
            + "me te se "
            + "li nos vos mon ma vòstre son sa aqueste aquesta aquò que qual quora ont cossí perqué non pas òc amb sens per en sus dins "
            + "fins "
            + "tot tota tanben fòrça plan ara aicí alara bonjorn mercés dreit persona cal pòdi vòli"),
        Of("fo", "null eitt tvey trý fýra fimm seks sjey átta níggju "
            + "og at í á av við til frá um ella men tá er var vera havi hevur hava kann vil eg tú hann hon vit tit teir mær mín tín tað "
            + "hesin "
            + "hetta hvat hvør nær hvar hví ja nei ikki bara eisini nógv meira nú her har gott takk hallo allir øll sum rætt skal"),
        Of("fy", "nul ien twa trije fjouwer fiif seis sân acht njoggen "
            + "de it in en of mar is binne wie wienen bin ha hat hawwe wurdt kin kinne ik do dy hy sy wy jimme my jo jo syn har net "
            + "gjin ja nee ek "
            + "noch al sa hoe wat wêr wa as dan dat dit dy hjir no mei fan foar nei op yn oan by út om ta oer troch goed dei tank "
            + "asjebleaft "
            + "elk rjocht moat wol"),
        Of("br", "mann unan daou tri pevar pemp c'hwec'h seizh eizh nav "
            + "ar an al ur un ul ha hag pe met a e en er eus da gant evit war dre hep eo zo oa bezañ am eus em eus te eñ hi ni c'hwi "
            + "int va da e "
            + "hor ho se mañ petra piv pegoulz pelec'h penaos perak ya nann ket ivez kalz muioc'h bremañ amañ mat trugarez mar plij devezh "
            + "hini holl gwir bep den"),
        Of("yo", "odo eni meji meta merin marun mefa meje mejo mesan "
            + "ni ti si ati tabi sugbon bi pe fun lati pelu ninu lori je jẹ wa o mo iwo oun awa eyin won mi re rẹ wọn yi yii yen kini "
            + "tani nigba "
            + "nibo bawo rara beeni gbogbo pupo bayi nibi dara jowo ese lowo eto eniyan kan kookan ẹni"),
        Of("so", "eber kow laba saddex afar shan lix toddoba siddeed sagaal "
            + "iyo ama laakiin in ku ka u si la ah waa waxaa wuxuu waxay ma maya haa aniga adiga isaga iyada annaga idinka iyaga kan "
            + "tan kaas "
            + "taas maxay kuma goorma halkee sidee waayo aad badan hadda halkan fiican fadlan mahadsanid qof kasta leeyahay isku oo uu ay"),
        Of("ha", "sifili daya biyu uku hudu biyar shida bakwai takwas tara "
            + "da na ta a ya ba ko amma idan don daga zuwa cikin kan tare shi ita mu ku su ni kai ke wannan wancan mene wane yaushe ina "
            + "yaya me ya "
            + "sa eh a'a sosai yanzu nan can mai kyau don allah nagode kowane mutum yana suna zan iya hakki wata wani"),
        Of("az", "sıfır bir iki üç dörd beş altı yeddi səkkiz doqquz "
            + "və ya amma bir bu o mən sən biz siz onlar mənə sizə məni sizi mənim sizin onun üçün ilə də da nə necə niyə harada kim "
            + "hansı var yox "
            + "deyil bəli xeyr çox daha ən kimi qədər sonra indi burada hər heç ki zəhmət olmasa təşəkkür salam yaxşı hər kəs malikdir"),
        Of("uz", "nol bir ikki uch to'rt besh olti yetti sakkiz to'qqiz "
            + "va yoki lekin bir bu u men sen biz siz ular menga sizga meni sizni mening sizning uning uchun bilan ham nima qanday nega "
            + "qayerda "
            + "kim qaysi bor yo'q emas ha juda ko'p eng kabi keyin hozir bu yerda har hech iltimos rahmat salom yaxshi inson huquq ega "
            + "bo'lgan"),
        Of("ku", "sifir yek du sê çar pênc şeş heft heşt neh "
            + "û an lê ku di de ji bo bi li ser ne na erê ev ew ez tu em hûn wan min te wî wê me we çi kî kengî ku derê çawa çima pir "
            + "niha vir baş "
            + "ji kerema xwe spas roj baş her kes mafê heye dikare dixwazim jî yan"),
        Of("eo", "nul unu du tri kvar kvin ses sep ok naŭ "
            + "la kaj aŭ sed de al en sur por per kun sen pri el ĝis estas estis esti mi vi li ŝi ĝi ni ili mia via lia nia tiu ĉi tio "
            + "kio kiu kiam "
            + "kie kiel kial jes ne tre pli nun tie bone bonvolu dankon saluton ĉiu rajto havas povas volas ankaŭ nur"),
        Of("mr ne", "शून्य एक दोन तीन चार पाच सहा सात आठ नऊ "
            + "आहे आहेत होता होती मी तू तो ती आम्ही तुम्ही माझा माझी तुमचा तुमची हा ही हे आणि किंवा पण नाही होय काय कोण कधी कुठे कसे "
            + "जर आता येथे खूप "
            + "धन्यवाद कृपया छ छन् थियो म तपाईं मेरो तपाईंको यो त्यो र वा तर होइन हो के को कहिले कहाँ कसरी अहिले यहाँ धेरै"),
    ];

    /// <param name="common">Its digits and its frequent words.</param>
    static Lexicon Of(string tags, string common) => new Lexicon(tags).Common(common);
}
