using System.Globalization;
using System.Security.Cryptography;
using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>The head of a tree (C2SP tlog-checkpoint) in three lines: origin, size and root hash in base64.</summary>
/// <param name="Size">Number of entries in the tree.</param>
/// <param name="Root">32 bytes.</param>
public sealed record Checkpoint(string Origin, long Size, ReadOnlyMemory<byte> Root)
{
    /// <summary>The origin of a tenant's log, which is also the name of its key in notes.</summary>
    public static string OriginOf(TenantId tenant) => $"serverless-compliance/{tenant}/audit";

    /// <summary>The text of the note.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Convert.ToBase64String(Root.Span)}\n");

    /// <summary>Parses the text of a note. Lines after the third would be extensions, which this log does not use.</summary>
    /// <exception cref="FormatException">The text is not a checkpoint.</exception>
    public static Checkpoint Parse(string text)
    {
        if (text.Split('\n') is not [{ Length: > 0 } origin, var size, var root, ""]
            || !long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number.ToString(CultureInfo.InvariantCulture) != size
            || Convert.FromBase64String(root) is not { Length: MerkleHash.Length } hash)
        {
            throw new FormatException("The text is not a checkpoint.");
        }

        return new Checkpoint(origin, number, hash);
    }

    /// <summary>Parses a checkpoint that at least one of the given keys has signed.</summary>
    /// <param name="origin">Origin of the expected log.</param>
    /// <param name="keys">P-256 public keys.</param>
    /// <exception cref="FormatException">The note is not a checkpoint of that log, or none of the keys signed it.</exception>
    public static Checkpoint Open(ReadOnlySpan<byte> note, string origin, IEnumerable<ECParameters> keys)
    {
        var signed = SignedNote.Parse(note);
        if (!signed.IsSignedBy(origin, keys))
        {
            throw new FormatException("No key of this log signed the checkpoint.");
        }

        var checkpoint = Parse(signed.Text);
        return checkpoint.Origin == origin ? checkpoint : throw new FormatException("The checkpoint belongs to another log.");
    }
}
