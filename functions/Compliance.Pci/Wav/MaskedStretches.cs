namespace Compliance.Pci;

/// <summary>Masks in whole frames: sorted, without overlap, within the file.</summary>
sealed class MaskedStretches
{
    readonly long[] starts;
    readonly long[] ends;
    readonly int ramp;
    int next;

    /// <param name="rampSeconds">Length of the fade outside each end.</param>
    public MaskedStretches(WavLayout layout, IEnumerable<GateMask> masks, double rampSeconds)
    {
        ramp = (int)(layout.SampleRate * rampSeconds);
        var merged = new List<(long Start, long End)>();
        foreach (var mask in masks.OrderBy(x => x.Start))
        {
            var start = (long)Math.Clamp(Math.Floor(mask.Start * layout.SampleRate), 0, layout.Frames);
            var end = (long)Math.Clamp(Math.Ceiling(mask.End * layout.SampleRate), 0, layout.Frames);
            if (merged.Count > 0 && start <= merged[^1].End)
            {
                merged[^1] = (merged[^1].Start, Math.Max(merged[^1].End, end));
            }
            else if (end > start)
            {
                merged.Add((start, end));
            }
        }

        starts = [.. merged.Select(x => x.Start)];
        ends = [.. merged.Select(x => x.End)];
    }

    /// <summary>The gain of a frame (0 to 1) and, where it is 0 or 1, the frame until which it stays the same. Frames must be asked for in
    /// order.</summary>
    public double GainAt(long frame, out long until)
    {
        while (next < ends.Length && (frame >= ends[next] + ramp || (next + 1 < starts.Length && frame >= starts[next + 1])))
        {
            next++;
        }

        until = frame + 1;
        if (next == ends.Length)
        {
            until = long.MaxValue;
            return 1;
        }

        if (frame < starts[next] - ramp)
        {
            until = starts[next] - ramp;
            return 1;
        }

        if (frame >= starts[next] && frame < ends[next])
        {
            until = ends[next];
            return 0;
        }

        var gain = frame < starts[next] ? Fade(starts[next] - frame) : Fade(frame - ends[next] + 1);
        if (next + 1 < starts.Length && frame >= starts[next + 1] - ramp)
        {
            gain *= Fade(starts[next + 1] - frame);
        }

        return gain;
    }

    double Fade(long distance) => 0.5 - (0.5 * Math.Cos(Math.PI * distance / (ramp + 1)));
}
