using static Compliance.Pci.Tests.Text.ForeignForm;

namespace Compliance.Pci.Tests.Text;

/// <summary>Card numbers as chats and key loggers write them, and numbers that look like one.</summary>
static class ForeignTexts
{
    public static IEnumerable<ForeignForm> All() => [.. Chats(), .. Logs(), .. Others()];

    static IEnumerable<ForeignForm> Chats()
    {
        yield return Chat("whatsapp export",
            "[02/03/2026, 09:15:22] Ann: hi there\n[02/03/2026, 09:15:40] Ann: 4539 1488\n[02/03/2026, 09:15:45] Ann: 0343 "
                + "6467\n[02/03/2026, 09:15:50] Bob: thanks, order 8829104477123\n",
            ["0343 6467"],
            "09:15:50",
            "8829104477123",
            "[02/03/2026, 09:15:40]");
        yield return Chat("chat prefix",
            "09:15 caller> 4539\n09:15 caller> 1488\n09:16 caller> 0343\n09:16 caller> 6467\n09:17 agent> ok\n",
            ["caller> 6467"],
            "09:17 agent> ok");
        yield return Chat("chat csv",
            "time,from,text\n2026-03-02T09:15:00Z,caller,4539148803436467\n2026-03-02T09:15:09Z,agent,thanks\n",
            ["3436467"],
            "2026-03-02T09:15:09Z");
        yield return Chat("chat tab", "caller\t4539\t1488\t0343\t6467\n", ["0343\t6467"]);
        yield return Chat("chat spoken",
            "caller: four five three nine one four eight eight zero three four three six four six seven\n",
            ["six four six seven"]);
        yield return Chat("chat cvv", "Agent: and the CVV?\nCaller: 931\n", ["931"]);
        yield return Chat("html", "<p>Card: <b>4539</b> <b>1488</b> <b>0343</b> <b>6467</b></p>", ["0343</b> <b>6467"]);
        yield return Chat("markdown", "| 4539 | 1488 | 0343 | 6467 |\n", ["0343 | 6467"]);
        yield return Chat("track1",
            "%B4539148803436467^DOE/JANE^28041010000000000?;4539148803436467=28041010000012300?",
            ["3436467", "2804"]);
        yield return Chat("crlf wrapped base", "card 4539\r\n1488\r\n0343\r\n6467\r\n", ["0343"]);
        yield return Chat("quoted email wrap", "> card is 4539 1488\n> 0343 6467 thanks\n", ["0343 6467"]);
        yield return Chat("srt",
            "1\n00:00:01,000 --> 00:00:04,000\nfour five three nine one four eight eight\n\n2\n00:00:04,500 --> 00:00:08,000\nzero "
                + "three four three six four six seven\n",
            ["six four six seven"],
            "00:00:04,500");
        yield return Chat("vtt",
            "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Caller>4539 1488\n\n00:04.500 --> 00:08.000\n<v Caller>0343 6467\n",
            ["0343 6467"],
            "00:04.500");
    }

    static IEnumerable<ForeignForm> Logs()
    {
        yield return Keystrokes("keydown/keyup",
            string.Join("\n", Card.SelectMany((x, i) => new[] { $"{{\"t\":{i}.1,\"type\":\"keydown\",\"key\":\"{x}\"}}",
                $"{{\"t\":{i}.2,\"type\":\"keyup\",\"key\":\"{x}\"}}" })) + "\n",
            ["\"key\":\"7\""]);
        yield return Keystrokes("code Digit", Typed(Card, (x, i) => $"{{\"t\":{i}.1,\"code\":\"Digit{x}\"}}"), ["Digit7"]);
        yield return Keystrokes("keycode number",
            Typed(Card, (x, i) => $"{{\"t\":{i}.1,\"keyCode\":{48 + (x - '0')}}}"),
            ["\"keyCode\":55"]);
        yield return Keystrokes("vk", Typed(Card, (x, i) => $"{{\"ts\":{i}.1,\"vk\":\"VK_{x}\"}}"), ["VK_7"]);
        yield return Keystrokes("numpad", Typed(Card, (x, i) => $"{{\"time\":{i}.1,\"key\":\"Numpad{x}\"}}"), ["Numpad7"]);
        yield return Keystrokes("with shift/space",
            string.Join("\n", "4539 1488 0343 6467".Select((x,
                i) => $"{{\"t\":{i}.1,\"key\":\"{(x == ' ' ? "Space" : x.ToString())}\"}}")) + "\n",
            ["\"key\":\"7\""]);
        yield return Keystrokes("arrow left insert",
            string.Join("\n", Card.Select((x, i) => $"{{\"t\":{i}.1,\"key\":\"{x}\"}}"
                + (i == 7 ? "\n{\"t\":7.5,\"key\":\"ArrowRight\"}" : ""))) + "\n",
            ["\"key\":\"7\""]);
        yield return Keystrokes("window switching",
            string.Join("\n", Card.Select((x,
                i) => $"{{\"t\":{i}.1,\"window\":\"{(i < 8 ? "CRM" : "CRM - order 12345")}\",\"key\":\"{x}\"}}")) + "\n",
            ["\"key\":\"7\""]);
        yield return Keystrokes("numeric key value", Typed(Card, (x, i) => $"{{\"t\":{i}.1,\"key\":{x}}}"), ["\"key\":7"]);
        yield return Keystrokes("text chunks", "{\"t\":1,\"text\":\"45391488\"}\n{\"t\":2,\"text\":\"03436467\"}\n", ["03436467"]);
        yield return Keystrokes("array form", Typed(Card, (x, i) => $"[{i}.1,\"{x}\"]"), ["\"7\"]"]);
        yield return Keystrokes("event nested",
            Typed(Card, (x, i) => $"{{\"time\":{i},\"event\":{{\"kind\":\"key\",\"value\":\"{x}\"}}}}"),
            ["\"value\":\"7\""]);
        yield return Keystrokes("paste", "{\"t\":1,\"type\":\"paste\",\"clipboard\":\"4539 1488 0343 6467\"}\n", ["0343 6467"]);
        yield return Keystrokes("snapshot per key",
            string.Join("\n", Enumerable.Range(1, 16).Select(i => $"{{\"t\":{i},\"field\":\"card\",\"value\":\"{Card[..i]}\"}}")) + "\n",
            ["453914880343646"]);
        yield return Keystrokes("both key and code",
            string.Join("\n", Card.Select((x,
                i) => $"{{\"t\":{i}.1,\"key\":\"{x}\",\"code\":\"Digit{x}\",\"keyCode\":{48 + (x - (char)48)}}}")) + "\n",
            ["Digit7", "\"key\":\"7\"", ":55"]);
        yield return Keystrokes("name chars",
            Typed("order 8829104477123 ok", (x, i) => $"{{\"t\":{i}.1,\"key\":\"{x}\"}}"),
            [],
            "\"key\":\"3\"");
        yield return Keystrokes("plain lines", Typed(Card, (x, i) => $"{i}.1 KEY {x}"), ["KEY 7"]);
    }

