using System.Buffers.Text;

namespace Compliance.Pci;

/// <summary>The bytes of a stretch of Base64 text, of either alphabet, padded or not. Escapes are passed over.</summary>
sealed class Base64Stream(Stream text, long length, bool ownsText) : ForwardStream(text)
{
    readonly byte[] read = new byte[32 * 1024];
    readonly byte[] bytes = new byte[32 * 1024];
    byte[] held = [];
    long left = length;
    int at;
    int ready;

    /// <summary>The character of the standard alphabet.</summary>
    public static byte Standard(byte character) => character switch
    {
        (byte)'-' => (byte)'+',
        (byte)'_' => (byte)'/',
        _ => character,
    };

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty && at == ready)
        {
            var got = left == 0 ? 0 : await Inner.ReadAsync(read.AsMemory(0, (int)Math.Min(left, read.Length / 2)), cancellationToken);
            left -= got;
            if (got == 0 && held.Length == 0)
            {
                return 0;
            }

            Decode(got);
        }

        var now = Math.Min(buffer.Length, ready - at);
        bytes.AsSpan(at, now).CopyTo(buffer.Span);
        at += now;
        return now;
    }

    public override ValueTask DisposeAsync() => ownsText ? base.DisposeAsync() : ValueTask.CompletedTask;

    protected override void Dispose(bool disposing)
    {
        if (ownsText)
        {
            base.Dispose(disposing);
        }
    }

    /// <summary>Decodes whole groups of four; what is left of one waits for more, or ends the text.</summary>
    void Decode(int got)
    {
        var characters = new List<byte>(held.Length + got);
        characters.AddRange(held);
        foreach (var x in read.AsSpan(0, got))
        {
            if (x is not ((byte)'\\' or (byte)'='))
            {
                characters.Add(Standard(x));
            }
        }

        var whole = characters.Count / 4 * 4;
        held = [.. characters.Skip(whole)];
        if (got == 0)
        {
            while (characters.Count % 4 != 0)
            {
                characters.Add((byte)'=');
            }

            (whole, held) = (characters.Count, []);
        }

        Base64.DecodeFromUtf8([.. characters.Take(whole)], bytes, out _, out ready, isFinalBlock: got == 0);
        at = 0;
    }
}
