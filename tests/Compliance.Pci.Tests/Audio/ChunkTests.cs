using System.Text;

namespace Compliance.Pci.Tests.Audio;

public sealed class ChunkTests
{
    const string Card = "4539 1488 0343 6467";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    static WavMaker Call() => new WavMaker().Format(SampleEncoding.Pcm16, 1, 8000);

    static GateFile File(byte[] bytes) => PciSamples.File("a.wav", "audio/wav", bytes);

    [Theory]
    [InlineData("LIST", "INFOICMT\u0016\0\0\0DTMF 4539148803436467 ")]
    [InlineData("iXML", "<BWFXML><NOTE>card 4539 1488 0343 6467</NOTE></BWFXML>")]
    [InlineData("bext", "caller said 4539-1488-0343-6467\0\0\0")]
    [InlineData("id3 ", "ID3\u0003\0\0\0\0\0\u0020COMM\0\0\0\u0015\0\0\0eng\0 4539148803436467")]
    [InlineData("vend", "pan=4539148803436467;dn=5551")]
    public async Task Card_in_any_chunk_is_overwritten_in_place(string id, string content)
    {
        foreach (var encoding in (Encoding[])[Encoding.Latin1, Encoding.Unicode, Encoding.BigEndianUnicode])
        {
            foreach (var first in (bool[])[true, false])
            {
                var samples = new byte[16_000];
                var text = encoding.GetBytes(content);
                var whole = (first ? Call().Chunk(id, text).Data(samples) : Call().Data(samples).Chunk(id, text)).Bytes();
                var plan = await PciGate.ExamineAsync(PciSamples.Input([File(whole)]), Cancellation);
                var after = await PciSamples.AppliedAsync(File(whole), plan);

                Assert.Equal(PciOutcome.Masked, plan.Outcome);
                Assert.Contains(plan.Findings, x => x is { Kind: PciFindingKind.Pan, Scheme: "visa", Start: null });
                Assert.Equal(whole.Length, after.Length);
                Assert.DoesNotContain("6467", encoding.GetString(after), StringComparison.Ordinal);
                Assert.Empty((await PciGate.ExamineAsync(PciSamples.Input([File(after)]), Cancellation)).Findings);
            }
        }
    }

    [Fact]
    public async Task Second_file_behind_the_first_is_not_sealed_unread()
    {
        var one = Call().Data(new byte[8000]).Bytes();
        var plan = await PciGate.ExamineAsync(PciSamples.Input([File([.. one, .. one])]), Cancellation);
        Assert.Equal(new GateQuarantine(QuarantineReason.UnreadableMedia, QuarantineClass.Integrity), plan.Quarantine);
    }

    [Fact]
    public async Task Card_across_two_portions_of_a_long_chunk_is_found()
    {
        for (var lead = 65_480; lead < 65_560; lead += 7)
        {
            var text = Encoding.ASCII.GetBytes(new string(' ', lead) + Card + new string(' ', 70_000));
            var plan = await PciGate.ExamineAsync(
                PciSamples.Input([File(Call().Data(new byte[8000]).Chunk("LIST", text).Bytes())]), Cancellation);
            Assert.Single(plan.Findings, x => x.Kind is PciFindingKind.Pan);
        }
    }

    [Fact]
    public async Task Keys_and_a_tag_of_one_file_are_both_removed()
    {
        var samples = WavMaker.Encode(SampleEncoding.Pcm16, [.. DtmfMix.Telephone.Make(3, 16).Samples.Select(x => (double)x)]);
        var whole = Call().Chunk("LIST", Encoding.ASCII.GetBytes(Card + " ")).Data(samples).Bytes();
        var plan = await PciGate.ExamineAsync(PciSamples.Input([File(whole)]), Cancellation);
        var after = await PciSamples.AppliedAsync(File(whole), plan);
        Assert.Contains(plan.Findings, x => x.Kind is PciFindingKind.Dtmf);
        Assert.Empty((await PciGate.ExamineAsync(PciSamples.Input([File(after)]), Cancellation)).Findings);
    }
}
