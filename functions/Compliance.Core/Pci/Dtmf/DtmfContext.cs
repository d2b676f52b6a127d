namespace Compliance.Pci;

/// <summary>
/// Takes doubtful keys only near certain ones: people press keys in rows, while a voice that sounds like a key for a moment does it alone.
/// </summary>
sealed class DtmfContext
{
    /// <summary>As far apart as two keys of one entry may be.</summary>
    public const double NearSeconds = 4;

    /// <summary>Two halves of one key, cut by a moment of noise or by the end of a stretch.</summary>
    const double SameKeySeconds = 0.012;

    readonly List<DtmfCandidate> waiting = [];
    readonly List<DtmfKey> keys = [];
    double lastStrong = double.NegativeInfinity;

    public IReadOnlyList<DtmfKey> Keys => keys;

    /// <summary>Candidates come in order of time, doubtful ones perhaps after later doubtful ones.</summary>
    public void Add(DtmfCandidate next)
    {
        if (next.Strong)
        {
            foreach (var weak in waiting.OrderBy(x => x.Key.Start))
            {
                if (next.Key.Start - weak.Key.End <= NearSeconds)
                {
                    Take(weak.Key);
                }
            }

            waiting.Clear();
            Take(next.Key);
            lastStrong = next.Key.End;
        }
        else if (next.Key.Start - lastStrong <= NearSeconds)
        {
            Take(next.Key);
        }
        else
        {
            waiting.RemoveAll(x => next.Key.Start - x.Key.End > NearSeconds);
            waiting.Add(next);
        }
    }

    void Take(DtmfKey key)
    {
        if (keys.Count > 0 && key.Key == keys[^1].Key && key.Start < keys[^1].End + SameKeySeconds)
        {
            keys[^1] = keys[^1] with { End = Math.Max(keys[^1].End, key.End) };
        }
        else if (keys.Count == 0 || key.Start >= keys[^1].End - SameKeySeconds)
        {
            keys.Add(key);
        }
    }
}
