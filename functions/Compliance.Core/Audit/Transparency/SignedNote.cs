using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Compliance.Audit;

/// <param name="Name">Name of the key.</param>
/// <param name="KeyId">Selects a key; proves nothing.</param>
public sealed record NoteSignature(string Name, uint KeyId, ReadOnlyMemory<byte> Signature);

/// <summary>
/// A C2SP signed note: text, an empty line, and signature lines <c>— name base64(key id ‖ signature)</c>. Signatures are of type 0x02:
/// ECDSA P-256 over SHA-256 of the text, DER; the key id is the first 4 bytes of SHA-256 of the public key (SPKI, DER).
/// </summary>
/// <param name="Text">Includes its last newline.</param>
public sealed record SignedNote(string Text, IReadOnlyList<NoteSignature> Signatures)
{
    const int MostSignatures = 16;
    const string Dash = "\u2014 ";

    static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="FormatException">The bytes are not a signed note.</exception>
    public static SignedNote Parse(ReadOnlySpan<byte> note)
    {
        string all;
        try
        {
            all = Utf8.GetString(note);
        }
        catch (DecoderFallbackException malformed)
        {
            throw new FormatException("The note is not valid UTF-8.", malformed);
        }

        var gap = all.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (gap < 0 || gap + 2 == all.Length || !all.EndsWith('\n') || all.Any(x => x < ' ' && x != '\n'))
        {
            throw new FormatException("The text is not a signed note.");
        }

        var signatures = all[(gap + 2)..^1].Split('\n').Select(ParseSignature).ToArray();
        return signatures.Length <= MostSignatures
            ? new SignedNote(all[..(gap + 1)], signatures)
            : throw new FormatException("The note has too many signatures.");
    }

    public byte[] ToUtf8()
    {
        var note = new StringBuilder(Text).Append('\n');
        foreach (var signature in Signatures)
        {
            var bytes = new byte[sizeof(uint) + signature.Signature.Length];
            BinaryPrimitives.WriteUInt32BigEndian(bytes, signature.KeyId);
            signature.Signature.Span.CopyTo(bytes.AsSpan(sizeof(uint)));
            note.Append(Dash).Append(signature.Name).Append(' ').Append(Convert.ToBase64String(bytes)).Append('\n');
        }

        return Utf8.GetBytes(note.ToString());
    }

    /// <summary>The key id of a P-256 key.</summary>
    public static uint KeyIdOf(ECParameters key)
    {
        using var ecdsa = ECDsa.Create(key);
        return BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(ecdsa.ExportSubjectPublicKeyInfo()));
    }

    /// <summary>
    /// True if a key of that name signed the note. Signatures of other names and ids are ignored; a failed signature of a given key
    /// invalidates the note (signed-note, Signatures).
    /// </summary>
    public bool IsSignedBy(string name, IEnumerable<ECParameters> keys)
    {
        var known = keys.ToLookup(KeyIdOf);
        var judged = Signatures.Where(x => x.Name == name && known.Contains(x.KeyId)).ToList();
        return judged.Count > 0 && judged.All(x => known[x.KeyId].Any(key => Holds(key, x.Signature)));
    }

    bool Holds(ECParameters key, ReadOnlyMemory<byte> signature)
    {
        using var ecdsa = ECDsa.Create(key);
        return ecdsa.VerifyData(
            Utf8.GetBytes(Text), signature.Span, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    static NoteSignature ParseSignature(string line)
    {
        var parts = line.StartsWith(Dash, StringComparison.Ordinal) ? line[Dash.Length..].Split(' ') : [];
        if (parts is not [{ Length: > 0 } name, { Length: > 0 } encoded]
            || name.Contains('+', StringComparison.Ordinal)
            || name.Any(char.IsWhiteSpace))
        {
            throw new FormatException("A signature line of the note is malformed.");
        }

        var bytes = Convert.FromBase64String(encoded);
        return bytes.Length > sizeof(uint)
            ? new NoteSignature(name, BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes.AsMemory(sizeof(uint)))
            : throw new FormatException("A signature of the note is too short.");
    }
}
