using System.Text.Json;
using static Compliance.Pci.Tests.Text.ForeignForm;

namespace Compliance.Pci.Tests.Text;

/// <summary>Card numbers as other people's recognisers and speakers of other languages have them.</summary>
static class ForeignSpeech
{
    public static IEnumerable<ForeignForm> All() => [.. Spoken(), .. Languages(), .. Values(), .. Recognisers()];

    static IEnumerable<ForeignForm> Spoken()
    {
        yield return Transcript("for five three nine",
            Caller("it's for five three nine one four double eight oh three four three six four six seven"),
            ["six four six seven"]);
        yield return Transcript("O letter", Caller("4 5 3 9 1 4 8 8 O 3 4 3 6 4 6 7"), ["6 4 6 7"]);
        yield return Transcript("to/too/for/ate",
            Caller("my number is for five three nine, one for ate ate, oh three for three, six for six seven"),
            ["six for six seven"]);
        yield return Transcript("one hundred in a card",
            Caller("fifty one oh five, ten fifty one, oh five ten, fifty one hundred"),
            ["fifty one hundred"]);
        yield return Transcript("fifty-one hundred", Caller("it is 5105 1051 0510 fifty-one hundred"), ["5105 1051"]);
        yield return Transcript("zero zero",
            Caller("four zero zero zero zero five six six five five six six five five five six"),
            ["five five five six"]);
        yield return Transcript("triple zero",
            Caller("four triple zero zero five double six double five double six triple five six"),
            ["triple five six"]);
        yield return Transcript("four thousand",
            Caller("four thousand, oh five six six, five five six six, five five five six"),
            ["five five five six"]);
        yield return Transcript("nine teen pairs",
            Caller("forty five thirty nine fourteen eighty eight zero three forty three sixty four sixty seven"),
            ["sixty seven"]);
        yield return Transcript("mixed digit words caps", Caller("Four 5 Three 9 ONE 4 8 8 Zero 3 4 three. Six 4 6 seven."), ["6 seven"]);
        yield return Transcript("amex forms",
            Caller("three seven eight two, eight two two four six three, one zero zero zero five"),
            ["zero zero zero five"]);
        yield return Transcript("amex 3782 822463 10005",
            Caller("three thousand seven hundred eighty two, eight two two four six three, ten thousand and five"),
            ["ten thousand and five"]);
        yield return Transcript("agent questions between",
            Turns(
                "and the number?",
                "four five three nine",
                "Got it. And the next four?",
                "one four eight eight",
                "Perfect, next?",
                "zero three four three",
                "and the last four digits?",
                "six four six seven",
                "Thank you, that went through."),
            ["six four six seven", "zero three four three"],
            "that went through");
        yield return Transcript("correction mid",
            Caller(
                "four five three nine one four eight eight oh three four three six four six... sorry let me start again, four five "
                    + "three nine one four eight eight oh three four three six four six seven"),
            ["six four six seven"]);
        yield return Transcript("hyphen words",
            Caller("four-five-three-nine one-four-eight-eight zero-three-four-three six-four-six-seven"),
            ["six-four-six-seven"]);
        yield return Transcript("uh um er",
            Caller("uh four five um three nine one four, eight eight, hold on, zero three four three er six four six seven"),
            ["six four six seven"]);
        yield return Transcript("ASR digits formatted weird", Caller("My card number is 453-914-880-343-6467."), ["880-343"]);
        yield return Transcript("ASR digits commas", Caller("it's 4,539,148,803,436,467"), ["803,436"]);
        yield return Transcript("phone like format", Caller("4539148803 436467"), ["436467"]);
        yield return Transcript("3 5 2 grouping", Caller("453 91488 03 436467"), ["436467"]);
        yield return Transcript("5 5 6", Caller("45391 48803 436467"), ["436467"]);
        yield return Transcript("8 8", Caller("45391488 03436467"), ["03436467"]);
        yield return Transcript("slash", Caller("4539/1488/0343/6467"), ["0343/6467"]);
        yield return Transcript("underscores", Caller("4539_1488_0343_6467"), ["0343_6467"]);
        yield return Transcript("double dash", Caller("4539 - 1488 - 0343 - 6467"), ["0343 - 6467"]);
        yield return Transcript("period comma", Caller("4539, 1488, 0343, 6467."), ["0343, 6467"]);
        yield return Transcript("asterisk bold", Caller("**4539148803436467**"), ["3436467"]);
        yield return Transcript("bracket", Caller("(4539)(1488)(0343)(6467)"), ["6467"]);
    }

