using System.Globalization;
using System.Text.Json;

namespace Compliance.TestKit;

/// <summary>Seeded card numbers in the forms they turn up in, and numbers that are none.</summary>
public static class CardForms
{
    static readonly (string Prefix, int Length)[] Ranges =
    [
        ("4", 16), ("4", 13), ("4", 19), ("51", 16), ("55", 16), ("2221", 16), ("2720", 16), ("34", 15), ("37", 15), ("6011", 16), ("65", 16),
        ("644", 16), ("36", 14), ("300", 16), ("38", 16), ("3528", 16), ("3589", 19), ("62", 16), ("62", 19), ("5018", 16), ("6759", 18), ("2200", 16), ("508", 16), ("9792", 16),
    ];

    static readonly string[] Iban = ["DE|18", "GB|18", "FR|23", "ES|20", "NL|14", "IT|23", "BE|12", "PL|24"];

    /// <summary>A number of a scheme's range with a right check digit.</summary>
    public static string Card(Random random, int? only = null)
    {
        var (prefix, length) = Ranges[only ?? random.Next(Ranges.Length)];
        var digits = prefix + Digits(random, length - prefix.Length - 1);
        return digits + "0123456789".First(x => Luhn(digits + x));
    }

    public static IEnumerable<(string Form, Func<Random, string, string> Write)> Written() =>
    [
        ("digits", (_, x) => x),
        ("spaces, by four", (_, x) => Groups(x, " ")),
        ("dashes", (_, x) => Groups(x, "-")),
        ("dots", (_, x) => Groups(x, ".")),
        ("line breaks", (_, x) => Groups(x, "\r\n")),
        ("no-break spaces", (_, x) => Groups(x, "\u00A0")),
        ("en dashes with spaces", (_, x) => Groups(x, " – ")),
        ("one by one, spaces", (_, x) => string.Join(' ', x.AsEnumerable())),
        ("by two", (_, x) => string.Join(' ', x.Chunk(2).Select(y => new string(y)))),
        ("full-width digits", (_, x) => string.Concat(x.Select(y => (char)('０' + (y - '0'))))),
        ("Arabic-Indic digits", (_, x) => Groups(string.Concat(x.Select(y => (char)('٠' + (y - '0')))), " ")),
        ("zero-width joints", (_, x) => string.Join('\u200B', x.AsEnumerable())),
        ("right after a word", (_, x) => "card:" + x),
        ("superscript digits", (_, x) => string.Concat(x.Select(y => "⁰¹²³⁴⁵⁶⁷⁸⁹"[y - '0']))),
        ("circled digits", (_, x) => string.Concat(x.Select(y => "⓪①②③④⑤⑥⑦⑧⑨"[y - '0']))),
        ("HTML entities", (r, x) => string.Concat(x.Select(y => r.Next(2) == 0 ? $"&#{(int)y};" : $"&#x{(int)y:x};"))),
        ("entities twice encoded", (_, x) => string.Concat(x.Select(y => $"&amp;#{(int)y};"))),
        ("&nbsp;", (_, x) => Groups(x, "&nbsp;")),
        ("percent-encoded", (_, x) => string.Concat(x.Select(y => $"%{(int)y:X2}"))),
        ("spaces as %20", (_, x) => Groups(x, "%20")),
        ("form data", (_, x) => Groups(x, "+")),
        ("quoted-printable digits", (_, x) => string.Concat(x.Select(y => $"={(int)y:X2}"))),
        ("quoted-printable line break", (r, x) => x.Insert(1 + r.Next(x.Length - 2), "=\r\n")),
    ];

    public static IEnumerable<(string Form, Func<Random, string, string> Write)> Spoken()
    {
        foreach (var language in SpokenForms.Languages)
        {
            yield return (language + " digits", (_, x) => SpokenForms.Digits(language, x));
            yield return (language + " pairs", (_, x) => SpokenForms.Pairs(language, x));
        }

        yield return ("en double, triple, oh", (_, x) => SpokenForms.Doubles(x));
        yield return ("en with um and commas", (_, x) => string.Join(", um, ", Four(x).Select(y => SpokenForms.Digits("en", y))));
        yield return (
            "digits and words", (_, x) => string.Join(' ', Four(x).Select((y, i) => i % 2 == 0 ? y : SpokenForms.Digits("en", y))));
    }

