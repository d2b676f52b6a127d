using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Compliance.Pci;

/// <summary>Sound inside a text file, in Base64 (RFC 4648): a vCon's recording, a message's attachment.</summary>
/// <param name="Offset">Of the first character, in bytes of the file.</param>
/// <param name="Length">Characters.</param>
/// <param name="Url">The alphabet is that of URLs.</param>
/// <param name="Escaped">Characters are escaped, so that the text can't be replaced by one of the same length.</param>
public sealed record InlinePart(long Offset, long Length, bool Url, bool Escaped);

/// <summary>Changes to the sound inside a text file.</summary>
public sealed record GateInlinePlan(InlinePart Part, WavLayout Wav, IReadOnlyList<GateMask> Masks, IReadOnlyList<GateEdit> Edits);

/// <summary>Finds sound inside text files by how it begins, or by the media type before it.</summary>
static class InlineSound
{
    const int MinCharacters = 1024;
    const int HeadCharacters = 64;
    const int ContextBytes = 256;
    const int BlockBytes = 64 * 1024;

    static readonly SearchValues<byte> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=\\"u8);

    static readonly SearchValues<byte> Before = SearchValues.Create("\","u8);

    public static async Task<IReadOnlyList<InlinePart>> FindAsync(GateFile file, CancellationToken cancellationToken)
    {
        await using var stream = await file.OpenAsync(cancellationToken);
        var found = new List<InlinePart>();
        var (block, offset) = (new byte[ContextBytes + BlockBytes], -(long)ContextBytes);
        var run = new Run();
        int got;
        while ((got = await stream.ReadAtLeastAsync(block.AsMemory(ContextBytes), BlockBytes, false, cancellationToken)) > 0)
        {
            Scan(block.AsSpan(0, ContextBytes + got), offset, run, found);
            block.AsSpan(got, ContextBytes).ToArray().CopyTo(block, 0);
            offset += got;
        }

        run.End(found);
        return found;
    }

    /// <summary>The part as a file of its own.</summary>
    public static GateFile FileOf(GateFile file, InlinePart part) => new(
        file.Ordinal,
        file.Name,
        "audio/*",
        part.Length / 4 * 3,
        async token =>
        {
            var clear = await file.OpenAsync(token);
            var skip = new byte[BlockBytes];
            for (var left = part.Offset; left > 0;)
            {
                var got = await clear.ReadAsync(skip.AsMemory(0, (int)Math.Min(left, skip.Length)), token);
                left -= got > 0 ? got : left;
            }

            return new Base64Stream(clear, part.Length, ownsText: true);
        });

    static void Scan(ReadOnlySpan<byte> block, long offset, Run run, List<InlinePart> found)
    {
        for (var at = ContextBytes; at < block.Length;)
        {
            if (!run.Open)
            {
                // Nothing that ends before it is long enough begins here.
                var end = at + MinCharacters < block.Length ? block.Slice(at, MinCharacters).LastIndexOfAnyExcept(Alphabet) : -1;
                at += end > 0 ? end : 0;
                var next = block[at..].IndexOfAny(Before);
                if (next < 0)
                {
                    return;
                }

                at += next + 1;
                run.Begin(offset + at, block[(at - ContextBytes)..at]);
            }

            var length = block[at..].IndexOfAnyExcept(Alphabet);
            run.Add(length < 0 ? block[at..] : block.Slice(at, length));
            at += length < 0 ? block.Length - at : length;
            if (length >= 0)
            {
                run.End(found);
            }
        }
    }

    sealed class Run
    {
        readonly List<byte> head = [];
        byte[] context = [];
        long start;
        long length;
        bool escaped;
        bool url;

        public bool Open { get; private set; }

        public void Begin(long at, ReadOnlySpan<byte> before)
        {
            (Open, start, length, escaped, url) = (true, at, 0, false, false);
            context = before.ToArray();
            head.Clear();
        }

        public void Add(ReadOnlySpan<byte> characters)
        {
            length += characters.Length;
            escaped |= characters.Contains((byte)'\\');
            url |= characters.ContainsAny((byte)'-', (byte)'_');
            foreach (var x in characters[..Math.Min(characters.Length, HeadCharacters - head.Count)])
            {
                head.Add(x);
            }
        }

        public void End(List<InlinePart> found)
        {
            if (Open && length >= MinCharacters && (IsSound(Decoded()) || SaysSound()))
            {
                found.Add(new(start, length, url, escaped));
            }

            Open = false;
        }

        static bool IsSound(ReadOnlySpan<byte> bytes) =>
            bytes.StartsWith("RIFF"u8) || bytes.StartsWith("RF64"u8) || bytes.StartsWith("OggS"u8) || bytes.StartsWith("fLaC"u8)
            || bytes.StartsWith("ID3"u8) || bytes.StartsWith("#!AMR"u8) || bytes.StartsWith((ReadOnlySpan<byte>)[0x1A, 0x45, 0xDF, 0xA3])
            || (bytes.Length > 8 && bytes[4..].StartsWith("ftyp"u8)) || (Mp3Frame.LengthOf(bytes) is not null);

        bool SaysSound()
        {
            var text = Encoding.Latin1.GetString(context);
            return text.Contains("audio/", StringComparison.OrdinalIgnoreCase)
                || text.Contains("audio\\/", StringComparison.OrdinalIgnoreCase)
                || text.Contains("video/", StringComparison.OrdinalIgnoreCase)
                || text.Contains("video\\/", StringComparison.OrdinalIgnoreCase);
        }

        byte[] Decoded()
        {
            byte[] plain = [.. head.Where(x => x != '\\').Select(Base64Stream.Standard)];
            var bytes = new byte[HeadCharacters];
            Base64.DecodeFromUtf8(plain.AsSpan(0, plain.Length / 4 * 4), bytes, out _, out var count, isFinalBlock: false);
            return bytes[..count];
        }
    }
}