    static IEnumerable<ForeignForm> Languages()
    {
        yield return Transcript("de pairs und",
            Caller("fünfundvierzig neununddreißig vierzehn achtundachtzig null drei dreiundvierzig vierundsechzig siebenundsechzig"),
            ["siebenundsechzig"]);
        yield return Transcript("de spaced und",
            Caller(
                "fünf und vierzig neun und dreißig vierzehn acht und achtzig null drei drei und vierzig vier und sechzig sieben und "
                    + "sechzig"),
            ["sieben und sechzig"]);
        yield return Transcript("de zwo",
            Caller("zwo zwo zwo drei null null drei eins zwo zwo null null drei zwo zwo zwo"),
            ["drei zwo zwo zwo"]);
        yield return Transcript("de ss",
            Caller("Also die Nummer ist vier fünf drei neun, dann eins vier acht acht, null drei vier drei und sechs vier sechs sieben."),
            ["sechs vier sechs sieben"]);
        yield return Transcript("de doppel",
            Caller("vier fünf drei neun eins vier doppel acht null drei vier drei sechs vier sechs sieben"),
            ["sechs vier sechs sieben"]);
        yield return Transcript("de hundert",
            Caller("einundfünfzig null fünf einundfünfzighundert null fünf zehn einundfünfzig null null"),
            []);
        yield return Transcript("fr pairs",
            Caller("quarante-cinq trente-neuf quatorze quatre-vingt-huit zéro trois quarante-trois soixante-quatre soixante-sept"),
            ["soixante-sept"]);
        yield return Transcript("fr soixante-dix",
            Caller("cinquante-quatre vingt-cinq vingt-trois trente-quatre trente zéro dix quatre-vingt-dix-neuf zéro trois"),
            ["quatre-vingt-dix-neuf"]);
        yield return Transcript("fr digits",
            Caller("alors c'est le quatre cinq trois neuf, un quatre huit huit, zéro trois quatre trois, six quatre six sept voilà"),
            ["six quatre six sept"]);
        yield return Transcript("fr thousands",
            Caller(
                "quatre mille cinq cent trente-neuf, mille quatre cent quatre-vingt-huit, zéro trois cent quarante-trois, six mille "
                    + "quatre cent soixante-sept"),
            ["six mille quatre cent soixante-sept"]);
        yield return Transcript("es pairs",
            Caller("cuarenta y cinco treinta y nueve catorce ochenta y ocho cero tres cuarenta y tres sesenta y cuatro sesenta y siete"),
            ["sesenta y siete"]);
        yield return Transcript("es thousands",
            Caller(
                "cuatro mil quinientos treinta y nueve, mil cuatrocientos ochenta y ocho, cero tres cuarenta y tres, seis mil "
                    + "cuatrocientos sesenta y siete"),
            ["seis mil cuatrocientos"]);
        yield return Transcript("es digits",
            Caller("sí, es el cuatro, cinco, tres, nueve, uno, cuatro, ocho, ocho, cero, tres, cuatro, tres, seis, cuatro, seis, siete"),
            ["seis, siete"]);
        yield return Transcript("nl pairs",
            Caller("vijfenveertig negenendertig veertien achtentachtig nul drie drieënveertig vierenzestig zevenenzestig"),
            ["zevenenzestig"]);
        yield return Transcript("nl digits",
            Caller("vier vijf drie negen, een vier acht acht, nul drie vier drie, zes vier zes zeven"),
            ["zes vier zes zeven"]);
        yield return Transcript("nl één",
            Caller("vier vijf drie negen één vier acht acht nul drie vier drie zes vier zes zeven"),
            ["zes vier zes zeven"]);
    }

