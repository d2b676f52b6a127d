
namespace Compliance.Pci.Tests;

public sealed class GateMemoryTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    const long Heap = 64L << 20;

    /// <summary>400 MB of it, through a heap that has room for a sixth.</summary>
    [Fact]
    public Task Long_audio_is_read_and_masked_in_constant_memory() => SmallHeap.RunAsync(Heap, ExamineAsync);

    static async Task ExamineAsync()
    {
        var layout = WavMaker.Simple(SampleEncoding.Pcm16, 2, 8000, []);
        const long dataBytes = 400_000_000;
        var file = new GateFile(0, "a.wav", "audio/wav", dataBytes, _ => Task.FromResult<Stream>(new NoiseStream(layout, dataBytes)));

        // What the gate loads once is no part of it.
        var small = new GateFile(0, "a.wav", "audio/wav", 160_000, _ => Task.FromResult<Stream>(new NoiseStream(layout, 160_000)));
        await PciGate.ExamineAsync(PciSamples.Input([small], PciSamples.Window(1, 2)), Cancellation);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var plan = await PciGate.ExamineAsync(PciSamples.Input([file], PciSamples.Window(10, 20)), Cancellation);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 8_000_000);
        Assert.Contains(plan.Findings, x => x.Kind is PciFindingKind.ContentInPauseWindow);
    }

    /// <summary>A header whose data size is 0, as live recorders write it, and noise without end but one.</summary>
    sealed class NoiseStream(byte[] header, long length) : Stream
    {
        readonly Random random = new(1);
        long position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => position; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (position < header.Length)
            {
                var now = (int)Math.Min(count, header.Length - position);
                Array.Copy(header, position, buffer, offset, now);
                position += now;
                return now;
            }

            var got = (int)Math.Min(count, length - position);
            random.NextBytes(buffer.AsSpan(offset, Math.Min(got, 512)));
            for (var at = 512; at < got; at += 512)
            {
                Array.Copy(buffer, offset, buffer, offset + at, Math.Min(512, got - at));
            }

            position += got;
            return got;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
