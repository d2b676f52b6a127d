using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Compliance.TestKit;

/// <summary>
/// A witness written from C2SP's tlog-witness and tlog-cosignature alone, for one log. It shares no code with what it witnesses.
/// </summary>
/// <param name="keys">Public keys of the log, asked for at each call.</param>
public sealed class TestWitness(string origin, Func<Task<IReadOnlyList<ECParameters>>> keys, string name = "witness.example/test")
{
    readonly byte[] secret = RandomNumberGenerator.GetBytes(Ed25519.SecretKeySize);
    readonly Lock turn = new();

    /// <summary>Entries of the largest checkpoint that it cosigned.</summary>
    public long Size { get; private set; }

    public byte[] Root { get; private set; } = [];

    public int Calls { get; private set; }

    /// <summary>Its verifier key (C2SP signed-note, Verifier keys).</summary>
    public string Key => $"{name}+{Convert.ToHexStringLower(KeyId)}+{Convert.ToBase64String([4, .. Public])}";

    byte[] KeyId => SHA256.HashData([.. Encoding.UTF8.GetBytes(name), 10, 4, .. Public])[..4];

    byte[] Public
    {
        get
        {
            var key = new byte[Ed25519.PublicKeySize];
            Ed25519.GeneratePublicKey(secret, 0, key, 0);
            return key;
        }
    }

    /// <summary>Answers <c>add-checkpoint</c>: status and body.</summary>
    public async Task<(int Status, string Text)> AnswerAsync(byte[] body)
    {
        var known = await keys();
        lock (turn)
        {
            Calls++;
            return Judge(body, known);
        }
    }

    (int Status, string Text) Judge(byte[] body, IReadOnlyList<ECParameters> known)
    {
        var text = Encoding.UTF8.GetString(body);
        var gap = text.IndexOf("\n\n", StringComparison.Ordinal);
        var head = text[..gap].Split('\n');
        var note = text[(gap + 2)..];
        var old = long.Parse(head[0]["old ".Length..], CultureInfo.InvariantCulture);
        if (!note.StartsWith(origin + "\n", StringComparison.Ordinal))
        {
            return (404, "");
        }

        var (size, root) = new TlogVerifier(origin, known, _ => Task.FromResult<byte[]?>(null)).ReadCheckpoint(Encoding.UTF8.GetBytes(note));
        if (old > size)
        {
            return (400, "");
        }

        if (old != Size || (old == size && !root.SequenceEqual(Root)))
        {
            return (409, $"{Size}\n");
        }

        byte[][] proof = [.. head[1..].Select(Convert.FromBase64String)];
        if (old is 0 || old == size ? proof.Length > 0 : !TlogVerifier.IsConsistent(old, Root, size, root, proof))
        {
            return (422, "");
        }

        (Size, Root) = (size, root);
        return (200, Cosign(note[..(note.IndexOf("\n\n", StringComparison.Ordinal) + 1)]));
    }

    string Cosign(string text)
    {
        var time = (ulong)TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var message = Encoding.UTF8.GetBytes($"cosignature/v1\ntime {time}\n{text}");
        var cosignature = new byte[8 + Ed25519.SignatureSize];
        BinaryPrimitives.WriteUInt64BigEndian(cosignature, time);
        Ed25519.Sign(secret, 0, message, 0, message.Length, cosignature, 8);
        return $"\u2014 {name} {Convert.ToBase64String([.. KeyId, .. cosignature])}\n";
    }
}
