namespace Compliance.Pci;

/// <summary>
/// Whole numbers that say which elements of a list of words a record is about (<c>"firstWord": 11, "lastWord": 24</c>): no times, however
/// they grow.
/// </summary>
static class WordPlaces
{
    const int MinWords = 4;

    public static void Mark(JsonTree tree, List<(double First, double Second)> values)
    {
        var counts = new int[tree.Fields.Count];
        foreach (var node in tree.Nodes)
        {
            counts[node.Field]++;
        }

        var most = counts.Max();
        foreach (var field in tree.Fields)
        {
            if (field.Values is { Form: TimeForm.Number, Fractions: false, Least: >= 0 } && field.Values.Most <= most && most >= MinWords
                && field.Values.Texts == 0 && MemberNames.IsPlace(field.Name))
            {
                field.IsPosition = true;
            }
        }

        foreach (var record in tree.Fields.Where(x => counts[x.Id] is > 1 && counts[x.Id] * 2 <= most))
        {
            Chain(tree, values, record, counts);
        }
    }

    /// <summary>Two members that say which stretches of a longer list the records are, one after another to its end.</summary>
    static void Chain(JsonTree tree, List<(double First, double Second)> values, JsonField record, int[] counts)
    {
        var whole = record.Members.Select(x => tree.Fields[x]).Where(x => x.Values is { Form: TimeForm.Number, Fractions: false, Least: >= 0, Texts: 0 }
            && x.Values.Count == counts[record.Id]).ToList();
        if (whole.Count < 2)
        {
            return;
        }

        var rows = whole.ToDictionary(x => x.Id, _ => new List<double>());
        for (var i = 0; i < values.Count; i++)
        {
            if (rows.TryGetValue(tree.Scalars[i].Field, out var row))
            {
                row.Add(values[i].First);
            }
        }

        foreach (var (from, to) in whole.SelectMany(a => whole.Where(b => b != a).Select(b => (a, b))))
        {
            var (starts, ends) = (rows[from.Id], rows[to.Id]);
            var step = starts.Count > 1 ? starts[1] - ends[0] : -1;
            var end = ends[^1] + step;
            if (starts[0] is 0 or 1 && step is 0 or 1 && Enumerable.Range(1, starts.Count - 1).All(x => starts[x] - ends[x - 1] == step)
                && Array.Exists(counts, x => x >= MinWords && (x == end || x == end - starts[0])))
            {
                (from.IsPosition, to.IsPosition) = (true, true);
                return;
            }
        }
    }
}
