namespace Compliance.Pci;

/// <summary>Collects ticks: short bursts of two tones with quiet on both sides.</summary>
sealed class TickFinder(int rate, int blockLength)
{
    /// <summary>Blocks on either side of a tick within which the sound must fall by <see cref="Drop"/>.</summary>
    const int Around = 4;
    const float Drop = 0.1f;

    readonly TickFit fit = new(rate);
    readonly List<DtmfKey> found = [];

    public IReadOnlyList<DtmfKey> Found => found;

    /// <summary>Examines the batch of blocks before <paramref name="next"/>, which begins another: it has surroundings on both sides.</summary>
    /// <param name="flags">The screen's verdict on each block: 0 for none.</param>
    /// <param name="powers">Mean power of each block.</param>
    public void Look(float[] held, long heldFrom, byte[] flags, float[] powers, int next)
    {
        for (var block = Math.Max(next - DtmfScreen.Batch, Around); block < next; block++)
        {
            var power = powers[block];
            if (flags[block] == 0 || powers[block - 1] > power || powers[block + 1] >= power
                || Quietest(powers, block - Around) > power * Drop || Quietest(powers, block + 1) > power * Drop)
            {
                continue;
            }

            var from = (block - Around + 1) * blockLength;
            if (fit.Find(held.AsSpan(from, ((2 * Around) - 1) * blockLength)) is { } tick)
            {
                var origin = (heldFrom + (double)from) / rate;
                found.Add(tick with { Start = tick.Start + origin, End = tick.End + origin });
            }
        }
    }

    static float Quietest(float[] powers, int block)
    {
        var least = powers[block];
        for (var i = 1; i < Around; i++)
        {
            least = Math.Min(least, powers[block + i]);
        }

        return least;
    }
}