    /// <summary>Transcripts and keystrokes that hold the number, by the way it is split.</summary>
    public static IEnumerable<(string Form, string ContentType, Func<Random, string, string> Write)> Files() =>
    [
        ("words, one digit each", "application/json", (_, x) => Words(SpokenForms.Digits("en", x).Split(' '))),
        ("words, digits each", "application/json", (_, x) => Words([.. x.Select(y => y.ToString())])),
        ("words, fours", "application/json", (_, x) => Words([.. Four(x)])),
        ("turns with mm-hm between", "application/json", (_, x) => Turns([.. Four(x).Select(y => SpokenForms.Digits("en", y))], "mm-hm")),
        ("turns read back", "application/json", (_, x) => Turns([.. Four(x).Select(y => SpokenForms.Digits("en", y))], null)),
        ("turns of digits", "application/json", (_, x) => Turns([.. Four(x)], "okay")),
        ("turns of digits with commas", "application/json", (_, x) => Turns([string.Join(", ", Four(x))], "okay")),
        ("JSON escapes", "application/json", (_, x) => "{\"text\":\"" + string.Concat(
            x.Select(y => "\\u00" + ((int)y).ToString("x2"))) + "\"}"),
        ("JSON number", "application/json", (_, x) => "{\"value\":" + x + "}"),
        ("keystrokes", "application/x-ndjson", (_, x) => Keys(x.Select(y => y.ToString()))),
        ("keystrokes, corrected", "application/x-ndjson", (r, x) => Keys(
            x[..5].Select(y => y.ToString()).Append("7").Append("Backspace").Concat(x[5..].Select(y => y.ToString())))),
        ("keystrokes, key codes", "application/x-ndjson", (_, x) => Keys(x.Select(y => "Numpad" + y))),
        ("spans, digit by digit", "text/plain", (_, x) => string.Concat(
            x.Select((y, i) => $"<span class=\"digit digit-{i}\" style=\"font-weight:bold;letter-spacing:2px\">{y}</span>"))),
        ("spans on lines", "text/plain", (_, x) => "<td>\n" + string.Concat(x.Select(y => $"    <b>{y}</b>\n")) + "</td>\n"),
        ("input value", "text/plain", (_, x) => $"<input name=\"n\" value=\"{x}\"/>\n"),
        ("spans in JSON", "application/json", (_, x) => JsonSerializer.Serialize(
            new { html = string.Concat(x.Select(y => $"<i>{y}</i>")) })),
        ("digits, date and code in one", "text/plain", (r, x) => $"{x}0{1 + r.Next(9)}2{5 + r.Next(5)}{Digits(r, 3)}\n"),
        ("keystrokes, evdev", "application/x-ndjson", (_, x) => KeyLogs.Evdev(x)),
        ("keystrokes, evtest", "application/x-ndjson", (_, x) => KeyLogs.EvTest(x)),
        ("keystrokes, HID usages", "application/x-ndjson", (_, x) => KeyLogs.Hid(x)),
        ("keystrokes, X11 key codes", "application/x-ndjson", (_, x) => KeyLogs.X11(x)),
        ("keystrokes, keysyms", "application/x-ndjson", (_, x) => KeyLogs.Keysyms(x)),
        ("keystrokes, macOS", "application/x-ndjson", (_, x) => KeyLogs.Mac(x)),
        ("keystrokes, scan codes", "application/x-ndjson", (_, x) => KeyLogs.ScanCodes(x)),
        ("keystrokes, JSON array", "application/x-ndjson", (_, x) => KeyLogs.Array(x)),
        ("keystrokes, indented array", "application/x-ndjson", (_, x) => KeyLogs.Indented(x)),
        ("keystrokes, byte order mark", "application/x-ndjson", (_, x) => "\uFEFF" + Keys(x.Select(y => y.ToString()))),
        ("chat lines", "text/plain", (_, x) => "hi\nmy card is " + Groups(x, " ") + " thanks\nbye\n"),
    ];

