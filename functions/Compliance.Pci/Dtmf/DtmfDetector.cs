namespace Compliance.Pci;

/// <summary>
/// Finds telephone keys (ITU-T Q.23, Q.24) in one channel of any sample rate from 4 kHz, block by block and in constant memory. It works
/// offline: it examines a whole key before it decides and, once it has found one, examines the seconds around it again, more closely.
/// </summary>
sealed class DtmfDetector
{
    public const int MinRate = 4000;

    const double MarginSeconds = 0.045;
    const double MaxStretchSeconds = 2;

    readonly int rate;
    readonly DtmfScreen screen;
    readonly DtmfAnalysis analysis;
    readonly DtmfContext context = new();
    readonly TickFinder ticks;
    readonly int margin;
    readonly int near;
    readonly float[] held;

    /// <summary>The screen's verdict on each buffered block: 0 nothing, 1 weak, 2 strong.</summary>
    readonly byte[] blocks;
    readonly float[] powers;
    long heldFrom;
    int heldLength;
    int looked;
    int stretch = -1;
    int quiet;
    long nearUntil = long.MinValue;

    public DtmfDetector(int rate)
    {
        this.rate = rate;
        screen = new(rate);
        analysis = new(rate);
        ticks = new(rate, screen.BlockLength);
        margin = (int)Math.Ceiling(MarginSeconds / DtmfScreen.BlockSeconds);
        near = (int)(DtmfContext.NearSeconds / DtmfScreen.BlockSeconds);
        blocks = new byte[near + (int)((MaxStretchSeconds + 4) / DtmfScreen.BlockSeconds)];
        powers = new float[blocks.Length];
        held = new float[blocks.Length * screen.BlockLength];
    }

    /// <summary>Keys in order of time. Complete after <see cref="End"/>.</summary>
    public IReadOnlyList<DtmfKey> Keys { get; private set; } = [];

    public void Add(ReadOnlySpan<float> samples)
    {
        while (!samples.IsEmpty)
        {
            var now = Math.Min(samples.Length, held.Length - heldLength);
            samples[..now].CopyTo(held.AsSpan(heldLength));
            heldLength += now;
            samples = samples[now..];
            Look();
            if (heldLength == held.Length)
            {
                Forget();
            }
        }
    }

    /// <summary>Marks the end of the input and examines what is left.</summary>
    public void End()
    {
        Add(new float[(margin + 1 + DtmfScreen.Batch) * screen.BlockLength]);
        if (stretch >= 0)
        {
            Analyse(looked, whole: true);
        }

        Keys = TickPattern.Join(context.Keys, ticks.Found);
    }

    void Look()
    {
        var length = screen.BlockLength;
        for (; (looked + DtmfScreen.Batch) * length <= heldLength; looked += DtmfScreen.Batch)
        {
            var (strong, weak) = screen.Look(held.AsSpan(looked * length, DtmfScreen.Batch * length));
            for (var i = 0; i < DtmfScreen.Batch; i++)
            {
                blocks[looked + i] = (byte)((weak >> i & 1) + (strong >> i & 1));
                powers[looked + i] = screen.Energies[i];
            }

            ticks.Look(held, heldFrom, blocks, powers, looked);

            if (weak == 0 && stretch < 0)
            {
                continue;
            }

            for (var i = 0; i < DtmfScreen.Batch; i++)
            {
                Block(looked + i);
            }
        }
    }

    void Block(int block)
    {
        if (blocks[block] >= (InContext(block) ? 1 : 2))
        {
            stretch = stretch < 0 ? Math.Max(0, block - margin) : stretch;
            quiet = 0;
        }
        else if (stretch >= 0 && ++quiet > margin)
        {
            Analyse(block + 1, whole: true);
        }

        if (stretch >= 0 && (block - stretch) * DtmfScreen.BlockSeconds > MaxStretchSeconds)
        {
            Analyse(block + 1, whole: false);
        }
    }

    bool InContext(int block) => heldFrom + ((long)block * screen.BlockLength) < nearUntil;

    /// <param name="whole">False if the stretch continues: a key that may not have ended is left to the next stretch.</param>
    void Analyse(int end, bool whole)
    {
        var from = stretch;
        var found = Find(from, end, InContext(from));
        stretch = -1;
        if (!whole)
        {
            var open = (end - from - margin) * DtmfScreen.BlockSeconds;
            stretch = end - (2 * margin);
            if (found.Count > 0 && found[^1].Key is var last && last.End >= open && last.Start > 2 * MarginSeconds)
            {
                found.RemoveAt(found.Count - 1);
                stretch = Math.Min(stretch, from + (int)(last.Start / DtmfScreen.BlockSeconds) - margin);
            }
        }

        if (found.Exists(x => x.Strong))
        {
            if (!InContext(from))
            {
                LookBack(from);
                found = [.. Find(from, end, weak: true).Where(x => whole
                    || x.Key.Start < (stretch - from + margin) * DtmfScreen.BlockSeconds)];
            }

            nearUntil = Math.Max(nearUntil, heldFrom + ((long)(end + near) * screen.BlockLength));
        }

        Keep(found, from);
    }

    List<DtmfCandidate> Find(int from, int end, bool weak) =>
        analysis.Find(held.AsSpan(from * screen.BlockLength, (end - from) * screen.BlockLength), weak);

    /// <summary>Runs when a key was found after a pause: the screen may have passed over weaker keys before it.</summary>
    void LookBack(int until)
    {
        for (var block = Math.Max(0, until - near); block < until; block++)
        {
            if (blocks[block] == 0)
            {
                continue;
            }

            var end = block;
            for (var still = 0; end < until && still <= margin; end++)
            {
                still = blocks[end] > 0 ? 0 : still + 1;
            }

            var from = Math.Max(0, block - margin);
            Keep(Find(from, Math.Min(end, from + (int)(MaxStretchSeconds / DtmfScreen.BlockSeconds)), weak: true), from);
            block = end;
        }
    }

    void Keep(List<DtmfCandidate> found, int from)
    {
        var origin = (heldFrom + ((double)from * screen.BlockLength)) / rate;
        foreach (var candidate in found)
        {
            var key = candidate.Key;
            context.Add(candidate with { Key = key with { Start = key.Start + origin, End = key.End + origin } });
        }
    }

    /// <summary>Frees buffer space: drops what no later examination needs.</summary>
    void Forget()
    {
        var keep = Math.Min(stretch >= 0 ? stretch : looked, Math.Max(0, looked - near));
        blocks.AsSpan(keep, looked - keep).CopyTo(blocks);
        powers.AsSpan(keep, looked - keep).CopyTo(powers);
        held.AsSpan(keep * screen.BlockLength, heldLength - (keep * screen.BlockLength)).CopyTo(held);
        heldFrom += (long)keep * screen.BlockLength;
        heldLength -= keep * screen.BlockLength;
        looked -= keep;
        stretch -= stretch >= 0 ? keep : 0;
    }
}
