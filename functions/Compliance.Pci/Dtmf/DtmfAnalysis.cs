using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Compliance.Pci;

/// <summary>
/// Examines a stretch of a few seconds closely. Windows of 25 ms show which key may sound; windows of 10 ms show where it begins and
/// ends. A fit of two steady tones over its whole length, within the band of the keys, decides whether it is a key.
/// </summary>
sealed class DtmfAnalysis
{
    const int WindowHops = 10;
    const int WindowStep = 2;
    const int EdgeHops = 4;
    const int GapHops = 5;
    const double StrongShare = 0.5;
    const double WeakShare = 0.18;
    const double TrimmedShare = 0.9;
    const double FloorPower = 4e-6;
    const double MaxTwist = 22;
    const double EdgeProduct = 1.0 / 16;
    const double OverlapSeconds = 0.008;
    const double MaxKeySeconds = 0.25;

    static readonly double[] Offsets = [-0.0225, -0.015, -0.0075, 0, 0.0075, 0.015, 0.0225];

    readonly BandFilter filter;
    readonly ToneSpectrum spectrum;
    readonly ToneSpectrum inBand;
    readonly ToneTurns window;
    readonly ToneTurns edge;
    readonly ToneFit fit;
    readonly float[] filtered;
    readonly List<DtmfCandidate> candidates = [];
    readonly List<Window> run = [];

    public DtmfAnalysis(int rate)
    {
        filter = new(rate);
        spectrum = new(rate);
        inBand = new(rate);
        window = new(rate, spectrum.HopLength, WindowHops, Offsets);
        edge = new(rate, spectrum.HopLength, EdgeHops, Offsets);
        fit = new(inBand);
        filtered = new float[(int)(MaxKeySeconds * rate)];
    }

    /// <summary>Candidate keys, in order and without overlap. Times are seconds from the first sample of the stretch.</summary>
    /// <param name="weak">Also look for keys masked by other sound.</param>
    public List<DtmfCandidate> Find(ReadOnlySpan<float> stretch, bool weak)
    {
        candidates.Clear();
        spectrum.Load(stretch);
        for (var k = 0; k + WindowHops <= spectrum.Hops; k += WindowStep)
        {
            var next = Label(k, weak ? WeakShare : StrongShare);
            if (run.Count > 0 && run[^1].Key != next.Key)
            {
                Run(stretch);
                run.Clear();
            }

            if (next.Key >= 0)
            {
                run.Add(next);
            }
        }

        if (run.Count > 0)
        {
            Run(stretch);
            run.Clear();
        }

        return Apart();
    }

    /// <summary>
    /// Evaluates consecutive windows that may hold the same key. The key ends where both tones fade or, in louder noise, where they no
    /// longer stand out.
    /// </summary>
    void Run(ReadOnlySpan<float> stretch)
    {
        var best = run.MaxBy(x => x.Share);
        var middle = run[run.Count / 2];
        middle = middle.Share >= 0.8 * best.Share ? middle : best;
        if (candidates.Exists(x => x.Strong && Hop(x.Key.Start) <= middle.Hop && Hop(x.Key.End) >= middle.Hop + WindowHops))
        {
            return;
        }

        var (first, last) = Edges(middle);
        if (Candidate(middle.Key, first, last, trimmed: false, stretch) || best.Share < TrimmedShare)
        {
            return;
        }

        var (from, to) = (run.Find(x => x.Share >= 0.75 * best.Share).Hop, run.FindLast(x => x.Share >= 0.75 * best.Share).Hop);
        Candidate(middle.Key, Math.Max(first, from), Math.Min(last, to + WindowHops), trimmed: true, stretch);
    }

    double Hop(double seconds) => seconds * spectrum.Rate / spectrum.HopLength;

    /// <summary>Of overlapping candidates, keeps the one that explains the most power for its length.</summary>
    List<DtmfCandidate> Apart()
    {
        var kept = new List<DtmfCandidate>();
        foreach (
            var next in candidates.OrderByDescending(x => x.Strong).ThenByDescending(x => x.Share * Math.Sqrt(x.Key.End - x.Key.Start)))
        {
            if (kept.TrueForAll(x => next.Key.Start >= x.Key.End - OverlapSeconds || next.Key.End <= x.Key.Start + OverlapSeconds))
            {
                kept.Add(next);
            }
        }

        kept.Sort((x, y) => x.Key.Start.CompareTo(y.Key.Start));
        return kept;
    }

