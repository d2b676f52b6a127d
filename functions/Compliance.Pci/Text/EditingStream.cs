using System.Text;

namespace Compliance.Pci;

/// <summary>Replaces bytes of a text while it is read; all other bytes stay as they are.</summary>
/// <param name="edits">In order and without overlap.</param>
/// <param name="encoding">In which replacements are written; null for UTF-8.</param>
sealed class EditingStream(Stream clear, IReadOnlyList<GateEdit> edits, string? encoding = null) : ForwardStream(clear)
{
    readonly Encoding letters = encoding is null ? Encoding.UTF8 : Encoding.GetEncoding(encoding);

    readonly byte[] block = new byte[32 * 1024];
    long position;
    int next;
    int at;
    int end;
    byte[] replacement = [];
    int replaced;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            if (replaced < replacement.Length)
            {
                var given = Math.Min(buffer.Length, replacement.Length - replaced);
                replacement.AsSpan(replaced, given).CopyTo(buffer.Span);
                replaced += given;
                return given;
            }

            if (next < edits.Count && position == edits[next].Offset)
            {
                await SkipAsync(edits[next].Length, cancellationToken);
                replacement = letters.GetBytes(edits[next].Replacement);
                replaced = 0;
                next++;
                continue;
            }

            if (at == end && !await FillAsync(cancellationToken))
            {
                return 0;
            }

            var now = Math.Min(buffer.Length, end - at);
            if (next < edits.Count)
            {
                now = (int)Math.Min(now, edits[next].Offset - position);
            }

            block.AsSpan(at, now).CopyTo(buffer.Span);
            at += now;
            position += now;
            return now;
        }

        return 0;
    }

    async ValueTask SkipAsync(int count, CancellationToken cancellationToken)
    {
        while (count > 0 && (at < end || await FillAsync(cancellationToken)))
        {
            var now = Math.Min(count, end - at);
            at += now;
            position += now;
            count -= now;
        }
    }

    async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        at = 0;
        end = await Inner.ReadAsync(block, cancellationToken);
        return end > 0;
    }
}
