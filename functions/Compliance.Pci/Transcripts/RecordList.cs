namespace Compliance.Pci;

/// <summary>Builds the tree of a file that is a list of records in another form than JSON.</summary>
sealed class RecordList
{
    int record = -1;

    public RecordList() => Tree.Nodes.Add(new(-1, 0, 0, 0, true));

    public JsonTree Tree { get; } = new();

    public int Field(ReadOnlySpan<byte> name) => Tree.Member(0, name);

    /// <summary>Begins a record and ends the one before.</summary>
    public void Begin()
    {
        End();
        record = Tree.Nodes.Count;
        Tree.Nodes.Add(new(0, 0, Tree.Scalars.Count, 0, false));
    }

    public void Add(int field, int offset, int length, JsonScalarKind kind = JsonScalarKind.Text)
    {
        if (length > 0)
        {
            Tree.Scalars.Add(new(offset, length, field, record, kind));
        }
    }

    public void End()
    {
        if (record >= 0)
        {
            Tree.Nodes[record] = Tree.Nodes[record] with { End = Tree.Scalars.Count };
        }

        Tree.Nodes[0] = Tree.Nodes[0] with { End = Tree.Scalars.Count };
    }
}
