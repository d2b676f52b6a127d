using System.Buffers.Text;

namespace Compliance.Pci;

/// <summary>Silences sound inside a text file while it is read. Its length and everything else stay the same.</summary>
sealed class InlineMaskingStream(Stream clear, IReadOnlyList<GateInlinePlan> parts) : ForwardStream(clear)
{
    /// <summary>Whole groups of Base64.</summary>
    const int GroupBytes = 24 * 1024;

    readonly byte[] bytes = new byte[GroupBytes];
    readonly byte[] text = new byte[GroupBytes / 3 * 4];
    long position;
    int next;
    int at;
    int ready;
    long written;
    Stream? sound;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            if (at < ready)
            {
                var now = Math.Min(buffer.Length, ready - at);
                text.AsSpan(at, now).CopyTo(buffer.Span);
                at += now;
                return now;
            }

            if (next == parts.Count || position < parts[next].Part.Offset)
            {
                var most = next == parts.Count ? buffer.Length : Math.Min(buffer.Length, parts[next].Part.Offset - position);
                var got = await Inner.ReadAsync(buffer[..(int)most], cancellationToken);
                position += got;
                return got;
            }

            await GroupAsync(parts[next], cancellationToken);
        }

        return 0;
    }

    async Task GroupAsync(GateInlinePlan plan, CancellationToken cancellationToken)
    {
        sound ??= PciGate.Edited(
            new MaskingStream(new Base64Stream(Inner, plan.Part.Length, ownsText: false), plan.Wav, plan.Masks), plan.Edits);
        var got = await sound.ReadAtLeastAsync(bytes, GroupBytes, throwOnEndOfStream: false, cancellationToken);
        Base64.EncodeToUtf8(bytes.AsSpan(0, got), text, out _, out ready);
        at = 0;

        // Where the text had no padding, there is none to write.
        ready = (int)Math.Min(ready, plan.Part.Length - written);
        written += ready;
        if (plan.Part.Url)
        {
            text.AsSpan(0, ready).Replace((byte)'+', (byte)'-');
            text.AsSpan(0, ready).Replace((byte)'/', (byte)'_');
        }

        if (got < GroupBytes)
        {
            (position, written, sound) = (plan.Part.Offset + plan.Part.Length, 0, null);
            next++;
        }
    }
}
