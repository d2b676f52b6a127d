namespace Compliance.Pci;

enum JsonReading
{
    /// <summary>Whole documents, perhaps with comments, surplus commas, numbers that JSON lacks or quotes of another language.</summary>
    Whole,

    /// <summary>It does not begin like JSON.</summary>
    Foreign,

    /// <summary>It begins like JSON and ends in the middle, or is none from some point on.</summary>
    Broken,
}

/// <summary>
/// Reads what programs write for JSON (RFC 8259), leniently where the sense is certain: several documents, one after another or one per
/// line, comments, surplus commas, <c>NaN</c>, Python's quotes and constants. A text that is itself JSON is read as what it holds.
/// </summary>
sealed class JsonScanner(JsonTree tree)
{
    const int MaxDepth = 128;
    const int MaxScalars = 2_000_000;

    /// <summary>What is no JSON shows it within so many bytes.</summary>
    const int Head = 64;

    /// <summary>How often JSON may be wrapped into a text of JSON.</summary>
    const int MaxWraps = 4;

    /// <summary>A property name with fewer digits holds no card number.</summary>
    const int CardDigits = 12;

    readonly List<(int Node, int Field, int Index)> open = [];
    int[]? origin;
    int wraps;

    public JsonReading Read(ReadOnlySpan<byte> text) => Read(text, -1, 0);

    JsonReading Read(ReadOnlySpan<byte> text, int parent, int field)
    {
        var depth = open.Count;
        var at = 0;
        var name = -1;
        while (JsonLexer.Skip(text, ref at))
        {
            var first = text[at];
            if (first is (byte)'{' or (byte)'[')
            {
                if (open.Count - depth >= MaxDepth)
                {
                    return JsonReading.Broken;
                }

                var path = Place(ref name, depth, field);
                tree.Nodes.Add(new(open.Count > 0 ? open[^1].Node : parent, path, tree.Scalars.Count, 0, first == '['));
                open.Add((tree.Nodes.Count - 1, path, 0));
                at++;
            }
            else if (first is (byte)'}' or (byte)']')
            {
                if (open.Count == depth || name >= 0 || tree.Nodes[open[^1].Node].IsArray != (first == ']'))
                {
                    return Fail(depth, at);
                }

                Close();
                at++;
            }
            else if (!Value(text, ref at, ref name, depth, field) || tree.Scalars.Count > MaxScalars)
            {
                return Fail(depth, at);
            }
        }

        return open.Count > depth || name >= 0 ? Fail(depth, at) : at > 0 || text.IsEmpty ? JsonReading.Whole : JsonReading.Foreign;
    }

    JsonReading Fail(int depth, int at)
    {
        // A line like "[00:05] Agent: …" begins like JSON, too.
        var foreign = at < Head && tree.Fields.Count == 1 && !tree.Scalars.Exists(x => x.Kind is JsonScalarKind.Text);
        while (open.Count > depth)
        {
            Close();
        }

        return foreign ? JsonReading.Foreign : JsonReading.Broken;
    }

    void Close()
    {
        var node = open[^1].Node;
        tree.Nodes[node] = tree.Nodes[node] with { End = tree.Scalars.Count };
        open.RemoveAt(open.Count - 1);
    }

    /// <summary>The path of the value that begins now.</summary>
    int Place(ref int name, int depth, int field)
    {
        if (name >= 0)
        {
            (var own, name) = (name, -1);
            return own;
        }

        if (open.Count == depth)
        {
            return field;
        }

        var (node, path, index) = open[^1];
        open[^1] = (node, path, index + 1);
        return tree.Variant(path, index);
    }

    bool Value(ReadOnlySpan<byte> text, ref int at, ref int name, int depth, int field)
    {
        var quoted = text[at] is (byte)'"' or (byte)'\'';
        var start = quoted ? at + 1 : at;
        var end = quoted ? JsonLexer.Close(text, start, text[at]) : at + JsonLexer.Length(text[at..]);
        if (end < 0 || (!quoted && end == at))
        {
            return false;
        }

        at = quoted ? end + 1 : end;
        var inObject = open.Count > depth && !tree.Nodes[open[^1].Node].IsArray;
        if (inObject && name < 0)
        {
            if (!JsonLexer.Skip(text, ref at, commas: false) || text[at] != ':')
            {
                return false;
            }

            at++;
            name = tree.Member(open[^1].Field, text[start..end]);
            Named(text[start..end], start, open[^1]);
            return true;
        }

        var kind = quoted ? JsonScalarKind.Text : JsonLexer.Kind(text[start..end]);
        if (kind is null || (open.Count == depth && !quoted))
        {
            return false;
        }

        var path = Place(ref name, depth, field);
        var node = open.Count > 0 ? open[^1].Node : -1;
        if (!quoted || !Wrapped(text[start..end], start, node, path))
        {
            Add(new(start, end - start, path, node, kind.Value));
        }

        return true;
    }

    void Named(ReadOnlySpan<byte> name, int start, (int Node, int Field, int Index) inside)
    {
        if (name.Length >= CardDigits)
        {
            var digits = 0;
            foreach (var character in name)
            {
                digits += character is >= (byte)'0' and <= (byte)'9' ? 1 : 0;
            }

            if (digits >= CardDigits)
            {
                tree.Names.Add(Original(new(start, name.Length, inside.Field, inside.Node, JsonScalarKind.Text)));
            }
        }
    }

    void Add(JsonScalar scalar) => tree.Scalars.Add(Original(scalar));

    JsonScalar Original(JsonScalar scalar) => origin is null ? scalar : scalar with
    {
        Offset = origin[scalar.Offset],
        Length = origin[scalar.Offset + scalar.Length] - origin[scalar.Offset],
    };

    /// <summary>Reads a text that holds JSON, as queues and functions hand it on; false if it is an ordinary text.</summary>
    bool Wrapped(ReadOnlySpan<byte> text, int start, int node, int field)
    {
        var inner = text.TrimStart(" \t\r\n"u8);
        if (inner.Length < 2 || inner[0] is not ((byte)'{' or (byte)'[') || wraps >= MaxWraps || (inner.IndexOf("\""u8) < 0 && inner.IndexOf("\\u0022"u8) < 0))
        {
            return false;
        }

        var (plain, map) = JsonText.Unescape(text, start, origin);
        var (scalars, nodes, before, outer) = (tree.Scalars.Count, tree.Nodes.Count, origin, wraps);
        (origin, wraps) = (map, wraps + 1);
        var read = Read(plain, node, field);
        (origin, wraps) = (before, outer);
        if (read is JsonReading.Whole)
        {
            return true;
        }

        tree.Scalars.RemoveRange(scalars, tree.Scalars.Count - scalars);
        tree.Nodes.RemoveRange(nodes, tree.Nodes.Count - nodes);
        return false;
    }
}
