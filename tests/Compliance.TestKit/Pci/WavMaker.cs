using System.Buffers.Binary;
using System.Text;
using Compliance.Pci;

namespace Compliance.TestKit;

/// <summary>Makes WAV files, well-formed and as live recorders leave them.</summary>
sealed class WavMaker
{
    readonly List<(string Id, byte[] Content, uint? Size)> chunks = [];

    public string Form { get; init; } = "RIFF";

    public uint? RiffSize { get; init; }

    public static byte[] Simple(SampleEncoding encoding, int channels, int rate, double[] samples) =>
        new WavMaker().Format(encoding, channels, rate).Data(Encode(encoding, samples)).Bytes();

    public WavMaker Chunk(string id, byte[] content, uint? size = null)
    {
        chunks.Add((id, content, size));
        return this;
    }

    public WavMaker Format(SampleEncoding encoding, int channels, int rate, bool extensible = false, ushort? align = null)
    {
        var size = SampleCodec.BytesOf(encoding);
        var tag = (ushort)(encoding switch
        {
            SampleEncoding.Float32 or SampleEncoding.Float64 => 3,
            SampleEncoding.ALaw => 6,
            SampleEncoding.MuLaw => 7,
            _ => 1,
        });
        var chunk = new byte[extensible ? 40 : 16];
        BinaryPrimitives.WriteUInt16LittleEndian(chunk, extensible ? (ushort)0xFFFE : tag);
        BinaryPrimitives.WriteUInt16LittleEndian(chunk.AsSpan(2), (ushort)channels);
        BinaryPrimitives.WriteInt32LittleEndian(chunk.AsSpan(4), rate);
        BinaryPrimitives.WriteInt32LittleEndian(chunk.AsSpan(8), rate * size * channels);
        BinaryPrimitives.WriteUInt16LittleEndian(chunk.AsSpan(12), align ?? (ushort)(size * channels));
        BinaryPrimitives.WriteUInt16LittleEndian(chunk.AsSpan(14), (ushort)(size * 8));
        if (extensible)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(chunk.AsSpan(16), 22);
            BinaryPrimitives.WriteUInt16LittleEndian(chunk.AsSpan(18), (ushort)(size * 8));
            BinaryPrimitives.WriteUInt16LittleEndian(chunk.AsSpan(24), tag);
        }

        return Chunk("fmt ", chunk);
    }

    public WavMaker Data(byte[] samples, uint? size = null) => Chunk("data", samples, size);

    public byte[] Bytes()
    {
        using var file = new MemoryStream();
        file.Write(new byte[12]);
        foreach (var (id, content, size) in chunks)
        {
            var header = new byte[8];
            Encoding.ASCII.GetBytes(id).CopyTo(header, 0);
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), size ?? (uint)content.Length);
            file.Write(header);
            file.Write(content);
            if (content.Length % 2 == 1)
            {
                file.WriteByte(0);
            }
        }

        var bytes = file.ToArray();
        Encoding.ASCII.GetBytes(Form).CopyTo(bytes, 0);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), RiffSize ?? (uint)(bytes.Length - 8));
        Encoding.ASCII.GetBytes("WAVE").CopyTo(bytes, 8);
        return bytes;
    }

    public static byte[] Encode(SampleEncoding encoding, double[] samples)
    {
        var size = SampleCodec.BytesOf(encoding);
        var bytes = new byte[samples.Length * size];
        for (var i = 0; i < samples.Length; i++)
        {
            var at = bytes.AsSpan(i * size, size);
            var value = Math.Clamp(samples[i], -1, 0.9999);
            switch (encoding)
            {
                case SampleEncoding.Pcm8:
                    at[0] = (byte)(128 + Math.Round(value * 127));
                    break;
                case SampleEncoding.Pcm16:
                    BinaryPrimitives.WriteInt16LittleEndian(at, (short)(value * 32767));
                    break;
                case SampleEncoding.Pcm24:
                    var wide = (int)(value * 8388607);
                    (at[0], at[1], at[2]) = ((byte)wide, (byte)(wide >> 8), (byte)(wide >> 16));
                    break;
                case SampleEncoding.Pcm32:
                    BinaryPrimitives.WriteInt32LittleEndian(at, (int)(value * int.MaxValue));
                    break;
                case SampleEncoding.Float32:
                    BinaryPrimitives.WriteSingleLittleEndian(at, (float)value);
                    break;
                case SampleEncoding.Float64:
                    BinaryPrimitives.WriteDoubleLittleEndian(at, value);
                    break;
                case SampleEncoding.ALaw:
                    at[0] = G711.EncodeALaw((int)(value * 32767));
                    break;
                default:
                    at[0] = G711.EncodeMuLaw((int)(value * 32767));
                    break;
            }
        }

        return bytes;
    }

    /// <summary>Interleaved noise, loud enough to count as content, different on every channel.</summary>
    public static double[] Noise(int frames, int channels, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, frames * channels).Select(_ => (random.NextDouble() - 0.5) * 0.5)];
    }
}
