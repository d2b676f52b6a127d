using System.Text;
using Compliance.Recordings;

namespace Compliance.Core.Tests.Recordings.Parties;

public sealed class ErasedTurnsTests
{
    const string Transcript = """
        {"language":"en", "turns" : [ {"speaker":"agent","start":0,"end":1,"text":"Good day, Anna Berg."},
          {"speaker":"caller-1","start":1,"end":2.5,"text":"My cat is ill.","words":[{"word":"My"}]},
          {"speaker":"caller-2", "text" : "Ours \u00e0 nous.", "start":3,"end":4} ]}
        """;

    static readonly Party[] Parties =
    [
        new() { Role = PartyRole.Agent, Id = "agent-1", Name = "Tom" },
        new() { Role = PartyRole.Caller, Name = "Anna Berg", Phone = "+41791234567", LeftSeconds = 2.5 },
        new() { Role = PartyRole.Caller, Name = "Ben Berg", JoinedSeconds = 2.5 },
    ];

    [Fact]
    public void Erase_replaces_a_party_s_turns_and_names_and_leaves_the_bytes_of_others()
    {
        var erased = Encoding.UTF8.GetString(ErasedTurns.Erase(Encoding.UTF8.GetBytes(Transcript), Parties, [1], words: true)!);
        Assert.Equal(
            """
            {"language":"en", "turns" : [ {"speaker":"agent","start":0,"end":1,"text":"Good day, [erased]."},
              {"speaker":"caller-1","start":1,"end":2.5,"text":"[erased]"},
              {"speaker":"caller-2", "text" : "Ours \u00e0 nous.", "start":3,"end":4} ]}
            """,
            erased);
        Assert.Equal(erased, Encoding.UTF8.GetString(ErasedTurns.Erase(Encoding.UTF8.GetBytes(erased), Parties, [1], words: true)!));
    }

    [Fact]
    public void Erase_of_an_identity_leaves_words()
    {
        var text = Transcript.Replace("\"agent\"", "\"Tom\"", StringComparison.Ordinal).Replace("Good day", "Tom here", StringComparison.Ordinal);
        var erased = Encoding.UTF8.GetString(ErasedTurns.Erase(Encoding.UTF8.GetBytes(text), Parties, [0], words: false)!);
        Assert.Contains("""{"speaker":"agent","start":0,"end":1,"text":"[erased] here, Anna Berg."}""", erased, StringComparison.Ordinal);
        Assert.Contains("My cat is ill.", erased, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"turns":[{"speaker":"caller","text":"Who?"}]}""")]
    [InlineData("""{"turns":[{"text":"Who?"}]}""")]
    [InlineData("""{"turns":[{"speaker":"caller-3","text":"Who?"}]}""")]
    [InlineData("""{"turns":["who"]}""")]
    [InlineData("""{"turns":[],"summary":"Anna's cat is ill."}""")]
    [InlineData("""{"turns":[],"speakers":[{"name":"Anna"}]}""")]
    [InlineData("""{"segments":[]}""")]
    [InlineData("WEBVTT")]
    [InlineData("[]")]
    public void Parties_that_cannot_be_told_apart_are_not_guessed(string transcript) =>
        Assert.Null(ErasedTurns.Erase(Encoding.UTF8.GetBytes(transcript), Parties, [1], words: true));

    [Theory]
    [InlineData("agent", null, 0)]
    [InlineData(" Agent ", null, 0)]
    [InlineData("agent-1", null, 0)]
    [InlineData("tom", null, 0)]
    [InlineData("caller", null, null)]
    [InlineData("caller", 1.0, 1)]
    [InlineData("caller", 2.5, 2)]
    [InlineData("caller 2", 0.0, 2)]
    [InlineData("caller3", null, null)]
    [InlineData("Ben Berg", null, 2)]
    [InlineData("supervisor", null, null)]
    [InlineData("", null, null)]
    public void Of_a_label_only_one_party_is_meant(string label, double? at, int? party) =>
        Assert.Equal(party, PartySpeakers.Of(Parties, label, at));

    [Theory]
    [InlineData("Anna Berg", "[erased]")]
    [InlineData("ANNA BERG, Annaberg", "[erased], Annaberg")]
    [InlineData("+41791234567 and x+417912345678", "[erased] and x+417912345678")]
    [InlineData("Joanna Bergs", "Joanna Bergs")]
    public void Identities_are_removed_as_a_whole(string text, string left) =>
        Assert.Equal(left, IdentityWords.Of([Parties[1]]).Remove(text));
}