    public static IEnumerable<(string Form, Func<Random, string> Write)> Others() =>
    [
        ("order numbers", r => $"order {Digits(r, 8 + r.Next(5))}, ORD-{2020 + r.Next(7)}-{Digits(r, 6)}"),
        ("16 digits without check", r => "reference " + NotLuhn(r, 16)),
        ("phones", r => $"call +44 7{Digits(r, 3)} {Digits(r, 6)} or 0049 30 {Digits(r, 7)}, (0{Digits(r, 3)}) {Digits(r, 3)} {Digits(r, 4)}"),
        ("timestamps", r => $"2026-0{1 + r.Next(9)}-1{r.Next(10)}T0{r.Next(10)}:1{r.Next(10)}:2{r.Next(10)}.{Digits(r, 6)}Z 17{Digits(r, 11)} 2026031{r.Next(10)}09{Digits(r, 4)}"),
        ("IBANs", r => "pay to " + MakeIban(r)),
        ("account ids", r => $"AC-{Digits(r, 6)} and CUST{Digits(r, 10)}"),
        ("UUIDs", r => { var b = new byte[16]; r.NextBytes(b); return new Guid(b).ToString(); }),
        ("decimals", r => $"confidence 0.{Digits(r, 16)} and 12.{Digits(r, 14)}"),
        ("addresses, amounts", r => $"10.{r.Next(256)}.{r.Next(256)}.{r.Next(256)} paid {Digits(r, 3)}.{Digits(r, 2)} on 0{1 + r.Next(9)}/03/2026, {Digits(r, 5)} {Digits(r, 5)}"),
        ("tracking", r => $"1Z{Digits(r, 3)}E{Digits(r, 10)} JD{Digits(r, 18)}"),
        ("spoken phone", r => "my number is " + SpokenForms.Digits("en", "07" + Digits(r, 9))),
        ("spoken amounts", r => $"that is {SpokenForms.Pairs("en", Digits(r, 4))} pounds and {SpokenForms.Pairs("en", Digits(r, 2))} pence"),
        ("sentence", r => $"one of the two engineers came at {1 + r.Next(12)} on Tuesday and stayed {r.Next(60)} minutes"),
        ("security talk", r => $"for security reasons we wait {1 + r.Next(9)} days, your code name is blue, pin the note to board {r.Next(100)}"),
    ];

    public static string MakeIban(Random random)
    {
        var (country, length) = (Iban[random.Next(Iban.Length)].Split('|')[0], 0);
        length = int.Parse(Iban.First(x => x.StartsWith(country, StringComparison.Ordinal)).Split('|')[1], CultureInfo.InvariantCulture);
        var body = country == "GB" ? "NWBK" + Digits(random, 14) : country == "NL" ? "ABNA" + Digits(random, 10) : Digits(random, length);
        var number = string.Concat(
            (body + country + "00").Select(x => char.IsLetter(x) ? (x - 'A' + 10).ToString(CultureInfo.InvariantCulture) : x.ToString()));
        var check = 98 - (int)(System.Numerics.BigInteger.Parse(number, CultureInfo.InvariantCulture) % 97);
        var iban = country + check.ToString("00", CultureInfo.InvariantCulture) + body;
        return random.Next(2) == 0 ? iban : string.Join(' ', iban.Chunk(4).Select(x => new string(x)));
    }

    public static string Digits(Random random, int count) =>
        string.Concat(Enumerable.Range(0, count).Select(_ => (char)('0' + random.Next(10))));

    public static bool Luhn(string digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            sum += i % 2 == 0 ? digit : digit > 4 ? (2 * digit) - 9 : 2 * digit;
        }

        return sum % 10 == 0;
    }

    static string NotLuhn(Random random, int count)
    {
        var digits = Digits(random, count);
        while (Luhn(digits))
        {
            digits = Digits(random, count);
        }

        return digits;
    }

    static IEnumerable<string> Four(string card) => card.Chunk(4).Select(x => new string(x));

    static string Groups(string card, string separator) =>
        card.Length == 15 ? card[..4] + separator + card[4..10] + separator + card[10..] : string.Join(separator, Four(card));

    static string Words(string[] words) => JsonSerializer.Serialize(new
    {
        words = words.Select((x, i) => new { word = x, start = 10 + (0.3 * i), end = 10.2 + (0.3 * i), speaker = "caller" }),
    });

    static string Turns(string[] parts, string? between) => JsonSerializer.Serialize(new
    {
        turns = parts.SelectMany((x, i) => new[]
        {
            new { speaker = "caller", start = 10.0 + (4 * i), end = 12.0 + (4 * i), text = x },
            new { speaker = "agent", start = 12.5 + (4 * i), end = 13.5 + (4 * i), text = between ?? x },
        }),
    });

    static string Keys(IEnumerable<string> keys) =>
        string.Concat(keys.Select((x, i) => JsonSerializer.Serialize(new { t = 20 + (0.12 * i), key = x, field = "free-text" }) + "\n"));
}
