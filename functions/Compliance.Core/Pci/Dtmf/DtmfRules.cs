namespace Compliance.Pci;

/// <summary>
/// When a fit is a key. The limits come from measuring (README): speech and music never reach those of a strong key; a key under speech
/// nearly always reaches those of a weak one.
/// </summary>
static class DtmfRules
{
    /// <summary>Q.24 lets receivers refuse what is shorter than about 23 ms; edges are known to a few milliseconds.</summary>
    public const double MinSeconds = 0.0265;

    const double HeldSeconds = 0.3;
    const double PlainSeconds = 0.05;
    const double TightSeconds = 0.06;
    const double MaxOffset = 0.026;
    const double TightOffset = 0.0125;

    /// <summary>Null: no key. Else whether it is one beyond doubt.</summary>
    /// <param name="totalShare">Share of all the power there is, not only in the keys' band.</param>
    public static bool? IsStrong(ToneFitResult fit, double totalShare, double seconds)
    {
        if (seconds < MinSeconds || fit.Offset > MaxOffset)
        {
            return null;
        }

        // Notes are long; a key that is held keeps its level and, coming from a crystal, its frequency.
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
