namespace Compliance.Pci;

/// <summary>What a line of a key log says besides the key.</summary>
static class KeyEvents
{
    /// <summary>Whether the key went down, up or repeats, where numbers or truth values say so: each is a text of its own.</summary>
    public static string State(ReadOnlySpan<byte> line, IReadOnlyList<JsonPiece> pieces)
    {
        var state = line.IndexOf("false"u8) >= 0 ? "false" : "";
        foreach (var piece in pieces)
        {
            if (piece is { Quoted: false, Length: 1, Name: "value" or "state" or "pressed" or "down" or "up" })
            {
                state += (char)line[piece.Offset];
            }
        }

        return state;
    }

    /// <summary>True for what names no key and is no text: an encrypted or hashed key, a code of a private table.</summary>
    public static bool IsOpaque(ReadOnlySpan<byte> value) =>
        value.Length >= 6 && value.IndexOfAnyInRange((byte)'0', (byte)'9') >= 0 && value.IndexOfAnyInRange((byte)'A', (byte)'z') >= 0
        && !value.ContainsAny(" .,-"u8);
}
