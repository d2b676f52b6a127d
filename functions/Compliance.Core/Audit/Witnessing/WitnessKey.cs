using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Compliance.Audit;

/// <summary>
/// A witness's Ed25519 key (C2SP tlog-cosignature), written as a verifier key:
/// <c>{name}+{key id, 8 hex digits}+{base64 of 0x04 ‖ 32 bytes}</c>.
/// </summary>
public sealed class WitnessKey
{
    const byte CosignatureType = 0x04;
    const int TimeLength = sizeof(ulong);
    const int MostNameCharacters = 200;

    readonly byte[] key;

    WitnessKey(string name, byte[] key)
    {
        (Name, this.key) = (name, key);
        KeyId = BinaryPrimitives.ReadUInt32BigEndian(
            SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', CosignatureType, .. key]));
    }

    public string Name { get; }

    public uint KeyId { get; }

    public static bool TryParse(string text, [NotNullWhen(true)] out WitnessKey? key)
    {
        key = null;
        var bytes = new byte[1 + Ed25519.PublicKeySize];
        if (text.Split('+', 3) is not [{ Length: > 0 and <= MostNameCharacters } name, { Length: 8 } id, var encoded]
            || name.Any(x => char.IsWhiteSpace(x) || char.IsControl(x))
            || !Convert.TryFromBase64String(encoded, bytes, out var written)
            || written != bytes.Length
            || bytes[0] != CosignatureType)
        {
            return false;
        }

        key = new WitnessKey(name, bytes[1..]);
        return id == key.KeyId.ToString("x8", CultureInfo.InvariantCulture);
    }

    /// <summary>The cosignatures of a checkpoint that this key made; those of other keys are left out.</summary>
    public IReadOnlyList<NoteSignature> Of(SignedNote note) =>
        [.. note.Signatures.Where(x => x.Name == Name && x.KeyId == KeyId && IsSigned(note.Text, x.Signature.Span))];

    bool IsSigned(string text, ReadOnlySpan<byte> cosignature)
    {
        if (cosignature.Length != TimeLength + Ed25519.SignatureSize)
        {
            return false;
        }

        var message = Message(text, BinaryPrimitives.ReadUInt64BigEndian(cosignature));
        return Ed25519.Verify(cosignature[TimeLength..].ToArray(), 0, key, 0, message, 0, message.Length);
    }

    /// <summary>What an Ed25519 cosignature signs.</summary>
    /// <param name="time">POSIX time.</param>
    internal static byte[] Message(string text, ulong time) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"cosignature/v1\ntime {time}\n{text}"));
}
