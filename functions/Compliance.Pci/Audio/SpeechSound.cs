using System.Runtime.InteropServices;

namespace Compliance.Pci;

/// <summary>
/// A file's sound as recognisers take it: each channel by itself, in pieces of a few minutes that are cut where nobody speaks. Pieces
/// without sound are left out, and what is silenced anyway is not in them.
/// </summary>
public static class SpeechSound
{
    /// <summary>Samples per second.</summary>
    public const int SampleRate = 16_000;

    /// <summary>Longest piece, so that it can be sent again and memory does not grow with the call.</summary>
    public const int MostSeconds = 300;

    /// <summary>The cut is looked for in the last seconds of a piece.</summary>
    const int CutSeconds = 30;

    /// <summary>Samples of 20 ms.</summary>
    const int Frame = SampleRate / 50;

    /// <summary>Frames of half a second: the longest silence that is looked for.</summary>
    const int QuietFrames = 25;

    /// <param name="heard">Called with the channel, the time of the first sample in seconds, and the samples. Returns false to
    /// stop.</param>
    internal static async Task ReadAsync(
        MediaResult medium,
        IReadOnlyList<GateMask> silenced,
        Func<int, double, ReadOnlyMemory<short>, Task<bool>> heard,
        CancellationToken cancellationToken)
    {
        var layout = medium.Layout ?? medium.Sound?.Layout ?? throw new InvalidOperationException("The sound was not decoded.");
        var opened = await medium.File.OpenAsync(cancellationToken);
        var clear = medium.Sound is { } sound ? PciGate.Decoded(medium.File, opened, sound) : opened;
        await using var stream = silenced.Count > 0 ? new MaskingStream(clear, layout, silenced) : clear;
        Channel[] channels = [.. Enumerable.Range(0, layout.Channels).Select(_ => new Channel(layout.SampleRate))];
        var goesOn = true;
        await WavBlocks.ReadAsync(
            stream,
            layout,
            async (_, samples, count) =>
            {
                for (var c = 0; c < channels.Length && goesOn; c++)
                {
                    channels[c].Add(samples[c].AsSpan(0, count));
                    while (goesOn && channels[c].TakeFull() is { } piece)
                    {
                        goesOn = await TellAsync(c, piece);
                    }
                }

                return goesOn;
            },
            cancellationToken);
        for (var c = 0; c < channels.Length && goesOn; c++)
        {
            goesOn = await TellAsync(c, channels[c].TakeRest());
        }

        async Task<bool> TellAsync(int channel, (long At, ReadOnlyMemory<short> Samples) piece) =>
            !IsSound(piece.Samples.Span) || await heard(channel, (double)piece.At / SampleRate, piece.Samples);
    }

    /// <summary>True if a piece holds anything louder than a recorder's noise.</summary>
    static bool IsSound(ReadOnlySpan<short> samples)
    {
        for (var at = 0; at + Frame <= samples.Length; at += Frame)
        {
            if (Power(samples.Slice(at, Frame)) > WindowMeter.LoudPower)
            {
                return true;
            }
        }

        return false;
    }

    static double Power(ReadOnlySpan<short> samples)
    {
        double sum = 0, power = 0;
        foreach (var x in samples)
        {
            sum += x;
            power += (double)x * x;
        }

        var mean = sum / samples.Length;
        return ((power / samples.Length) - (mean * mean)) / (32768.0 * 32768.0);
    }

    sealed class Channel(int rate)
    {
        readonly Resampler? resampler = rate == SampleRate ? null : new(rate, SampleRate);
        readonly List<short> held = [];
        long taken;

        public void Add(ReadOnlySpan<float> samples)
        {
            if (resampler is not null)
            {
                resampler.Add(samples, held);
                return;
            }

            foreach (var x in samples)
            {
                held.Add((short)Math.Clamp(MathF.Round(x * 32768), short.MinValue, short.MaxValue));
            }
        }

        /// <returns>Null until a piece is full.</returns>
        public (long At, ReadOnlyMemory<short> Samples)? TakeFull() =>
            held.Count < MostSeconds * SampleRate ? null : Take(Cut(CollectionsMarshal.AsSpan(held)));

        public (long At, ReadOnlyMemory<short> Samples) TakeRest()
        {
            resampler?.End(held);
            return Take(held.Count);
        }

        (long At, ReadOnlyMemory<short> Samples) Take(int count)
        {
            var piece = held.GetRange(0, count).ToArray();
            held.RemoveRange(0, count);
            taken += count;
            return (taken - count, piece);
        }

        /// <summary>The middle of the quietest half second near the end of a full piece.</summary>
        static int Cut(ReadOnlySpan<short> all)
        {
            var first = (MostSeconds - CutSeconds) * SampleRate;
            var powers = new double[CutSeconds * SampleRate / Frame];
            for (var i = 0; i < powers.Length; i++)
            {
                powers[i] = Power(all.Slice(first + (i * Frame), Frame));
            }

            var (best, least) = (0, double.MaxValue);
            for (var i = 0; i + QuietFrames <= powers.Length; i++)
            {
                var loudest = powers.AsSpan(i, QuietFrames).ToArray().Max();
                (best, least) = loudest < least ? (i, loudest) : (best, least);
            }

            return first + ((best + (QuietFrames / 2)) * Frame);
        }
    }
}
