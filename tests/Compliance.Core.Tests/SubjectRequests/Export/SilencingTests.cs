using System.Text;
using Compliance.Model;
using Compliance.Pci;
using Compliance.Recordings;
using Compliance.SubjectRequests;

namespace Compliance.Core.Tests.SubjectRequests.Export;

/// <summary>What a review takes out: exact in the sound, on the safe side in texts.</summary>
public sealed class SilencingTests
{
    const int Head = 44;

    static readonly RecordingId Id = RecordingId.Parse("01980000-0000-7000-8000-000000000001");

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SampleEncoding.Pcm16, 2, 0x00, 1)]
    [InlineData(SampleEncoding.Pcm16, 2, 0x00, 4096)]
    [InlineData(SampleEncoding.MuLaw, 1, 0xFF, 7)]
    [InlineData(SampleEncoding.ALaw, 1, 0xD5, 999)]
    [InlineData(SampleEncoding.Pcm8, 1, 0x80, 100_000)]
    [InlineData(SampleEncoding.Pcm24, 3, 0x00, 11)]
    public async Task SilencedSound_Stretches_AreNeutralAndTheRestIsAsItWas(SampleEncoding encoding, int sample, byte zero, int piece)
    {
        var layout = new WavLayout(encoding, 2, 1000, sample * 2, Head, (3000L * sample * 2) + 1);
        var clear = new byte[Head + layout.DataLength + 5];
        new Random(7).NextBytes(clear);
        RedactedStretch[] stretches = [new(0.5, 0.75, 0), new(0.7, 1.0005), new(2.9995, 3, 1), new(1.5, 1.6, 9)];
        await using var silenced = new SilencedSound(new MemoryStream(clear), layout, [], stretches);
        var read = await ReadAsync(silenced, piece);

        var expected = clear.ToArray();
        Silence(500, 750, 0);
        Silence(700, 1001, 0);
        Silence(700, 1001, 1);
        Silence(2999, 3000, 1);

        // A channel that is not there is every channel.
        Silence(1500, 1600, 0);
        Silence(1500, 1600, 1);
        expected[Head + (3000 * layout.FrameBytes)] = zero;
        Assert.Equal(expected, read);
        void Silence(int from, int to, int channel)
        {
            for (var frame = from; frame < to; frame++)
            {
                expected.AsSpan(Head + (frame * layout.FrameBytes) + (channel * sample), sample).Fill(zero);
            }
        }
    }

    [Fact]
    public void SilencedTurns_AStretch_TakesWhatOverlapsItOnItsChannel()
    {
        var silenced = Of(new([new(1, 2, 0)], []), Turn(0, 0, 1), Turn(0, 1.9, 3), Turn(1, 1, 2), Turn(null, 1, 2), Turn(0, null, null));
        Assert.Equal([false, true, false, true, true], silenced.Turns[1].Select(x => x.Text is null));
        Assert.Equal([new RedactedStretch(1, 2, 0)], silenced.Stretches);
    }

    [Fact]
    public void SilencedTurns_ATurn_TakesItsTimeOnItsChannelAndTheSameWordsElsewhere()
    {
        var turns = new Dictionary<int, IReadOnlyList<CallTurn>>
        {
            [1] = [Turn(0, 0, 1), Turn(1, 1, null), Turn(0, 3, 4)],
            [4] = [Turn(0, 1.5, 2), Turn(1, 2.5, 2.7), Turn(1, 3, 4)],
        };
        var silenced = SilencedTurns.Of(Redaction([], [1]), ExportedCalls.People(ExportedCalls.Ticket()), turns);
        Assert.Equal([new RedactedStretch(1, 3, 1)], silenced.Stretches);
        Assert.Equal([false, true, false], silenced.Turns[1].Select(x => x.Text is null));
        Assert.Equal([false, true, false], silenced.Turns[4].Select(x => x.Text is null));
        Assert.Equal([false, false, false, true], SilencedTurns.Of(Redaction([], [5]), ExportedCalls.People(ExportedCalls.Ticket()), turns)
            .Turns.OrderBy(x => x.Key).SelectMany(x => x.Value).Skip(2).Select(x => x.Text is null));
    }

    [Fact]
    public void SilencedTurns_ATurnWithoutTime_IsSaidToBeOne()
    {
        var silenced = Of(new([], [0]), Turn(1, null, null));
        Assert.True(silenced.Untimed && silenced.AnySound);
        Assert.Null(silenced.Turns[1][0].Text);
    }

    [Fact]
    public async Task KeystrokeLines_EventsInAStretch_AreGone()
    {
        const string Lines = "{\"t\":0.5,\"key\":\"a\"}\n\n{\"t\":1.5,\"key\":\"b\"}\n{\"start\":1.9,\"end\":2.5,\"key\":\"c\"}\n{\"t\":3,\"key\":\"d\"}";
        var lines = new KeystrokeLines([new(1, 2)], seconds: 4);
        Assert.True(await lines.CanTellAsync(new MemoryStream(Encoding.UTF8.GetBytes(Lines)), Cancellation));
        using var left = new MemoryStream();
        await lines.WriteAsync(new MemoryStream(Encoding.UTF8.GetBytes(Lines)), left, Cancellation);
        Assert.Equal("{\"t\":0.5,\"key\":\"a\"}\n\n{\"t\":3,\"key\":\"d\"}\n", Encoding.UTF8.GetString(left.ToArray()));
    }

    [Theory]
    [InlineData("{\"key\":\"a\"}")]
    [InlineData("{\"t\":1,\"key\":\"a\"}\nno json")]
    public async Task KeystrokeLines_ALineThatSaysNoTime_CanNotBeTold(string lines) => Assert.False(
        await new KeystrokeLines([new(1, 2)], seconds: 4).CanTellAsync(new MemoryStream(Encoding.UTF8.GetBytes(lines)), Cancellation));

    [Fact]
    public void Items_Reasons_LoseCardNumbers()
    {
        var form = new RedactionForm { Redactions = [new RedactionItem { RecordingId = Id, Turns = [2, 1, 2], Reason = "the card 4111 1111 1111 1111" }] };
        var item = Assert.Single(form.Items());
        Assert.Equal([1, 2], item.Turns);
        Assert.DoesNotContain("1111 1111", item.Reason, StringComparison.Ordinal);
    }

    static SilencedTurns Of((RedactedStretch[] Stretches, int[] Turns) asked, params CallTurn[] turns) => SilencedTurns.Of(
        Redaction(asked.Stretches, asked.Turns),
        ExportedCalls.People(ExportedCalls.Ticket()),
        new Dictionary<int, IReadOnlyList<CallTurn>> { [1] = turns });

    static RecordingRedaction Redaction(RedactedStretch[] stretches, int[] turns) =>
        new(Id, stretches, turns, [], [], LeaveOut: false, "why");

    static CallTurn Turn(int? party, double? start, double? end) => new(party, "Somebody", start, end, "words");

    static async Task<byte[]> ReadAsync(Stream stream, int piece)
    {
        var (read, buffer) = (new List<byte>(), new byte[piece]);
        while (await stream.ReadAsync(buffer, Cancellation) is var got and > 0)
        {
            read.AddRange(buffer[..got]);
        }

        return [.. read];
    }
}
