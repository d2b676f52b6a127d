namespace Compliance.Pci;

/// <summary>Packets one after the other, for codecs that find their frames themselves.</summary>
sealed class PacketStream(Packets packets, byte[] first) : Stream
{
    byte[] packet = first;
    int at;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        while (at == packet.Length)
        {
            if (packets.Next() is not { } next)
            {
                return 0;
            }

            (packet, at) = (next, 0);
        }

        var now = Math.Min(count, packet.Length - at);
        packet.AsSpan(at, now).CopyTo(buffer.AsSpan(offset));
        at += now;
        return now;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
