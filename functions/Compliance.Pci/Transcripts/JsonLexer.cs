using System.Buffers;

namespace Compliance.Pci;

/// <summary>The parts of what programs write for JSON.</summary>
static class JsonLexer
{
    static readonly SearchValues<byte> Ends = SearchValues.Create(" \t\r\n,:{}[]\"'"u8);
    static readonly SearchValues<byte> Digits = SearchValues.Create("+-.0123456789eE"u8);
    static readonly SearchValues<byte> Blanks = SearchValues.Create(" \t\r\n,\u001e"u8);

    /// <summary>The closing quote of a text that begins at <paramref name="start"/>; -1 if there is none.</summary>
    public static int Close(ReadOnlySpan<byte> text, int start, byte quote)
    {
        for (var at = start; ; at += 2)
        {
            var found = text[Math.Min(at, text.Length)..].IndexOfAny(quote, (byte)'\\');
            if (found < 0)
            {
                return -1;
            }

            at += found;
            if (text[at] == quote)
            {
                return at;
            }
        }
    }

    /// <summary>The length of what is not in quotes.</summary>
    public static int Length(ReadOnlySpan<byte> text) => text.IndexOfAny(Ends) is >= 0 and var end ? end : text.Length;

    /// <summary>Null for what means nothing.</summary>
    public static JsonScalarKind? Kind(ReadOnlySpan<byte> literal) =>
        literal[0] is (byte)'-' or (byte)'+' or (byte)'.' or (>= (byte)'0' and <= (byte)'9') && !literal
            .ContainsAnyExcept(Digits)
            ? JsonScalarKind.Number
        : literal.SequenceEqual("null"u8) || literal.SequenceEqual("true"u8) || literal.SequenceEqual("false"u8)
            || literal.SequenceEqual("NaN"u8) || literal.SequenceEqual("Infinity"u8) || literal.SequenceEqual("-Infinity"u8)
            || literal.SequenceEqual("None"u8) || literal.SequenceEqual("True"u8) || literal.SequenceEqual("False"u8)
            || literal.SequenceEqual("undefined"u8)
            ? JsonScalarKind.Other
        : null;

    /// <summary>Passes white space, commas and comments; false at the end.</summary>
    public static bool Skip(ReadOnlySpan<byte> text, ref int at, bool commas = true)
    {
        while (at < text.Length)
        {
            if (Blanks.Contains(text[at]) && (commas || text[at] != ','))
            {
                at++;
            }
            else if (text[at..].StartsWith("//"u8))
            {
                at = text[at..].IndexOf((byte)'\n') is >= 0 and var line ? at + line : text.Length;
            }
            else if (text[at..].StartsWith("/*"u8))
            {
                at = text[at..].IndexOf("*/"u8) is >= 0 and var close ? at + close + 2 : text.Length;
            }
            else
            {
                return true;
            }
        }

        return false;
    }
}
