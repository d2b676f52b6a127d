using System.Text;
using Compliance.Pci;
using Compliance.Recordings;
using Compliance.SubjectRequests;

namespace Compliance.Core.Tests.SubjectRequests.Export;

/// <summary>Who is heard in what.</summary>
public sealed class ContentTests
{
    static readonly WavLayout Three = new(SampleEncoding.Pcm16, 3, 8000, 6, 44, 6 * 1000);

    static readonly WavLayout Mono = new(SampleEncoding.Pcm16, 1, 8000, 2, 44, 2000);

    [Theory]
    [InlineData(SubjectRequestType.Access, false, "")]
    [InlineData(SubjectRequestType.Access, true, "2")]
    [InlineData(SubjectRequestType.Portability, false, "0,2")]
    [InlineData(SubjectRequestType.Portability, true, "0,2")]
    public void Of_ChannelsApart_SilencesEverybodyElse(SubjectRequestType right, bool other, string silenced)
    {
        var treatment = FileTreatment.Of(FileContent.Audio, Three, ExportedCalls.People(ExportedCalls.Ticket(other), right), right);
        Assert.Equal(((string?)null, silenced), (treatment.LeftOut, string.Join(',', treatment.Silenced)));
    }

    [Theory]
    [InlineData(FileContent.Audio, SubjectRequestType.Access, false, null)]
    [InlineData(FileContent.Audio, SubjectRequestType.Access, true, LeftOutReason.OthersNotApart)]
    [InlineData(FileContent.Audio, SubjectRequestType.Portability, false, LeftOutReason.OthersNotApart)]
    [InlineData(FileContent.Video, SubjectRequestType.Access, false, null)]
    [InlineData(FileContent.Video, SubjectRequestType.Access, true, LeftOutReason.OthersNotApart)]
    [InlineData(FileContent.Text, SubjectRequestType.Access, false, null)]
    [InlineData(FileContent.Text, SubjectRequestType.Access, true, LeftOutReason.OthersNotApart)]
    [InlineData(FileContent.Text, SubjectRequestType.Portability, false, LeftOutReason.NotProvided)]
    [InlineData(FileContent.Keystrokes, SubjectRequestType.Portability, false, LeftOutReason.NotProvided)]
    [InlineData(FileContent.Transcript, SubjectRequestType.Portability, true, null)]
    public void Of_NothingApart_IncludesOnlyWhatIsEverybodys(FileContent kind, SubjectRequestType right, bool other, string? leftOut)
    {
        var layout = kind is FileContent.Audio ? Mono : null;
        Assert.Equal(leftOut, FileTreatment.Of(kind, layout, ExportedCalls.People(ExportedCalls.Ticket(other), right), right).LeftOut);
    }

    [Fact]
    public void Of_SomebodyWhoIsNotOnTheCall_IncludesNothing()
    {
        var people = CallPeople.Of(ExportedCalls.Ticket(), [], ExportedCalls.Normalizer, SubjectRequestType.Access);
        Assert.False(people.AllHeard);
        Assert.NotNull(FileTreatment.Of(FileContent.Audio, Three, people, SubjectRequestType.Access).LeftOut);
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
        var people = ExportedCalls.People(ExportedCalls.Ticket(other: true), SubjectRequestType.Portability);
        var turns = TranscriptReader.Read(transcript, people)!;
        Assert.Equal([null, "Yes.", null], turns.Select(x => x.Text));
        Assert.Equal(
            "[00:00:00] Agent: (left out: not your words)\r\n[00:01:01] You: Yes.\r\n[00:00:00] Speaker: (left out: not your words)\r\n",
            TranscriptReader.ToText(turns));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"turns\":{}}")]
    [InlineData("{\"turns\":[1]}")]
    [InlineData("{\"segments\":[]}")]
    [InlineData("{")]
    public void Turns_AnotherForm_IsNotRead(string transcript) =>
        Assert.Null(TranscriptReader.Read(Encoding.UTF8.GetBytes(transcript), ExportedCalls.People(ExportedCalls.Ticket())));
}
