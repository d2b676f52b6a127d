namespace Compliance.Pci;

/// <summary>Compressed sound, decoded forward and in constant memory.</summary>
abstract class Sound : IDisposable
{
    const int MaxChannels = 8;
    const int MaxRate = 192_000;

    float[] interleaved = [];
    int at;
    int frames;

    /// <exception cref="InvalidDataException">No recorder writes such a file.</exception>
    protected Sound(int channels, int sampleRate)
    {
        if (channels is < 1 or > MaxChannels || sampleRate is < 1 or > MaxRate)
        {
            throw new InvalidDataException("The file gives an impossible number of channels or sample rate.");
        }

        Channels = channels;
        SampleRate = sampleRate;
    }

    public int Channels { get; }

    /// <summary>Frames per second.</summary>
    public int SampleRate { get; }

    public static float[][] Buffers(int channels, int frames) => [.. Enumerable.Range(0, channels).Select(_ => new float[frames])];

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Fills one buffer per channel; full scale is 1.</summary>
    /// <returns>Frames: fewer than there is room for only at the end.</returns>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public int Read(float[][] channels)
    {
        var filled = 0;
        while (filled < channels[0].Length)
        {
            if (at == frames)
            {
                at = 0;
                frames = Next(ref interleaved);
                if (frames < 0)
                {
                    frames = 0;
                    return filled;
                }
            }

            var now = Math.Min(frames - at, channels[0].Length - filled);
            for (var c = 0; c < Channels; c++)
            {
                for (int i = 0, from = (at * Channels) + c; i < now; i++, from += Channels)
                {
                    channels[c][filled + i] = interleaved[from];
                }
            }

            at += now;
            filled += now;
        }

        return filled;
    }

    /// <summary>Decodes the next packet or block.</summary>
    /// <returns>Its frames, which may be none; -1 at the end.</returns>
    protected abstract int Next(ref float[] interleaved);

    protected virtual void Dispose(bool disposing)
    {
    }

    protected static void Room(ref float[] samples, int count)
    {
        if (samples.Length < count)
        {
            samples = new float[count];
        }
    }
}
