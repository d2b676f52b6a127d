using System.Buffers.Binary;
using System.Text;

namespace Compliance.SubjectRequests;

/// <summary>Records of the ZIP format (PKWARE APPNOTE 6.3.10), little-endian.</summary>
static class ZipFormat
{
    const ushort Utf8Names = 1 << 11;
    const ushort SizesFollow = 1 << 3;
    const ushort Plain = 20;
    const ushort Zip64 = 45;

    /// <summary>Made on Unix: the upper half of the attributes is a file mode.</summary>
    const ushort MadeBy = (3 << 8) | Zip64;
    const uint ReadableFile = 0x81A4u << 16;
    const ushort Zip64Field = 1;

    public static byte[] LocalHeader(ZipEntry entry)
    {
        var name = Encoding.UTF8.GetBytes(entry.Path);
        var header = new Record(30 + name.Length + (entry.Wide ? 20 : 0));
        header.UInt32(0x04034B50).UInt16(entry.Wide ? Zip64 : Plain).UInt16(Flags(entry)).UInt16(Method(entry)).UInt32(DosTime(entry.At));
        header.UInt32(entry.Streamed ? 0 : entry.Crc32);
        header.UInt32(entry.Wide ? uint.MaxValue : entry.Streamed ? 0 : (uint)entry.Packed);
        header.UInt32(entry.Wide ? uint.MaxValue : entry.Streamed ? 0 : (uint)entry.Size);
        header.UInt16((ushort)name.Length).UInt16(entry.Wide ? (ushort)20 : (ushort)0).Bytes(name);
        if (entry.Wide)
        {
            header.UInt16(Zip64Field).UInt16(16).UInt64(entry.Streamed ? 0 : entry.Size).UInt64(entry.Streamed ? 0 : entry.Packed);
        }

        return header.Written;
    }

    /// <summary>The record after the content of an entry whose sizes were not known beforehand.</summary>
    public static byte[] Descriptor(ZipEntry entry)
    {
        var record = new Record(entry.Wide ? 24 : 16).UInt32(0x08074B50).UInt32(entry.Crc32);
        return (entry.Wide
            ? record.UInt64(entry.Packed).UInt64(entry.Size)
            : record.UInt32((uint)entry.Packed).UInt32((uint)entry.Size)).Written;
    }

    /// <param name="offset">Offset of the local header in the whole ZIP.</param>
    public static byte[] DirectoryHeader(ZipEntry entry, long offset)
    {
        var name = Encoding.UTF8.GetBytes(entry.Path);
        long?[] wide = [Wide(entry.Size, entry.Wide), Wide(entry.Packed, entry.Wide), Wide(offset, always: false)];
        var values = wide.Count(x => x is not null);
        var extra = values > 0 ? 4 + (values * 8) : 0;
        var header = new Record(46 + name.Length + extra);
        header.UInt32(0x02014B50).UInt16(MadeBy).UInt16(values > 0 ? Zip64 : Plain).UInt16(Flags(entry)).UInt16(Method(entry));
        header.UInt32(DosTime(entry.At)).UInt32(entry.Crc32).UInt32(Narrow(entry.Packed, wide[1])).UInt32(Narrow(entry.Size, wide[0]));
        header.UInt16((ushort)name.Length).UInt16((ushort)extra).UInt16(0).UInt16(0).UInt16(0).UInt32(ReadableFile);
        header.UInt32(Narrow(offset, wide[2])).Bytes(name);
        if (values > 0)
        {
            header.UInt16(Zip64Field).UInt16((ushort)(values * 8));
            foreach (var value in wide)
            {
                if (value is { } number)
                {
                    header.UInt64(number);
                }
            }
        }

        return header.Written;
    }

    /// <summary>The end record, preceded by its 64-bit form if a number needs it.</summary>
    public static byte[] End(long count, long directoryOffset, long directoryLength)
    {
        var wide = count >= ushort.MaxValue || directoryOffset >= uint.MaxValue || directoryLength >= uint.MaxValue;
        var end = new Record(22 + (wide ? 76 : 0));
        if (wide)
        {
            end.UInt32(0x06064B50).UInt64(44).UInt16(MadeBy).UInt16(Zip64).UInt32(0).UInt32(0);
            end.UInt64(count).UInt64(count).UInt64(directoryLength).UInt64(directoryOffset);
            end.UInt32(0x07064B50).UInt32(0).UInt64(directoryOffset + directoryLength).UInt32(1);
        }

        end.UInt32(0x06054B50).UInt16(0).UInt16(0);
        end.UInt16((ushort)Math.Min(count, ushort.MaxValue)).UInt16((ushort)Math.Min(count, ushort.MaxValue));
        end.UInt32((uint)Math.Min(directoryLength, uint.MaxValue)).UInt32((uint)Math.Min(directoryOffset, uint.MaxValue)).UInt16(0);
        return end.Written;
    }

    static long? Wide(long value, bool always) => always || value >= uint.MaxValue ? value : null;

    static uint Narrow(long value, long? wide) => wide is null ? (uint)value : uint.MaxValue;

    static ushort Flags(ZipEntry entry) => (ushort)(Utf8Names | (entry.Streamed ? SizesFollow : 0));

    static ushort Method(ZipEntry entry) => entry.Deflated ? (ushort)8 : (ushort)0;

    /// <summary>Years 1980 to 2107, with a resolution of two seconds, in UTC because ZIP has no time zones.</summary>
    static uint DosTime(DateTimeOffset at)
    {
        var utc = at.UtcDateTime;
        return utc.Year is < 1980 or > 2107
            ? 0x00210000
            : (uint)(
                ((utc.Year - 1980) << 25) | (utc.Month << 21) | (utc.Day << 16) | (utc.Hour << 11) | (utc.Minute << 5) | (utc.Second / 2));
    }

    sealed class Record(int length)
    {
        readonly byte[] bytes = new byte[length];
        int at;

        public byte[] Written => at == bytes.Length ? bytes : throw new InvalidOperationException("A ZIP record has an unexpected length.");

        public Record UInt16(ushort value)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at), value);
            at += sizeof(ushort);
            return this;
        }

        public Record UInt32(uint value)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), value);
            at += sizeof(uint);
            return this;
        }

        public Record UInt64(long value)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(at), value);
            at += sizeof(long);
            return this;
        }

        public void Bytes(ReadOnlySpan<byte> value)
        {
            value.CopyTo(bytes.AsSpan(at));
            at += value.Length;
        }
    }
}
