using Compliance.Pci;

namespace Compliance.Recordings;

/// <summary>
/// A WAV file whose channels or stretches are silenced as it is read. Exact to the frame: its length and every other sample are unchanged.
/// If the audio is silenced up to the end, the bytes of a truncated last frame are silenced too.
/// </summary>
sealed class SilencedSound : ForwardStream
{
    readonly WavLayout layout;
    readonly byte zero;
    readonly List<Quiet> spans = [];
    readonly bool toTheEnd;
    int next;
    long position;

    /// <param name="channels">Channels to silence as a whole.</param>
    /// <param name="stretches">A channel that the file does not have means all channels.</param>
    public SilencedSound(Stream clear, WavLayout layout, IReadOnlyList<int> channels, IReadOnlyList<RedactedStretch> stretches)
        : base(clear)
    {
        this.layout = layout;
        zero = SampleCodec.ZeroOf(layout.Encoding);
        List<(long From, long To, int? Channel)> silent =
        [
            .. channels.Select(x => (0L, layout.Frames, (int?)x)),
            .. stretches.Select(
                x => (Frame(Math.Floor(x.Start * layout.SampleRate)), Frame(Math.Ceiling(x.End * layout.SampleRate)), x.Channel)),
        ];
        toTheEnd = silent.Exists(x => x.To == layout.Frames);
        long[] edges = [.. silent.SelectMany(x => (long[])[x.From, x.To]).Distinct().Order()];
        foreach (var (from, to) in edges.Zip(edges.Skip(1)))
        {
            var here = silent.Where(x => x.From <= from && x.To >= to).Select(x => x.Channel).ToList();
            if (here.Count > 0)
            {
                spans.Add(new Quiet(from, to, Bytes(here)));
            }
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var got = await Inner.ReadAsync(buffer, cancellationToken);
        Silence(buffer.Span[..got]);
        position += got;
        return got;
    }

    void Silence(Span<byte> bytes)
    {
        var end = position + bytes.Length;
        for (; next < spans.Count && Offset(spans[next].From) < end; next++)
        {
            Silence(bytes, spans[next]);
            if (Offset(spans[next].To) > end)
            {
                break;
            }
        }

        // A truncated frame.
        var (cut, last) = (Offset(layout.Frames), layout.DataOffset + layout.DataLength);
        if (toTheEnd && end > cut && position < last)
        {
            bytes[(int)Math.Max(0, cut - position)..(int)Math.Min(bytes.Length, last - position)].Fill(zero);
        }
    }

    void Silence(Span<byte> bytes, Quiet span)
    {
        var first = (int)Math.Clamp(Offset(span.From) - position, 0, bytes.Length);
        var last = (int)Math.Clamp(Offset(span.To) - position, 0, bytes.Length);
        if (span.Silent is not { } silent)
        {
            bytes[first..last].Fill(zero);
            return;
        }

        var place = (int)((position + first - layout.DataOffset) % layout.FrameBytes);
        for (var i = first; i < last; i++)
        {
            if (silent[place])
            {
                bytes[i] = zero;
            }

            place = place + 1 == layout.FrameBytes ? 0 : place + 1;
        }
    }

    /// <summary>Which bytes of a frame are silenced; null means all.</summary>
    bool[]? Bytes(List<int?> channels)
    {
        if (channels.Exists(x => x is null || x >= layout.Channels))
        {
            return null;
        }

        var silent = new bool[layout.FrameBytes];
        foreach (var channel in channels)
        {
            silent.AsSpan(channel!.Value * layout.SampleBytes, layout.SampleBytes).Fill(true);
        }

        return silent.All(x => x) ? null : silent;
    }

    long Frame(double frame) => (long)Math.Clamp(frame, 0, layout.Frames);

    long Offset(long frame) => layout.DataOffset + (frame * layout.FrameBytes);

    /// <param name="From">First frame.</param>
    /// <param name="To">Last frame, exclusive.</param>
    sealed record Quiet(long From, long To, bool[]? Silent);
}

/// <summary>A stretch of sound that is silenced.</summary>
/// <param name="Start">Seconds.</param>
/// <param name="End">Seconds, after <paramref name="Start"/>.</param>
/// <param name="Channel">From 0; null means all channels.</param>
public sealed record RedactedStretch(double Start, double End, int? Channel = null);