    static IEnumerable<ForeignForm> Values()
    {
        yield return Transcript("cvv spoken", Turns("what is the security code on the back?", "it's nine three one"), ["nine three one"]);
        yield return Transcript("cvv three digits on the back",
            Turns("and the three digits on the back?", "nine three one"),
            ["nine three one"]);
        yield return Transcript("cvv last three digits on signature strip",
            Turns("Can I have the last three digits on the signature strip please", "yeah that's 931"),
            ["931"]);
        yield return Transcript("cvv de", Turns("Und die Prüfziffer auf der Rückseite?", "neun drei eins"), ["neun drei eins"]);
        yield return Transcript("cvv de2", Turns("Und die dreistellige Nummer auf der Rückseite?", "neun drei eins"), ["neun drei eins"]);
        yield return Transcript("cvv fr", Turns("et les trois chiffres au dos de la carte ?", "neuf trois un"), ["neuf trois un"]);
        yield return Transcript("cvv fr2", Turns("le cryptogramme visuel ?", "neuf cent trente et un"), ["neuf cent trente"]);
        yield return Transcript("cvv es", Turns("¿y el código de seguridad?", "nueve tres uno"), ["nueve tres uno"]);
        yield return Transcript("cvv nl", Turns("en de beveiligingscode?", "negen drie een"), ["negen drie een"]);
        yield return Transcript("cvv nine thirty one", Turns("CVV please", "nine thirty-one"), ["nine thirty-one"]);
        yield return Transcript("cvc2 amex 4", Turns("the four digit code on the front", "four nine three one"), ["four nine three one"]);
        yield return Transcript("pin", Turns("please enter your PIN... no don't say it", "my pin is 4 9 3 1"), ["4 9 3 1"]);
        yield return Transcript("expiry after pan",
            Caller("4539 1488 0343 6467 expires oh four twenty eight, cvv 931"),
            ["931", "0343 6467"]);
        yield return Transcript("expiry 04/28", Caller("4539148803436467 04/28 931"), ["04/28", "931"]);
    }

