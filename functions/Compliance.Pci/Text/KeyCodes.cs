using System.Buffers.Text;
using System.Globalization;

namespace Compliance.Pci;

/// <summary>What a key code stands for.</summary>
enum KeyMeaning
{
    /// <summary>No digit and nothing that belongs between digits.</summary>
    Other,
    Digit,
    Space,
    Backspace,

    /// <summary>No key: an empty place in a report, a modifier.</summary>
    Nothing,
}

/// <summary>
/// A table of numeric key codes. A log does not say which one it uses, so its codes are read by each; only the right one makes a card
/// number of them.
/// </summary>
/// <param name="row">The codes of 0 to 9 on the main row.</param>
/// <param name="pad">The codes of 0 to 9 on the number pad.</param>
sealed class KeyCodes(string name, int[] row, int[] pad, int space, int backspace, params int[] nothing)
{
    /// <summary>Windows virtual keys and JavaScript's <c>keyCode</c>; ASCII.</summary>
    public static readonly KeyCodes Virtual = new("vk", Range(48), Range(96), 32, 8, 16);

    /// <summary>Bits of a code that name the keyboard page in HID usages of 32 bits.</summary>
    const int HidPage = 0x70000;

    static readonly int[] EvdevPad = [82, 79, 80, 81, 75, 76, 77, 71, 72, 73];

    public static readonly IReadOnlyList<KeyCodes> All =
    [
        Virtual,

        // Linux input-event-codes.h; also scan codes of set 1 (PC/AT).
        new("evdev", OneToZero(2), EvdevPad, 57, 14, 0, 42, 54, 69),

        // USB HID Usage Tables, keyboard page (7).
        new("hid", OneToZero(30), OneToZero(89), 44, 42, 0, 83, 225, 229),

        // X11 on Linux: evdev and 8.
        new("x11", OneToZero(10), [.. EvdevPad.Select(x => x + 8)], 65, 22, 50, 62, 77),

        // X11 keysyms: ASCII and XK_KP_0.
        new("keysym", Range(48), Range(65456), 32, 65288, 65505, 65506, 65407),

        // macOS, Events.h.
        new("mac", [29, 18, 19, 20, 21, 23, 22, 26, 28, 25], [82, 83, 84, 85, 86, 87, 88, 89, 91, 92], 49, 51, 56, 60),

        // Scan codes of set 2 (PS/2).
        new("ps2", [0x45, 0x16, 0x1E, 0x26, 0x25, 0x2E, 0x36, 0x3D, 0x3E, 0x46],
            [0x70, 0x69, 0x72, 0x7A, 0x6B, 0x73, 0x74, 0x6C, 0x75, 0x7D], 0x29, 0x66, 0x12, 0x59, 0x77, 0xF0),
    ];

    public string Name => name;

    /// <summary>True for the name of a property that holds codes.</summary>
    public static bool IsName(string property) =>
        property.Contains("code", StringComparison.OrdinalIgnoreCase) || property.Contains("scan", StringComparison.OrdinalIgnoreCase)
        || property.Contains("usage", StringComparison.OrdinalIgnoreCase) || property.Contains("keysym", StringComparison.OrdinalIgnoreCase)
        || property.ToLowerInvariant() is "which" or "vk" or "hid" or "keyval" or "key" or "sym" or "k" or "c" or "report" or "keys";

    /// <summary>The code in decimal, or in hexadecimal behind <c>0x</c>; null if it is none.</summary>
    public static int? Read(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("0x"u8) || text.StartsWith("0X"u8))
        {
            return text.Length <= 10 && int.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex)
                ? hex : null;
        }

        return text.Length is > 0 and <= 9 && Utf8Parser.TryParse(text, out int code, out var used) && used == text.Length ? code : null;
    }

    public KeyMeaning Meaning(int code, out int digit)
    {
        var own = (code & ~0xFFFF) == HidPage ? code & 0xFFFF : code;
        digit = Math.Max(Array.IndexOf(row, own), Array.IndexOf(pad, own));
        return digit >= 0 ? KeyMeaning.Digit
            : own == space ? KeyMeaning.Space
            : own == backspace ? KeyMeaning.Backspace
            : Array.IndexOf(nothing, own) >= 0 ? KeyMeaning.Nothing
            : KeyMeaning.Other;
    }

    static int[] Range(int zero) => [.. Enumerable.Range(zero, 10)];

    static int[] OneToZero(int one) => [one + 9, .. Enumerable.Range(one, 9)];
}
