using System.Text.Json;

namespace Compliance.TestKit;

/// <summary>Typed digits as tools of several systems log them.</summary>
static class KeyLogs
{
    static readonly int[] MacRow = [29, 18, 19, 20, 21, 23, 22, 26, 28, 25];
    static readonly int[] SetTwo = [0x45, 0x16, 0x1E, 0x26, 0x25, 0x2E, 0x36, 0x3D, 0x3E, 0x46];

    static readonly JsonSerializerOptions Wide = new() { WriteIndented = true };

    /// <summary>Presses and releases of Linux input events.</summary>
    public static string Evdev(string digits) => Lines(digits, (x, i) =>
    [
        new { time = 1_772_442_900 + (0.1 * i), type = 1, code = Row(x), value = 1 },
        new { time = 1_772_442_900.05 + (0.1 * i), type = 1, code = Row(x), value = 0 },
    ]);

    public static string EvTest(string digits) => string.Concat(digits.SelectMany((x, i) => (string[])
    [
        $"Event: time 177244{2900 + i}.{10 + i}, type 1 (EV_KEY), code {Row(x)} (KEY_{x}), value 1\n",
        $"Event: time 177244{2900 + i}.{10 + i}, -------------- SYN_REPORT ------------\n",
        $"Event: time 177244{2900 + i}.{60 + i}, type 1 (EV_KEY), code {Row(x)} (KEY_{x}), value 0\n",
    ]));

    public static string Hid(string digits) =>
        Lines(digits, (x, i) => [new { t = i * 0.1, usagePage = 7, usage = x == '0' ? 39 : 29 + (x - '0') }]);

    public static string X11(string digits) => Lines(digits, (x, i) =>
    [
        new { t = i * 0.1, @event = "KeyPress", keycode = Row(x) + 8 }, new { t = (i * 0.1) + 0.05, @event = "KeyRelease",
            keycode = Row(x) + 8 },
    ]);

    public static string Keysyms(string digits) => Lines(digits, (x, i) => [new { t = i * 0.1, keysym = $"0x{0xFFB0 + (x - '0'):x}" }]);

    public static string Mac(string digits) => Lines(digits, (x, i) => [new { t = i * 0.1, keyCode = MacRow[x - '0'], down = true }]);

    public static string ScanCodes(string digits) => Lines(digits, (x, i) => [new { t = i * 0.1, scancode = SetTwo[x - '0'] }]);

    public static string Array(string digits) =>
        "[" + string.Join(",\r\n", digits.Select((x, i) => JsonSerializer.Serialize(new { t = i * 0.1, key = x.ToString() }))) + "]\r\n";

    public static string Indented(string digits) => JsonSerializer.Serialize(
        new { events = digits.Select((x, i) => new { t = i * 0.1, key = x.ToString() }) }, Wide);

    static int Row(char digit) => digit == '0' ? 11 : digit - '0' + 1;

    static string Lines(string digits, Func<char, int, object[]> events) =>
        string.Concat(digits.SelectMany(events).Select(x => JsonSerializer.Serialize(x) + "\n"));
}