    static IEnumerable<ForeignForm> Others()
    {
        yield return Transcript("p order",
            Caller("your order is 4539-1488-0343, placed on 2026-03-02 09:15:00, ref 8829104477123"),
            [],
            "4539-1488-0343",
            "8829104477123");
        yield return Transcript("p iban",
            Caller("DE89370400440532013000 and GB29 NWBK 6016 1331 9268 19 and FR14 2004 1010 0505 0001 3M02 606"),
            [],
            "GB29 NWBK 6016 1331 9268 19");
        yield return Transcript("p epoch ms list",
            "{\"events\":[1772442900123,1772442901456,1772442902789,1772442903000123,1772442903000123456]}",
            [],
            "1772442900123");
        yield return Transcript("p epoch us quoted", Caller("1772442903000123 1772442903000987654"), [], "1772442903000123");
        yield return Transcript("p imei", Caller("IMEI 490154203237518 and 356938035643809"), [], "490154203237518");
        yield return Transcript("p uuid",
            Caller("0198f2a4-7c1e-7d3a-9b55-3f0a6c2e8d11 45391488-0343-4646-8121-000000000000"),
            [],
            "45391488-0343-4646-8121-000000000000");
        yield return Transcript("p amounts", Caller("the balance is 4,539.14, then 880.34, then 364.67 and 1,488.03"), [], "364.67");
        yield return Transcript("p dates", Caller("born 04 05 1988, moved 12 03 2014, left 30 06 2021, back 01 01 2022"), [], "30 06 2021");
        yield return Transcript("p meter", Caller("meter 4539 1488, reading 03436, then 4671 last year and 2290 before"), [], "03436");
        yield return Transcript("p spoken years",
            Caller(
                "in nineteen ninety four I moved, then two thousand and five, in twenty eleven and twenty fourteen and twenty twenty one"),
            [],
            "twenty fourteen");
        yield return Transcript("p spoken phone",
            Caller(
                "my number is oh seven seven double oh nine hundred one two three, and the other is oh two oh seven nine four six oh "
                    + "nine five eight"),
            [],
            "oh nine five eight");
        yield return Transcript("p pin talk", Caller("don't pin your hopes on it, there are 4500 people and 1200 chairs"), [], "4500");
        yield return Transcript("p pin number of pins",
            Turns("Did you get the PIN letter?", "yes, on 12 March 2026 at flat 1405"),
            [],
            "1405");
        yield return Transcript("p postcode", Turns("What's the security postcode?", "1012 AB Amsterdam"), [], "1012");
        yield return Transcript("p code", Turns("what's the area code?", "020 7946"), [], "020 7946");
        yield return Transcript("p security deposit", Caller("the security deposit number is 450 pounds"), []);
        yield return Transcript("p flight", Caller("booking LH4539 1488, seat 34C, frequent flyer 992003436467123"), [], "992003436467123");
        yield return Transcript("p vat",
            Caller("VAT GB 453914880, DUNS 150483782, EAN 4006381333931 and ISBN 9783161484100"),
            [],
            "4006381333931",
            "9783161484100");
        yield return Transcript("p tracking",
            Caller("UPS 1Z999AA10123456784, FedEx 449044304137821, DHL 00340434161094042557, RB123456785GB"),
            [],
            "00340434161094042557");
        yield return Transcript("p ip/mac/geo", Caller("192.168.100.200, 52.3702157, 4.8951679, 00:1B:44:11:3A:B7"), [], "52.3702157");
        yield return Transcript("p version", Caller("build 4.5.39.1488 03.43.6467"), [], "4.5.39.1488");
    }
}
