using System.Runtime.InteropServices;
using System.Text;

namespace Compliance.Pci;

enum JsonScalarKind : byte
{
    Text,
    Number,

    /// <summary>True, false, null, and what is not JSON but means one of them (<c>NaN</c>, <c>None</c>).</summary>
    Other,
}

/// <summary>A value that holds no others. The bytes of a text are those between its quotes.</summary>
[StructLayout(LayoutKind.Auto)]
record struct JsonScalar(int Offset, int Length, int Field, int Node, JsonScalarKind Kind);

/// <summary>An object or an array.</summary>
/// <param name="Parent">-1 for the outermost.</param>
/// <param name="First">Its first scalar.</param>
/// <param name="End">One past the last scalar inside it.</param>
[StructLayout(LayoutKind.Auto)]
record struct JsonTreeNode(int Parent, int Field, int First, int End, bool IsArray);

/// <summary>All values that have the same path without array indices: one member of a class of records.</summary>
sealed class JsonField(int id, int parent, string name)
{
    readonly List<(byte[] Name, int Field)> members = [];
    int next;

    public int Id => id;

    /// <summary>-1 for the root.</summary>
    public int Parent => parent;

    public string Name => name;

    public NameSense Sense { get; } = MemberNames.Of(name);

    public FieldValues Values { get; } = new();

    /// <summary>Its numbers are places in a text or in a list of words, or parts of a time that is known as a whole.</summary>
    public bool IsPosition { get; set; }

    public IEnumerable<int> Members => members.Select(x => x.Field);

    /// <summary>Records of one class list their members in the same order, so the next one is usually the one after the last.</summary>
    public int Find(ReadOnlySpan<byte> member)
    {
        for (var i = 0; i < members.Count; i++, next++)
        {
            next = next >= members.Count ? 0 : next;
            if (members[next].Name.AsSpan().SequenceEqual(member))
            {
                return members[next++].Field;
            }
        }

        return -1;
    }

    public void Add(ReadOnlySpan<byte> member, int field) => members.Add((member.ToArray(), field));
}

/// <summary>The values of JSON documents in order, flat: scalars, the objects and arrays around them, and their paths.</summary>
sealed class JsonTree
{
    /// <summary>More different paths than any form has; further ones are read as one.</summary>
    const int MaxFields = 10_000;

    /// <summary>The other readings of the same sound, beyond this many, are read as the last.</summary>
    const int MaxVariants = 16;

    /// <summary>Bytes of a document for each scalar and each object, about: lists that need not grow.</summary>
    const int ScalarBytes = 32;
    const int NodeBytes = 100;

    /// <param name="length">Bytes of the document.</param>
    public JsonTree(int length = 0)
    {
        Scalars = new(length / ScalarBytes);
        Nodes = new(length / NodeBytes);
        Fields.Add(new(0, -1, ""));
    }

    public List<JsonScalar> Scalars { get; }

    public List<JsonTreeNode> Nodes { get; }

    public List<JsonField> Fields { get; } = [];

    /// <summary>Who is meant by an id that other records name: each id with what is said of it.</summary>
    public List<(JsonScalar Id, JsonScalar Name)> Known { get; } = [];

    /// <summary>Property names that may hold a card number.</summary>
    public List<JsonScalar> Names { get; } = [];

    /// <summary>The objects and arrays that are one side of the call each, and a hash of its name.</summary>
    public Dictionary<int, int> Sides { get; } = [];

    /// <summary>An object whose names are numbers is a list.</summary>
    public int Member(int field, ReadOnlySpan<byte> name) =>
        name.Length is > 0 and < 9 && !name.ContainsAnyExceptInRange((byte)'0', (byte)'9') ? field : Child(field, name);

    /// <summary>Where the elements of an array of other readings lie: the first has the path of the array, each other one its
    /// own.</summary>
    public int Variant(int field, int index) =>
        index == 0 || !Fields[field].Sense.IsVariants ? field : Child(field, [(byte)'#', (byte)('0' + Math.Min(index, MaxVariants))]);

    int Child(int field, ReadOnlySpan<byte> name)
    {
        if (Fields[field].Find(name) is >= 0 and var known)
        {
            return known;
        }

        if (Fields.Count >= MaxFields)
        {
            return field;
        }

        Fields.Add(new(Fields.Count, field, Encoding.UTF8.GetString(name)));
        Fields[field].Add(name, Fields.Count - 1);
        return Fields.Count - 1;
    }
}
