using System.Security.Cryptography;
using System.Text;

namespace Compliance.TestKit;

/// <summary>
/// A verifier written from C2SP's signed-note, tlog-checkpoint and tlog-tiles and from RFC 6962's definitions alone. It shares no code
/// with what it verifies: it gets bytes by their URL paths, and the log's public keys.
/// </summary>
public sealed class TlogVerifier(string origin, IReadOnlyList<ECParameters> keys, Func<string, Task<byte[]?>> fetch)
{
    /// <summary>RFC 6962, 2.1, as it is written there.</summary>
    public static byte[] Mth(IReadOnlyList<byte[]> d) => d.Count switch
    {
        0 => SHA256.HashData([]),
        1 => SHA256.HashData([0, .. d[0]]),
        _ => Inner(Mth([.. d.Take(K(d.Count))]), Mth([.. d.Skip(K(d.Count))])),
    };

    /// <summary>RFC 6962, 2.1.1: PATH(m, D[n]).</summary>
    public static IReadOnlyList<byte[]> Path(int m, IReadOnlyList<byte[]> d)
    {
        if (d.Count == 1)
        {
            return [];
        }

        var k = K(d.Count);
        return m < k
            ? [.. Path(m, [.. d.Take(k)]), Mth([.. d.Skip(k)])]
            : [.. Path(m - k, [.. d.Skip(k)]), Mth([.. d.Take(k)])];
    }

    /// <summary>RFC 6962, 2.1.2: PROOF(m, D[n]).</summary>
    public static IReadOnlyList<byte[]> Proof(int m, IReadOnlyList<byte[]> d) => Subproof(m, d, complete: true);

