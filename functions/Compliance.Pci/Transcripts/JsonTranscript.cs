namespace Compliance.Pci;

/// <summary>Reads transcripts in JSON, of whatever form, into the one model.</summary>
static class JsonTranscript
{
    /// <summary>Longer texts without a space are files in base64.</summary>
    const int Blob = 512;

    /// <summary>A field of bare digits beside texts is what somebody keyed or said only if it is about as short as a card's data.</summary>
    const int CardDigits = 24;

    /// <summary>The groups of a card number may happen to grow.</summary>
    const int CardGroups = 5;

    /// <summary>More bare digits than anybody says in a call are measurements.</summary>
    const int ManyDigits = 400;

    public static (JsonReading Reading, Transcript? Transcript) Read(
        ReadOnlySpan<byte> text, CallClock clock)
    {
        var tree = new JsonTree(text.Length);
        var reading = new JsonScanner(tree).Read(text);
        return (reading, reading is JsonReading.Whole ? Of(tree, text, clock, TranscriptFamilies.Of(tree)) : null);
    }

    /// <summary>The transcript that the records of a file are.</summary>
    public static Transcript Of(
        JsonTree tree, ReadOnlySpan<byte> text, CallClock clock, TranscriptFamily? family)
    {
        ParallelArrays.Join(tree);
        TableRows.Read(tree, text);
        KeyedRecords.Read(tree);
        Revisions.Read(tree, text);
        TextTimes.Split(tree, text);
        CharOffsets.Cut(tree, text);
        var values = Values(tree, text);
        var roles = new FieldRoles(tree, values, clock, family);
        var times = new RecordTimes(tree, values, roles, clock);
        var speakers = new RecordSpeakers(tree, roles, times, text);
        var uses = tree.Fields.Select(x => Use(tree, roles, x)).ToArray();
        var named = tree.Fields.Select(x => FieldNames.KindOf(x.Name) is not null).ToArray();
        var timed = Nearest(tree, times);
        var pieces = new List<TranscriptPiece>(tree.Scalars.Count);
        var lists = new List<int>(tree.Scalars.Count);
        var inline = new List<InlineFile>();
        foreach (var scalar in tree.Scalars)
        {
            var bytes = text.Slice(scalar.Offset, scalar.Length);
            if (scalar.Kind is JsonScalarKind.Other || scalar.Length == 0 || roles.RoleOf(scalar.Field) is not TimeRole.None)
            {
                continue;
            }

            if (scalar.Length > Blob && bytes.IndexOf((byte)' ') < 0 && IsBase64(bytes))
            {
                inline.Add(new(scalar.Offset, scalar.Length, MediaType(tree, scalar.Node, text)));
                continue;
            }

            var use = scalar.Kind is JsonScalarKind.Number ? PieceUse.Number : uses[scalar.Field];
            if (use >= PieceUse.Value && scalar.Length < CardScheme.MinDigits && !named[scalar.Field])
            {
                continue;
            }

            if (use is PieceUse.Label && tree.Fields[scalar.Field].Values.IsLabel && IsShort(bytes))
            {
                // One of a few words, again and again: it holds no number, and never continues one.
                continue;
            }

            var node = scalar.Node >= 0 ? timed[scalar.Node] : -1;
            var (start, end) = node >= 0 ? times[node] : (double.NaN, double.NaN);
            pieces.Add(new(scalar.Field, speakers.Of(scalar.Node), scalar.Offset, scalar.Length, start, end, use));
            lists.Add(scalar.Node >= 0 ? tree.Nodes[scalar.Node].Parent : -1);
        }

        var joined = Subwords.Join(pieces, lists, text, tree.Fields.Count);
        pieces.AddRange(tree.Names.Select(x => new TranscriptPiece(x.Field, 0, x.Offset, x.Length, double.NaN, double.NaN,
            PieceUse.Value)));
        return new(family?.Name, [.. tree.Fields.Select(x => x.Name)], pieces, inline, family?.Margin ?? 0)
        {
            Joined = joined,
            Tree = tree,
            Speakers = speakers,
        };
    }

    /// <summary>The time that each scalar is, and the second one if it is two; NaN for others.</summary>
    internal static List<(double First, double Second)> Values(JsonTree tree, ReadOnlySpan<byte> text)
    {
        var values = new List<(double, double)>(tree.Scalars.Count);
        foreach (var scalar in tree.Scalars)
        {
            var first = tree.Fields[scalar.Field].Values.Add(text.Slice(scalar.Offset, scalar.Length), scalar.Kind, out var second);
            values.Add((first, second));
        }

        UnitObjects.Read(tree, values);
        WordPlaces.Mark(tree, values);
        return values;
    }

    static PieceUse Use(JsonTree tree, FieldRoles roles, JsonField field)
    {
        var values = field.Values;
        if (values.OnlyDigits)
        {
            var beside = field.Parent >= 0 && tree.Fields[field.Parent].Members.Any(roles.IsWorded);
            var measured = field.IsPosition || (!field.Sense.IsText && (field.Sense.IsCount || field.Sense.IsSpeaker || values.IsNumbering
                || (values.IsOrdered() && values.Count > CardGroups) || (beside && values.Digits > CardDigits)));
            return measured || values.Digits > ManyDigits ? PieceUse.Value : PieceUse.Speech;
        }

        var label = values.IsLabel || (field.Sense.IsLabel && !roles.IsWorded(field.Id));
        return field.Sense.IsSpeaker || (label && !field.Sense.IsText) ? PieceUse.Label : PieceUse.Speech;
    }

    /// <summary>For every record the nearest around it, or itself, that has a time.</summary>
    static int[] Nearest(JsonTree tree, RecordTimes times)
    {
        var nearest = new int[tree.Nodes.Count];
        for (var i = 0; i < nearest.Length; i++)
        {
            nearest[i] = times.HasTime(i) ? i : tree.Nodes[i].Parent >= 0 ? nearest[tree.Nodes[i].Parent] : -1;
        }

        return nearest;
    }

    /// <summary>Too short for a card number, and nothing that stands for something else.</summary>
    static bool IsShort(ReadOnlySpan<byte> text) =>
        text.Length < CardScheme.MinDigits && text.IndexOfAny((byte)'\\', (byte)'&', (byte)'%') < 0;

    static bool IsBase64(ReadOnlySpan<byte> text)
    {
        foreach (var character in text)
        {
            if (!char.IsAsciiLetterOrDigit((char)character)
                && character is not ((byte)'+' or (byte)'/' or (byte)'-' or (byte)'_' or (byte)'='
                or (byte)'\\' or (byte)'r' or (byte)'n'))
            {
                return false;
            }
        }

        return text.ContainsAnyInRange((byte)'A', (byte)'Z') && text.IndexOf("\\u"u8) < 0;
    }

    static string MediaType(JsonTree tree, int node, ReadOnlySpan<byte> text)
    {
        for (var i = node < 0 ? 0 : tree.Nodes[node].First; node >= 0 && i < tree.Nodes[node].End; i++)
        {
            if (tree.Fields[tree.Scalars[i].Field].Name is "mediatype" or "mimetype" or "mimeType" or "contentType" or "content_type")
            {
                return System.Text.Encoding.UTF8.GetString(text.Slice(tree.Scalars[i].Offset, tree.Scalars[i].Length));
            }
        }

        return "";
    }
}