    Window Label(int k, double share)
    {
        var energy = spectrum.Energy(k, WindowHops);
        if (energy < FloorPower)
        {
            return Window.None;
        }

        var (power, offset) = spectrum.Peak(k, window);
        var row = Highest(power.GetLower());
        var column = Highest(power.GetUpper());
        double a = power[row];
        double b = power[4 + column];
        return a + b < share * energy || a > MaxTwist * b || b > MaxTwist * a || Math.Min(a, b) < FloorPower
            ? Window.None
            : new((row * 4) + column, k, (a + b) / energy, offset[row], offset[4 + column]);
    }

    static int Highest(Vector128<float> four)
    {
        var best = 0;
        for (var i = 1; i < 4; i++)
        {
            best = four[i] > four[best] ? i : best;
        }

        return best;
    }

    /// <summary>True for a certain key.</summary>
    /// <param name="trimmed">The ends were cut to where a key would stand out, so a large share proves less.</param>
    bool Candidate(int label, int first, int last, bool trimmed, ReadOnlySpan<float> raw)
    {
        var hop = (double)spectrum.HopLength / spectrum.Rate;
        var key = new DtmfKey(ToneBank.Keys[label], first * hop, last * hop);
        if ((last - first) * hop < DtmfRules.MinSeconds || candidates.Exists(x => x.Key == key))
        {
            return false;
        }

        // Edges are accurate to about one hop; only what lies inside them is certain to belong to the key.
        var from = (first + 1) * spectrum.HopLength;
        var length = Math.Min((last - first - 2) * spectrum.HopLength, filtered.Length);
        inBand.Load(Filtered(raw, from, length));
        var result = fit.Fit(label / 4, 4 + (label % 4), 0, inBand.Hops);
        var total = BandFilter.Energy(raw.Slice(from, length)) / length;
        if (DtmfRules.IsStrong(result, (result.Low + result.High) / Math.Max(total, 1e-12), (last - first) * hop) is not { } strong
            || (trimmed && result.Share < TrimmedShare))
        {
            return false;
        }

        strong &= !DtmfRules.MayBeExchange(key.Key, result);
        candidates.Add(new(key, result.Share, strong && !trimmed));
        return strong;
    }

    ReadOnlySpan<float> Filtered(ReadOnlySpan<float> raw, int from, int length)
    {
        var to = filtered.AsSpan(0, length);
        var start = from - filter.Half;
        var end = from + length + filter.Half;
        if (start >= 0 && end <= raw.Length)
        {
            filter.Apply(raw[start..end], to);
            return to;
        }

        var padded = new float[length + (2 * filter.Half)];
        raw[Math.Max(start, 0)..Math.Min(end, raw.Length)].CopyTo(padded.AsSpan(Math.Max(-start, 0)));
        filter.Apply(padded, to);
        return to;
    }

    /// <summary>First and last hop: where both tones have dropped by 6 dB.</summary>
    (int First, int Last) Edges(Window window)
    {
        var middle = window.Hop + ((WindowHops - EdgeHops) / 2);
        var peak = 0.0;
        for (var k = Math.Max(0, middle - 3); k <= Math.Min(spectrum.Hops - EdgeHops, middle + 3); k++)
        {
            peak = Math.Max(peak, Product(k, window));
        }

        var first = middle;
        for (int k = middle, quiet = 0; k >= 0 && quiet < GapHops; k--)
        {
            quiet = Product(k, window) > peak * EdgeProduct ? 0 : quiet + 1;
            first = quiet == 0 ? k : first;
        }

        var last = middle;
        for (int k = middle, quiet = 0; k <= spectrum.Hops - EdgeHops && quiet < GapHops; k++)
        {
            quiet = Product(k, window) > peak * EdgeProduct ? 0 : quiet + 1;
            last = quiet == 0 ? k : last;
        }

        return (first + (EdgeHops / 2), last + (EdgeHops / 2));
    }

    double Product(int k, Window window)
    {
        var a = spectrum.Power(k, edge, window.RowOffset);
        var b = window.RowOffset == window.ColumnOffset ? a : spectrum.Power(k, edge, window.ColumnOffset);
        return (double)a[window.Key / 4] * b[4 + (window.Key % 4)];
    }

    /// <summary>The key (0 to 15, or -1 for none) that the 25 ms from a hop may hold.</summary>
    [StructLayout(LayoutKind.Auto)]
    readonly record struct Window(int Key, int Hop, double Share, int RowOffset, int ColumnOffset)
    {
        public static readonly Window None = new(-1, 0, 0, 0, 0);
    }
}