    static IEnumerable<ForeignForm> Recognisers()
    {
        yield return Transcript("aws",
            JsonSerializer.Serialize(
                new { jobName = "x", results = new { transcripts = new[] { new { transcript = "My card is 4539148803436467." } },
                    items = "My card is 4 5 3 9 1 4 8 8 0 3 4 3 6 4 6 7".Split(' ').Select((w, i) => new { start_time = $"{i * 0.4:F2}",
                    end_time = $"{i * 0.4 + 0.3:F2}", alternatives = new[] { new { confidence = "0.998", content = w } },
                    type = "pronunciation" }) } }),
            ["4539148803436467", "\"content\":\"9\""],
            "0.998");
        yield return Transcript("deepgram",
            JsonSerializer.Serialize(
                new { metadata = new { duration = 25.9, sha256 = "154e291ecfa8be6ab8343560bcc109008fa7853eb5372533e8efdefc9b504c33" },
                    results = new { channels = new[] { new { alternatives = new[] { new { transcript = "four five three nine one four "
                    + "eight eight zero three four three six four six seven", confidence = 0.99,
                    words = "four five three nine one four eight eight zero three four three six four six seven".Split(' ').Select((w,
                    i) => new { word = w, start = i * 0.4, end = i * 0.4 + 0.3, confidence = 0.9412345678 }) } } } } } }),
            ["six four six seven", "\"word\":\"seven\""],
            "154e291ecfa8be6ab8343560bcc109008fa7853eb5372533e8efdefc9b504c33");
        yield return Transcript("google",
            JsonSerializer.Serialize(
                new { results = new[] { new { alternatives = new[] { new { transcript = "4539 1488 0343 6467",
                    words = "4539 1488 0343 6467".Split(' ').Select((w, i) => new { startTime = $"{i}.300s", endTime = $"{i}.900s",
                    word = w }) } } } } }),
            ["0343", "6467"]);
        yield return Transcript("azure",
            JsonSerializer.Serialize(
                new { recognizedPhrases = new[] { new { channel = 0, offsetInTicks = 10000000.0, durationInTicks = 50000000.0,
                    nBest = new[] { new { confidence = 0.9, lexical = "four five three nine one four eight eight zero three four "
                    + "three six four six seven", itn = "4539148803436467", maskedITN = "4539148803436467", display = "4539 1488 0343 "
                    + "6467." } } } } }),
            ["6467", "six seven"]);
        yield return Transcript("whisper",
            JsonSerializer.Serialize(
                new { text = " 4539 1488 0343 6467", segments = new[] { new { id = 0, seek = 0, start = 0.0, end = 4.0, text = " 4539 "
                    + "1488 0343 6467", tokens = new[] { 50364, 1017, 1211, 24, 2131, 50564 }, temperature = 0.0, avg_logprob = -0.28,
                    compression_ratio = 1.24, no_speech_prob = 0.05 } }, language = "en" }),
            ["6467"],
            "50364");
        yield return Transcript("assembly ms",
            JsonSerializer.Serialize(
                new { utterances = new[] { new { speaker = "A", start = 23500, end = 29800, text = "4539 1488 0343 6467",
                    words = "4539 1488 0343 6467".Split(' ').Select((w, i) => new { text = w, start = 23500 + i * 1500, end = 24700
                    + i * 1500 }) } } }),
            ["6467"]);
        yield return Transcript("vtt-like array",
            JsonSerializer.Serialize(
                new object[] { new { t = 1.0, who = "caller", say = "4539 1488" }, new { t = 4.0, who = "caller", say = "0343 6467" } }),
            ["0343 6467"]);
        yield return Transcript("map keyed",
            JsonSerializer.Serialize(
                new { chunks = new Dictionary<string, object> { ["0"] = new { text = "4539 1488" }, ["1"] = new { text = "0343 6467" } } }),
            ["0343 6467"]);
        yield return Transcript("string numbers array",
            "{\"digits\":[\"4\",\"5\",\"3\",\"9\",\"1\",\"4\",\"8\",\"8\",\"0\",\"3\",\"4\",\"3\",\"6\",\"4\",\"6\",\"7\"]}",
            ["\"6\",\"7\""]);
        yield return Transcript("int fours array", "{\"groups\":[4539,1488,5343,6461]}", [], "5343");
        yield return Transcript("number in json", "{\"card\":4539148803436467,\"amount\":12.50}", ["3436467"], "12.50");
        yield return Transcript("number float", "{\"card\":4539148803436467.0}", ["3436467"]);
        yield return Transcript("nested json string",
            JsonSerializer.Serialize(new { payload = "{\"pan\":\"4539148803436467\",\"cvv\":\"931\"}" }),
            ["3436467", "931"]);
        yield return Transcript("url encoded", Caller("https://pay.example.org/?pan=4539148803436467&exp=0428"), ["3436467"]);
        yield return Transcript("emoji keycaps", Caller("4️⃣5️⃣3️⃣9️⃣1️⃣4️⃣8️⃣8️⃣0️⃣3️⃣4️⃣3️⃣6️⃣4️⃣6️⃣7️⃣"), ["6️⃣7️⃣"]);
        yield return Transcript("superscript circled", Caller("④⑤③⑨①④⑧⑧⓪③④③⑥④⑥⑦"), ["⑥⑦"]);
    }
}
