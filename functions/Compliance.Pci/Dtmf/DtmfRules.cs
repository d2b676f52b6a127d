namespace Compliance.Pci;

/// <summary>
/// Decides when a fit is a key. The limits were measured (README): speech and music never reach those of a strong key; a key under speech
/// nearly always reaches those of a weak one.
/// </summary>
static class DtmfRules
{
    /// <summary>Q.24 lets receivers reject tones shorter than about 23 ms; edges are accurate to a few milliseconds.</summary>
    public const double MinSeconds = 0.0265;

    const double HeldSeconds = 0.3;
    const double PlainSeconds = 0.05;
    const double TightSeconds = 0.06;
    const double MaxOffset = 0.026;
    const double TightOffset = 0.0125;

    /// <summary>
    /// The digit 7 between exchanges (ITU-T Q.320, 700 and 1500 Hz) is close to the key 3. Of all pairs of either system only these two can
    /// be confused, so what sounds like it counts only near a key beyond doubt.
    /// </summary>
    public static bool MayBeExchange(char key, ToneFitResult fit) =>
        key == '3' && fit.LowOffset is > -0.002 and < 0.01 && fit.HighOffset is > 0.012 and < 0.019;

    /// <returns>Null if the fit is not a key; otherwise whether it is a certain one.</returns>
    /// <param name="totalShare">Share of the whole power, not only of the power in the band of the keys.</param>
    public static bool? IsStrong(ToneFitResult fit, double totalShare, double seconds)
    {
        if (seconds < MinSeconds || fit.Offset > MaxOffset)
        {
            return null;
        }

        // Musical notes are long. A key that is held keeps its level and, because a crystal generates it, its frequency.
        var steady = seconds < HeldSeconds || (fit.Offset < 0.018 && fit.Evenness > 0.6);
        if (steady && fit.Share >= 0.88 && totalShare >= 0.7 && fit.Twist is > -12 and < 10 && fit.Coherence > 0.9 && fit.Evenness > 0.45)
        {
            return true;
        }

        var clear = fit.Share >= 0.8 && fit.Twist is > -12.5 and < 10.5 && fit.Coherence > 0.8;
        var plain = seconds > PlainSeconds && fit.Share >= 0.6 && Math.Abs(fit.Twist + 0.5) < 7 && fit.Coherence > 0.8;
        var tight = seconds > TightSeconds && fit.Share >= 0.33 && fit.Offset < TightOffset && Math.Abs(fit.Twist + 0.5) < 6
            && fit.Coherence > 0.8;
        return clear || plain || tight ? false : null;
    }
}
