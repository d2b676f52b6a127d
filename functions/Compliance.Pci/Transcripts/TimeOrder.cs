namespace Compliance.Pci;

/// <summary>Puts indices in order of time. Times come in long runs that are in order already (fields, turns), so the runs are merged; equal
/// times stay in the order in which they came.</summary>
static class TimeOrder
{
    public static int[] Of(int count, Func<int, double> time)
    {
        var (order, keys) = (new int[count], new double[count]);
        for (var i = 0; i < count; i++)
        {
            (order[i], keys[i]) = (i, time(i));
        }

        Sort(order, keys);
        return order;
    }

    /// <param name="keys">The time of each index, by the index.</param>
    static void Sort(int[] order, double[] keys)
    {
        var runs = new List<int> { 0 };
        for (var i = 1; i < order.Length; i++)
        {
            if (keys[order[i]] < keys[order[i - 1]])
            {
                runs.Add(i);
            }
        }

        if (runs.Count == 1)
        {
            return;
        }

        var from = order;
        var to = new int[order.Length];
        while (runs.Count > 1)
        {
            var merged = new List<int>((runs.Count + 1) / 2);
            for (var i = 0; i < runs.Count; i += 2)
            {
                var middle = i + 1 < runs.Count ? runs[i + 1] : order.Length;
                var end = i + 2 < runs.Count ? runs[i + 2] : order.Length;
                merged.Add(runs[i]);
                Merge(from, runs[i], middle, end, to, keys);
            }

            (from, to, runs) = (to, from, merged);
        }

        from.CopyTo(order, 0);
    }

    static void Merge(Span<int> from, int first, int middle, int end, Span<int> to, double[] keys)
    {
        var (left, right) = (first, middle);
        for (var at = first; at < end; at++)
        {
            to[at] = right >= end || (left < middle && !(keys[from[right]] < keys[from[left]])) ? from[left++] : from[right++];
        }
    }
}
