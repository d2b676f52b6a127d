using Compliance.Recordings;

namespace Compliance.Core.Tests.Recordings.Ingest.Tickets;

public sealed class FileNamesTests
{
    [Theory]
    [InlineData("CON")]
    [InlineData("con.txt")]
    [InlineData("nul.wav")]
    [InlineData("COM1")]
    [InlineData("lpt9.tar.gz")]
    [InlineData(".htaccess")]
    [InlineData("..a")]
    [InlineData("-rf")]
    [InlineData("media.wav.")]
    public void IsReserved_NamesWithAMeaning_AreSo(string name) => Assert.True(FileName.Parse(name).IsReserved);

    [Theory]
    [InlineData("media.wav")]
    [InlineData("console.json")]
    [InlineData("com10.txt")]
    [InlineData("a-b_c.CON")]
    public void IsReserved_Others_AreNot(string name) => Assert.False(FileName.Parse(name).IsReserved);

    [Theory]
    [InlineData("note.html", "text/plain", "note.html.txt")]
    [InlineData("note.txt", "text/plain; charset=utf-8", "note.txt")]
    [InlineData("media.WAV", "audio/wav", "media.WAV")]
    [InlineData("media.hta", "audio/wav", "media.hta.wav")]
    [InlineData("keys.jsonl", "application/x-ndjson", "keys.jsonl")]
    [InlineData("voice.svg", "audio/x-private", "voice.svg.bin")]
    public void Named_AnyName_EndsLikeItsContentType(string name, string contentType, string named) =>
        Assert.Equal(named, FileExtensions.Named(name, contentType));
}
