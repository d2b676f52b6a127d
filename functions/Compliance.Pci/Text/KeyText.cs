namespace Compliance.Pci;

/// <summary>The text of one way of reporting keys: single keys, pieces of text, or the content of a field after each key.</summary>
sealed class KeyText
{
    Tokenizer text = new(json: true);
    byte[] before = [];

    public List<Token> Tokens => text.Tokens;

    public void Digit(int digit, int key)
    {
        text.Add([(byte)('0' + digit)], key);
        before = [(byte)('0' + digit)];
    }

    public void Code(KeyMeaning meaning, int digit, int key)
    {
        switch (meaning)
        {
            case KeyMeaning.Digit:
                Digit(digit, key);
                break;
            case KeyMeaning.Backspace:
                Delete(1);
                break;
            case KeyMeaning.Other:
                text.Break();
                break;
        }
    }

    /// <summary>Adds a bare number that is not a key.</summary>
    public void Number(ReadOnlySpan<byte> value, int key)
    {
        text.Break();
        if (!value.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            text.Add(value, key);
            text.Break();
        }
    }

    public void Typed(ReadOnlySpan<byte> value, bool single, int key)
    {
        var last = before;
        before = value.Length <= 256 ? value.ToArray() : [];
        if (value.SequenceEqual("Backspace"u8))
        {
            Delete(1);
        }
        else if (value.SequenceEqual("Enter"u8) || value.SequenceEqual("Tab"u8))
        {
            // A number may be typed into four boxes.
            text.Add(" "u8, key);
        }
        else if (!single && last.Length > 0 && value.Length > last.Length && value.StartsWith(last))
        {
            // The content of the field, extended by what was typed.
            text.Add(value[last.Length..], key);
        }
        else if (last.Length > 1 && value.Length < last.Length && last.AsSpan().StartsWith(value))
        {
            Delete(last.Length - value.Length);
        }
        else if (single || !KeyNames.IsName(value))
        {
            text.Add(value, key);
        }
    }

    /// <summary>Keeps the text from <paramref name="key"/> on and renumbers it to begin at 0.</summary>
    public void Forget(int key)
    {
        var next = new Tokenizer(json: true);
        next.Tokens.AddRange(text.Tokens.Where(x => x.Piece >= key).Select(x => x with { Piece = x.Piece - key }));
        text = next;
    }

    void Delete(int count) => Tokens.RemoveRange(Math.Max(0, Tokens.Count - count), Math.Min(count, Tokens.Count));
}
