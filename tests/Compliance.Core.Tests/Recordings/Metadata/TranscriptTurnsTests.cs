using System.Text;
using Compliance.Recordings;

namespace Compliance.Core.Tests.Recordings.Metadata;

public sealed class TranscriptTurnsTests
{
    const string Timed = """
        {"model":"x","turns":[{"speaker":"a","start":1.50,"end":2,"text":"I never paid it","confidence":0.9,"words":[
        {"word":"I","start":1.5,"end":1.6},{"word":"never","start":1.6,"end":1.7},{"word":"paid","start":1.7,"end":1.8},
        {"word":"it","start":1.8,"end":2}]},{"text":"Hm"}]}
        """;

    [Theory]
    [InlineData("I always paid it", "I 1.5 1.6|always 1.6 1.7|paid 1.7 1.8|it 1.8 2")]
    [InlineData("I have always paid it", "I 1.5 1.6|have always 1.6 1.7|paid 1.7 1.8|it 1.8 2")]
    [InlineData("I paid it", "I 1.5 1.6|paid 1.7 1.8|it 1.8 2")]
    [InlineData("I settled it", "I 1.5 1.6|settled 1.6 1.8|it 1.8 2")]
    [InlineData("Well I never paid it", "Well I 1.5 1.6|never 1.6 1.7|paid 1.7 1.8|it 1.8 2")]
    [InlineData("I never paid it twice", "I 1.5 1.6|never 1.6 1.7|paid 1.7 1.8|it twice 1.8 2")]
    [InlineData("", "")]
    public void Correct_a_turn_with_timed_words_corrects_both_and_leaves_the_times(string to, string words)
    {
        var corrected = System.Text.Json.Nodes.JsonNode.Parse(TranscriptTurns.Correct(Encoding.UTF8.GetBytes(Timed), [(0, to)]))!;
        var turn = corrected["turns"]![0]!;
        Assert.Equal(words, string.Join('|', turn["words"]!.AsArray().Select(x => $"{x!["word"]} {x["start"]} {x["end"]}")));
        Assert.Equal(to, turn["text"]!.GetValue<string>());
        Assert.Equal(
            Encoding.UTF8.GetString(TranscriptTurns.Correct(Encoding.UTF8.GetBytes(Timed), [])),
            Encoding.UTF8.GetString(TranscriptTurns.Correct(
                TranscriptTurns.Correct(Encoding.UTF8.GetBytes(Timed), [(1, "Oh")]), [(1, "Hm")])));
    }

    [Theory]
    [InlineData("""{"turns":[{"text":"a"},{"speaker":"b"},{"text":"c","words":["c"]},{"text":"d","words":[{"word":"d"}]},5]}""", "a|-|-|d|-")]
    [InlineData("""{"turns":{}}""", null)]
    [InlineData("""[]""", null)]
    [InlineData("WEBVTT", null)]
    [InlineData("""{"turns":[{"text":"a","text":"b"}]}""", null)]
    public void Read_gives_the_words_that_can_be_corrected(string transcript, string? words) => Assert.Equal(
        words, TranscriptTurns.Read(Encoding.UTF8.GetBytes(transcript)) is { } read ? string.Join('|', read.Select(x => x ?? "-")) : null);

    [Fact]
    public void Correct_a_turn_that_is_not_there_is_refused() => Assert.All((int[])[1, 2], turn => Assert.Throws<InvalidDataException>(
        () => TranscriptTurns.Correct(Encoding.UTF8.GetBytes("""{"turns":[{"text":"a"},{}]}"""), [(turn, "b")])));
}
