using System.Globalization;
using System.Security.Cryptography;
using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>A tree's head (C2SP tlog-checkpoint): three lines, origin, size and root hash in base64.</summary>
/// <param name="Size">Entries in the tree.</param>
/// <param name="Root">32 bytes.</param>
public sealed record Checkpoint(string Origin, long Size, ReadOnlyMemory<byte> Root)
{
    /// <summary>The origin of a tenant's log, and the name of its key in notes.</summary>
    public static string OriginOf(TenantId tenant) => $"serverless-compliance/{tenant}/audit";

    /// <summary>The note's text.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Convert.ToBase64String(Root.Span)}\n");

    /// <summary>Reads a note's text; lines after the third would be extensions, which this log has none of.</summary>
    /// <exception cref="FormatException">Not a checkpoint.</exception>
    public static Checkpoint Parse(string text)
    {
        if (text.Split('\n') is not [{ Length: > 0 } origin, var size, var root, ""]
            || !long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number.ToString(CultureInfo.InvariantCulture) != size
            || Convert.FromBase64String(root) is not { Length: MerkleHash.Length } hash)
        {
            throw new FormatException("The text is no checkpoint.");
        }

        return new Checkpoint(origin, number, hash);
    }

    /// <summary>Reads a signed checkpoint that one of these keys vouches for.</summary>
    /// <param name="origin">The log that is meant.</param>
    /// <param name="keys">P-256 public keys.</param>
    /// <exception cref="FormatException">Not a checkpoint of that log, or none of the keys signed it.</exception>
    public static Checkpoint Open(ReadOnlySpan<byte> note, string origin, IEnumerable<ECParameters> keys)
    {
        var signed = SignedNote.Parse(note);
        if (!signed.IsSignedBy(origin, keys))
        {
            throw new FormatException("The checkpoint is not signed by a key of this log.");
        }

        var checkpoint = Parse(signed.Text);
        return checkpoint.Origin == origin ? checkpoint : throw new FormatException("The checkpoint is another log's.");
    }
}
