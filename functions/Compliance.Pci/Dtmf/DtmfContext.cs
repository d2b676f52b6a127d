namespace Compliance.Pci;

/// <summary>
/// Accepts doubtful keys only near certain ones: people press several keys in a row, while a voice that resembles a key does so in
/// isolation.
/// </summary>
sealed class DtmfContext
{
    /// <summary>Longest gap between two keys of one entry.</summary>
    public const double NearSeconds = 4;

    /// <summary>Longest gap between two halves of one key that noise or the end of a stretch has split.</summary>
    const double SameKeySeconds = 0.012;

    readonly List<DtmfCandidate> waiting = [];
    readonly List<DtmfKey> keys = [];
    double lastStrong = double.NegativeInfinity;

    public IReadOnlyList<DtmfKey> Keys => keys;

    /// <summary>Candidates arrive in order of time, except that a look back may add doubtful ones late.</summary>
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
