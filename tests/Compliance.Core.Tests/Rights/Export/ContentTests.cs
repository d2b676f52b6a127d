using System.Text;
using Compliance.Pci.Wav;
using Compliance.Recordings.Tickets;
using Compliance.Rights.Export.Content;
using Compliance.Rights.Requests;

namespace Compliance.Core.Tests.Rights.Export;

/// <summary>Who is heard in what.</summary>
public sealed class ContentTests
{
    static readonly WavLayout Three = new(SampleEncoding.Pcm16, 3, 8000, 6, 44, 6 * 1000);

    static readonly WavLayout Mono = new(SampleEncoding.Pcm16, 1, 8000, 2, 44, 2000);

    [Theory]
    [InlineData(RequestType.Access, false, "")]
    [InlineData(RequestType.Access, true, "2")]
    [InlineData(RequestType.Portability, false, "0,2")]
    [InlineData(RequestType.Portability, true, "0,2")]
    public void Of_ChannelsApart_SilencesEverybodyElse(RequestType right, bool other, string silenced)
    {
        var treatment = FileTreatment.Of(FileContent.Audio, Three, ExportedCalls.People(ExportedCalls.Ticket(other), right), right);
        Assert.Equal(((string?)null, silenced), (treatment.LeftOut, string.Join(',', treatment.Silenced)));
    }

    [Theory]
    [InlineData(FileContent.Audio, RequestType.Access, false, null)]
    [InlineData(FileContent.Audio, RequestType.Access, true, LeftOutReason.OthersNotApart)]
    [InlineData(FileContent.Audio, RequestType.Portability, false, LeftOutReason.OthersNotApart)]
    [InlineData(FileContent.Video, RequestType.Access, false, null)]
    [InlineData(FileContent.Video, RequestType.Access, true, LeftOutReason.OthersNotApart)]
    [InlineData(FileContent.Text, RequestType.Access, false, null)]
    [InlineData(FileContent.Text, RequestType.Access, true, LeftOutReason.OthersNotApart)]
    [InlineData(FileContent.Text, RequestType.Portability, false, LeftOutReason.NotProvided)]
    [InlineData(FileContent.Keystrokes, RequestType.Portability, false, LeftOutReason.NotProvided)]
    [InlineData(FileContent.Transcript, RequestType.Portability, true, null)]
    public void Of_NothingApart_IncludesOnlyWhatIsEverybodys(FileContent kind, RequestType right, bool other, string? leftOut)
    {
        var layout = kind is FileContent.Audio ? Mono : null;
        Assert.Equal(leftOut, FileTreatment.Of(kind, layout, ExportedCalls.People(ExportedCalls.Ticket(other), right), right).LeftOut);
    }

    [Fact]
    public void Of_SomebodyWhoIsNotOnTheCall_IncludesNothing()
    {
        var people = CallPeople.Of(ExportedCalls.Ticket(), [], ExportedCalls.Normalizer, RequestType.Access);
        Assert.False(people.AllHeard);
        Assert.NotNull(FileTreatment.Of(FileContent.Audio, Three, people, RequestType.Access).LeftOut);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    public async Task SilencedSound_AnyPieces_TouchOneChannelAlone(int piece)
    {
        var clear = new byte[44 + 6000 + 3];
        Random.Shared.NextBytes(clear);
        var layout = Three with { DataLength = 6002 };
        await using var silenced = new SilencedSound(new MemoryStream(clear), layout, [2], []);
        var (read, buffer) = (new List<byte>(), new byte[piece]);
        while (await silenced.ReadAsync(buffer, TestContext.Current.CancellationToken) is var got and > 0)
        {
            read.AddRange(buffer[..got]);
        }

        var expected = clear.ToArray();
        for (var frame = 0; frame < 1000; frame++)
        {
            expected.AsSpan(44 + (frame * 6) + 4, 2).Clear();
        }

        expected.AsSpan(44 + 6000, 2).Clear();
        Assert.Equal(expected, read);
    }

    [Fact]
    public void Turns_Portability_KeepOnlyThePersonsOwn()
    {
        var transcript = Encoding.UTF8.GetBytes("""
            {"turns":[{"speaker":"agent","start":0,"end":1,"text":"Barnaby asked"},{"speaker":"caller","start":61.5,"end":63,"text":"Yes."},
            {"speaker":"somebody","text":"No."}]}
            """);
        var people = ExportedCalls.People(ExportedCalls.Ticket(other: true), RequestType.Portability);
        var turns = CallTurns.Read(transcript, people)!;
        Assert.Equal([null, "Yes.", null], turns.Select(x => x.Text));
        Assert.Equal(
            "[00:00:00] Agent: (left out: not your words)\r\n[00:01:01] You: Yes.\r\n[00:00:00] Speaker: (left out: not your words)\r\n",
            CallTurns.ToText(turns));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"turns\":{}}")]
    [InlineData("{\"turns\":[1]}")]
    [InlineData("{\"segments\":[]}")]
    [InlineData("{")]
    public void Turns_AnotherForm_IsNotRead(string transcript) =>
        Assert.Null(CallTurns.Read(Encoding.UTF8.GetBytes(transcript), ExportedCalls.People(ExportedCalls.Ticket())));
}