    /// <summary>The origin's note, checked: size and root.</summary>
    public (long Size, byte[] Root) ReadCheckpoint(byte[] note)
    {
        var text = new UTF8Encoding(false, true).GetString(note);
        Assert.DoesNotContain(text, x => x < 0x20 && x != '\n');
        var end = text.LastIndexOf("\n\n", StringComparison.Ordinal) + 1;
        Assert.True(end > 0 && text[^1] == '\n');
        var body = text[..end];

        var known = keys.Select(ECDsa.Create).ToDictionary(x => Convert.ToHexString(SHA256.HashData(x.ExportSubjectPublicKeyInfo())[..4]));
        var verified = 0;
        foreach (var line in text[(end + 1)..^1].Split('\n'))
        {
            var parts = line.Split(' ');
            Assert.Equal(3, parts.Length);
            Assert.Equal("\u2014", parts[0]);
            var blob = Convert.FromBase64String(parts[2]);
            if (parts[1] == origin && known.TryGetValue(Convert.ToHexString(blob[..4]), out var ecdsa))
            {
                Assert.True(ecdsa.VerifyData(
                    Encoding.UTF8.GetBytes(body), blob.AsSpan(4), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
                verified++;
            }
        }

        Assert.True(verified > 0, "No signature of the key.");
        var lines = body.Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.Equal(origin, lines[0]);
        Assert.Matches("^(0|[1-9][0-9]*)$", lines[1]);
        var root = Convert.FromBase64String(lines[2]);
        Assert.Equal(32, root.Length);
        return (long.Parse(lines[1], System.Globalization.CultureInfo.InvariantCulture), root);
    }

    /// <summary>Fetches every tile and every bundle of a tree and holds them against one another and the root.</summary>
    /// <returns>The entries.</returns>
    public async Task<IReadOnlyList<byte[]>> ReadTreeAsync(long size, byte[] root)
    {
        var entries = new List<byte[]>();
        var below = new List<byte[]>();
        for (long n = 0; n * 256 < size; n++)
        {
            var width = (int)Math.Min(256, size - (n * 256));
            entries.AddRange(Unpack(await GetAsync($"entries/{Number(n)}{Suffix(width)}"), width));
        }

        below.AddRange(entries.Select(x => SHA256.HashData([0, .. x])));
        Assert.Equal(root, Fold(below));
        for (var level = 0; below.Count > 0; level++)
        {
            var above = new List<byte[]>();
            for (var n = 0; n * 256 < below.Count; n++)
            {
                var here = below.Skip(n * 256).Take(256).ToList();
                Assert.Equal(here.SelectMany(x => x), await GetAsync($"{level}/{Number(n)}{Suffix(here.Count)}"));
                if (here.Count == 256)
                {
                    above.Add(Fold(here));
                }
            }

            below = above;
        }

        return entries;
    }

    /// <summary>The root that an audit path gives, by the recursion that defines the path.</summary>
    public static byte[] RootFrom(byte[] leafHash, long m, long n, IReadOnlyList<byte[]> path)
    {
        if (n == 1)
        {
            Assert.Empty(path);
            return leafHash;
        }

        long k = 1;
        while (k * 2 < n)
        {
            k *= 2;
        }

        byte[][] rest = [.. path.SkipLast(1)];
        return m < k ? Inner(RootFrom(leafHash, m, k, rest), path[^1]) : Inner(path[^1], RootFrom(leafHash, m - k, n - k, rest));
    }

    /// <summary>Whether a consistency proof gives both roots, by the recursion that defines it.</summary>
    public static bool IsConsistent(long m, byte[] oldRoot, long n, byte[] newRoot, IReadOnlyList<byte[]> proof)
    {
        var rest = new Queue<byte[]>(proof);
        var (old, @new) = Roots(m, n, complete: true);
        return rest.Count == 0 && old.SequenceEqual(oldRoot) && @new.SequenceEqual(newRoot);

        (byte[] Old, byte[] New) Roots(long m, long n, bool complete)
        {
            if (m == n)
            {
                var same = complete ? oldRoot : rest.Dequeue();
                return (same, same);
            }

            long k = 1;
            while (k * 2 < n)
            {
                k *= 2;
            }

            if (m <= k)
            {
                var (left, grown) = Roots(m, k, complete);
                return (left, Inner(grown, rest.Dequeue()));
            }

            var (oldRight, newRight) = Roots(m - k, n - k, complete: false);
            var shared = rest.Dequeue();
            return (Inner(shared, oldRight), Inner(shared, newRight));
        }
    }

    static IReadOnlyList<byte[]> Subproof(int m, IReadOnlyList<byte[]> d, bool complete)
    {
        if (m == d.Count)
        {
            return complete ? [] : [Mth(d)];
        }

        var k = K(d.Count);
        return m <= k
            ? [.. Subproof(m, [.. d.Take(k)], complete), Mth([.. d.Skip(k)])]
            : [.. Subproof(m - k, [.. d.Skip(k)], complete: false), Mth([.. d.Take(k)])];
    }

    static int K(int n)
    {
        var k = 1;
        while (k * 2 < n)
        {
            k *= 2;
        }

        return k;
    }

    // MTH over leaf hashes that are known.
    static byte[] Fold(IReadOnlyList<byte[]> hashes) => hashes.Count == 1
        ? hashes[0]
        : Inner(Fold([.. hashes.Take(K(hashes.Count))]), Fold([.. hashes.Skip(K(hashes.Count))]));

    static byte[] Inner(byte[] left, byte[] right) => SHA256.HashData([1, .. left, .. right]);

    static IEnumerable<byte[]> Unpack(byte[] bundle, int expected)
    {
        var count = 0;
        for (var at = 0; at < bundle.Length; count++)
        {
            var length = (bundle[at] << 8) | bundle[at + 1];
            yield return bundle[(at + 2)..(at + 2 + length)];
            at += 2 + length;
        }

        Assert.Equal(expected, count);
    }

    async Task<byte[]> GetAsync(string tile)
    {
        var content = await fetch($"tile/{tile}");
        Assert.True(content is not null, $"tile/{tile} is not there.");
        return content;
    }

    static string Suffix(int width) => width == 256 ? "" : $".p/{width}";

    // 1234067 is x001/x234/067.
    static string Number(long n)
    {
        var digits = n.ToString(System.Globalization.CultureInfo.InvariantCulture);
        digits = digits.PadLeft((digits.Length + 2) / 3 * 3, '0');
        var groups = digits.Chunk(3).Select(x => new string(x)).ToArray();
        return string.Join('/', groups.Select((x, i) => i < groups.Length - 1 ? "x" + x : x));
    }
}
