namespace Compliance.Pci;

/// <summary>ITU-T G.722 at 64 kbit/s: two bands of ADPCM, 16 kHz, one byte for two samples.</summary>
sealed class G722(ByteReader data, long length) : Sound(1, 16_000)
{
    const int BlockBytes = 4096;

    static readonly int[] LowSteps = [-60, -30, 58, 172, 334, 538, 1198, 3042];
    static readonly int[] LowStep = [0, 7, 6, 5, 4, 3, 2, 1, 7, 6, 5, 4, 3, 2, 1, 0];
    static readonly int[] HighSteps = [0, -214, 798];
    static readonly int[] HighStep = [2, 1, 2, 1];
    static readonly int[] TwoBits = [-7408, -1616, 7408, 1616];

    static readonly int[] FourBits =
        [0, -20456, -12896, -8968, -6288, -4240, -2584, -1200, 20456, 12896, 8968, 6288, 4240, 2584, 1200, 0];

    static readonly int[] SixBits =
    [
        -136, -136, -136, -136, -24808, -21904, -19008, -16704, -14984, -13512, -12280, -11192, -10232, -9360, -8576, -7856, -7192, -6576,
        -6000, -5456, -4944, -4464, -4008, -3576, -3168, -2776, -2400, -2032, -1688, -1360, -1040, -728, 24808, 21904, 19008, 16704, 14984,
        13512, 12280, 11192, 10232, 9360, 8576, 7856, 7192, 6576, 6000, 5456, 4944, 4464, 4008, 3576, 3168, 2776, 2400, 2032, 1688, 1360,
        1040, 728, 432, 136, -432, -136,
    ];

    static readonly int[] Mirror = [3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11];

    readonly G722Band low = new(32, 8, 18_432);
    readonly G722Band high = new(8, 10, 22_528);
    readonly int[] history = new int[24];
    long left = length;

    protected override int Next(ref float[] interleaved)
    {
        var block = data.Peek((int)Math.Min(left, BlockBytes));
        if (block.IsEmpty)
        {
            return -1;
        }

        Room(ref interleaved, 2 * BlockBytes);
        for (var i = 0; i < block.Length; i++)
        {
            (interleaved[2 * i], interleaved[(2 * i) + 1]) = Decode(block[i]);
        }

        var frames = 2 * block.Length;
        left -= block.Length;
        data.Skip(block.Length);
        return frames;
    }

    (float First, float Second) Decode(byte code)
    {
        var (lowCode, highCode) = (code & 0x3F, code >> 6);
        var lower = Math.Clamp(low.Signal + low.Scaled(SixBits[lowCode]), -16384, 16383);
        low.Adapt(low.Scaled(FourBits[lowCode >> 2]), LowSteps[LowStep[lowCode >> 2]]);
        var difference = high.Scaled(TwoBits[highCode]);
        var upper = Math.Clamp(high.Signal + difference, -16384, 16383);
        high.Adapt(difference, HighSteps[HighStep[highCode]]);

        Array.Copy(history, 2, history, 0, 22);
        history[22] = lower + upper;
        history[23] = lower - upper;
        int even = 0, odd = 0;
        for (var i = 0; i < Mirror.Length; i++)
        {
            odd += history[2 * i] * Mirror[i];
            even += history[(2 * i) + 1] * Mirror[Mirror.Length - 1 - i];
        }

        return (Output(even), Output(odd));
    }

    static float Output(int sum) => Math.Clamp(sum >> 11, short.MinValue, short.MaxValue) / 32768f;
}

/// <summary>One band's quantiser and predictor (G.722, 3.5 and 3.6); the names of its variables are the recommendation's.</summary>
sealed class G722Band(int step, int shift, int most)
{
    static readonly int[] Exponential =
    [
        2048, 2093, 2139, 2186, 2233, 2282, 2332, 2383, 2435, 2489, 2543, 2599, 2656, 2714, 2774, 2834, 2896, 2960, 3025, 3091, 3158, 3228,
        3298, 3371, 3444, 3520, 3597, 3676, 3756, 3838, 3922, 4008,
    ];

    readonly int[] r = new int[3];
    readonly int[] a = new int[3];
    readonly int[] p = new int[3];
    readonly int[] d = new int[7];
    readonly int[] b = new int[7];
    int det = step;
    int nb;
    int sz;

    /// <summary>The predicted signal.</summary>
    public int Signal { get; private set; }

    public int Scaled(int level) => (det * level) >> 15;

    public void Adapt(int difference, int change)
    {
        nb = Math.Clamp(((nb * 127) >> 7) + change, 0, most);
        var exponent = shift - (nb >> 11);
        var mantissa = Exponential[(nb >> 6) & 31];
        det = (exponent < 0 ? mantissa << -exponent : mantissa >> exponent) << 2;
        Predict(difference);
    }

    static int Saturate(int value) => Math.Clamp(value, short.MinValue, short.MaxValue);

    void Predict(int difference)
    {
        d[0] = difference;
        r[0] = Saturate(Signal + difference);
        p[0] = Saturate(sz + difference);
        var alike = (p[0] < 0) == (p[1] < 0);
        var four = Saturate(a[1] << 2);
        var turned = alike ? Math.Min(-four, short.MaxValue) : four;
        var second = (turned >> 7) + ((p[0] < 0) == (p[2] < 0) ? 128 : -128) + ((a[2] * 32512) >> 15);
        second = Math.Clamp(second, -12288, 12288);
        var limit = Saturate(15360 - second);
        var first = Math.Clamp(Saturate((alike ? 192 : -192) + ((a[1] * 32640) >> 15)), -limit, limit);
        var gain = difference == 0 ? 0 : 128;
        for (var i = 6; i > 0; i--)
        {
            b[i] = Saturate(((d[i] < 0) == (d[0] < 0) ? gain : -gain) + ((b[i] * 32640) >> 15));
        }

        for (var i = 6; i > 0; i--)
        {
            d[i] = d[i - 1];
        }

        (r[2], r[1], p[2], p[1], a[1], a[2]) = (r[1], r[0], p[1], p[0], first, second);
        var poles = Saturate(((a[1] * Saturate(2 * r[1])) >> 15) + ((a[2] * Saturate(2 * r[2])) >> 15));
        sz = 0;
        for (var i = 6; i > 0; i--)
        {
            sz += (b[i] * Saturate(2 * d[i])) >> 15;
        }

        sz = Saturate(sz);
        Signal = Saturate(poles + sz);
    }
}
