using System.Text;
using Compliance.Model;
using Compliance.Recordings;

namespace Compliance.Core.Tests.Recordings.Parties;

/// <summary>Of transcripts of every form one party's words go, wherever they stand, and every other byte stays.</summary>
public sealed class ErasedSpeechTests
{
    const string Own = "My kitten swallowed a needle";
    const string Other = "Then bring her in";

    static readonly RecordingTicket Call = new()
    {
        CallId = CallId.Parse("call-1"),
        StartedAt = DateTimeOffset.UnixEpoch,
        DurationSeconds = 20,
        Parties =
        [
            new() { Role = PartyRole.Agent, Id = "agent-1", Name = "Tom Vet", Channel = 0 },
            new() { Role = PartyRole.Caller, Name = "Anna Berg", Phone = "+41791234567", Email = "anna@berg.example", Channel = 1 },
        ],
        Purposes = [],
        Files = [],
    };

    public static TheoryData<string, string> Forms => new()
    {
        { "WebVTT", $"WEBVTT\nKind: captions\n\n1\n00:00:01.000 --> 00:00:03.000\n<v Anna Berg>{Own}</v>\n\n2\n00:00:04.000 --> 00:00:06.000\n<v Tom Vet>{Other}, Anna Berg\n" },
        { "SubRip", $"1\r\n00:00:01,000 --> 00:00:03,000\r\nCaller: {Own}\r\n\r\n2\r\n00:00:04,000 --> 00:00:06,000\r\nAgent: {Other}\r\n" },
        { "TTML", $"<tt xmlns=\"http://www.w3.org/ns/ttml\"><head><ttm:agent xml:id=\"a\" type=\"person\"><ttm:name type=\"full\">Anna Berg</ttm:name></ttm:agent><ttm:agent xml:id=\"b\"><ttm:name>Tom Vet</ttm:name></ttm:agent></head><body><div><p begin=\"1s\" end=\"3s\" ttm:agent=\"a\">My <span>kitten</span> swallowed a needle</p><p begin=\"4s\" end=\"6s\" ttm:agent=\"b\">{Other}</p></div></body></tt>" },
        { "CSV", $"speaker,start,end,text\nAnna Berg,1.0,3.0,\"{Own}\"\nTom Vet,4.0,6.0,\"{Other}, \"\"now\"\"\"\n" },
        { "plain", $"[10:00:01] Anna Berg: {Own}\n  and it is late\n[10:00:04] Tom Vet: {Other}\n" },
        { "chat with headers", $"Anna Berg 10:00\n{Own}\n\nTom Vet 10:01\n{Other}\n" },
        { "Amazon Transcribe", Transcribe() },
        { "Contact Lens", "{\"AccountId\":\"1\",\"Channel\":\"VOICE\",\"JobStatus\":\"COMPLETED\",\"LanguageCode\":\"en-US\",\"Participants\":[{\"ParticipantId\":\"C\",\"ParticipantRole\":\"CUSTOMER\"},{\"ParticipantId\":\"A\",\"ParticipantRole\":\"AGENT\"}],\"Transcript\":[{\"BeginOffsetMillis\":1000,\"EndOffsetMillis\":3000,\"Content\":\"" + Own + "\",\"Id\":\"1\",\"ParticipantId\":\"CUSTOMER\",\"Sentiment\":\"NEGATIVE\"},{\"BeginOffsetMillis\":4000,\"EndOffsetMillis\":6000,\"Content\":\"" + Other + "\",\"Id\":\"2\",\"ParticipantId\":\"AGENT\",\"Sentiment\":\"NEUTRAL\"}]}" },
        { "Azure batch", "{\"source\":\"https://x.example/call.wav\",\"timestamp\":\"2026-01-01T00:00:00Z\",\"durationInTicks\":200000000,\"duration\":\"PT20S\",\"combinedRecognizedPhrases\":[{\"channel\":0,\"lexical\":\"then bring her in\",\"display\":\"" + Other + ".\"},{\"channel\":1,\"lexical\":\"my kitten swallowed a needle\",\"display\":\"" + Own + ".\"}],\"recognizedPhrases\":[{\"recognitionStatus\":\"Success\",\"channel\":1,\"offset\":\"PT1S\",\"duration\":\"PT2S\",\"offsetInTicks\":10000000.0,\"durationInTicks\":20000000.0,\"nBest\":[{\"confidence\":0.9,\"lexical\":\"my kitten swallowed a needle\",\"itn\":\"my kitten swallowed a needle\",\"display\":\"" + Own + ".\"},{\"confidence\":0.5,\"lexical\":\"my kitten swallowed a noodle\",\"display\":\"My kitten swallowed a noodle.\"}]},{\"recognitionStatus\":\"Success\",\"channel\":0,\"offset\":\"PT4S\",\"duration\":\"PT2S\",\"offsetInTicks\":40000000.0,\"durationInTicks\":20000000.0,\"nBest\":[{\"confidence\":0.9,\"lexical\":\"then bring her in\",\"display\":\"" + Other + ".\"}]}]}" },
        { "Google", "{\"results\":[{\"alternatives\":[{\"transcript\":\"" + Own + "\",\"confidence\":0.9,\"words\":[{\"startTime\":\"1s\",\"endTime\":\"1.5s\",\"word\":\"kitten\"}]}],\"channelTag\":2,\"resultEndTime\":\"3s\",\"languageCode\":\"en-us\"},{\"alternatives\":[{\"transcript\":\"" + Other + "\",\"confidence\":0.9}],\"channelTag\":1,\"resultEndTime\":\"6s\",\"languageCode\":\"en-us\"}]}" },
        { "Deepgram", "{\"metadata\":{\"transaction_key\":\"deprecated\",\"request_id\":\"4f2a\",\"sha256\":\"aa11\",\"created\":\"2026-01-01T00:00:00.000Z\",\"duration\":20.0,\"channels\":2,\"models\":[\"30089e05\"]},\"results\":{\"channels\":[{\"alternatives\":[{\"transcript\":\"" + Other + "\",\"confidence\":0.99,\"words\":[{\"word\":\"then\",\"start\":4.0,\"end\":4.3,\"confidence\":0.9},{\"word\":\"bring\",\"start\":4.4,\"end\":4.8,\"confidence\":0.9},{\"word\":\"her\",\"start\":4.9,\"end\":5.2,\"confidence\":0.9},{\"word\":\"in\",\"start\":5.3,\"end\":5.5,\"confidence\":0.9}]}]},{\"alternatives\":[{\"transcript\":\"" + Own + "\",\"confidence\":0.98,\"words\":[{\"word\":\"my\",\"start\":1.0,\"end\":1.2,\"confidence\":0.9},{\"word\":\"kitten\",\"start\":1.3,\"end\":1.7,\"confidence\":0.9},{\"word\":\"swallowed\",\"start\":1.8,\"end\":2.2,\"confidence\":0.9},{\"word\":\"a\",\"start\":2.3,\"end\":2.4,\"confidence\":0.9},{\"word\":\"needle\",\"start\":2.5,\"end\":2.9,\"confidence\":0.9}]}]}]}}" },
        { "Genesys", "{\"organizationId\":\"o\",\"conversationId\":\"c\",\"transcripts\":[{\"transcriptId\":\"t\",\"language\":\"en-us\",\"phrases\":[{\"text\":\"" + Own + "\",\"startTimeMs\":1000,\"duration\":{\"milliseconds\":2000},\"participantPurpose\":\"external\",\"words\":[{\"word\":\"kitten\",\"startTimeMs\":1200,\"confidence\":0.9}]},{\"text\":\"" + Other + "\",\"startTimeMs\":4000,\"duration\":{\"milliseconds\":2000},\"participantPurpose\":\"internal\"}]}]}" },
        { "Twilio", "{\"sentences\":[{\"media_channel\":2,\"sentence_index\":0,\"start_time\":\"1.0\",\"end_time\":\"3.0\",\"transcript\":\"" + Own + "\",\"confidence\":\"0.9\"},{\"media_channel\":1,\"sentence_index\":1,\"start_time\":\"4.0\",\"end_time\":\"6.0\",\"transcript\":\"" + Other + "\",\"confidence\":\"0.9\"}]}" },
        { "AssemblyAI", "{\"id\":\"x\",\"status\":\"completed\",\"audio_duration\":20,\"words\":[{\"text\":\"My\",\"start\":1000,\"end\":1200,\"channel\":\"2\",\"speaker\":\"2\"},{\"text\":\"kitten\",\"start\":1300,\"end\":1700,\"channel\":\"2\",\"speaker\":\"2\"},{\"text\":\"swallowed\",\"start\":1800,\"end\":2200,\"channel\":\"2\",\"speaker\":\"2\"},{\"text\":\"a\",\"start\":2300,\"end\":2400,\"channel\":\"2\",\"speaker\":\"2\"},{\"text\":\"needle\",\"start\":2500,\"end\":2900,\"channel\":\"2\",\"speaker\":\"2\"},{\"text\":\"Then\",\"start\":4000,\"end\":4300,\"channel\":\"1\",\"speaker\":\"1\"},{\"text\":\"bring\",\"start\":4400,\"end\":4800,\"channel\":\"1\",\"speaker\":\"1\"},{\"text\":\"her\",\"start\":4900,\"end\":5200,\"channel\":\"1\",\"speaker\":\"1\"},{\"text\":\"in\",\"start\":5300,\"end\":5500,\"channel\":\"1\",\"speaker\":\"1\"}],\"text\":\"" + Own + ". " + Other + ".\"}" },
        { "vCon", "{\"vcon\":\"0.0.1\",\"uuid\":\"u\",\"created_at\":\"2026-01-01T00:00:00Z\",\"parties\":[{\"tel\":\"tel:+41791234567\",\"name\":\"Anna Berg\"},{\"mailto\":\"mailto:tom@vet.example\",\"name\":\"Tom Vet\"}],\"dialog\":[{\"type\":\"text\",\"start\":\"2026-01-01T00:00:01Z\",\"parties\":[0,1],\"originator\":0,\"mediatype\":\"text/plain\",\"body\":\"" + Own + "\",\"encoding\":\"none\"},{\"type\":\"text\",\"start\":\"2026-01-01T00:00:04Z\",\"parties\":[0,1],\"originator\":1,\"mediatype\":\"text/plain\",\"body\":\"" + Other + "\",\"encoding\":\"none\"}]}" },
        { "chat of JSON", "{\"messages\":[{\"from\":\"anna@berg.example\",\"time\":\"00:01\",\"message\":\"" + Own + "\"},{\"from\":\"agent-1\",\"time\":\"00:04\",\"message\":\"" + Other + "\"}]}" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Erase_takes_the_words_of_one_party_and_leaves_every_other_byte(string form, string text)
    {
        var erased = await EraseAsync(text, [1]);
        Assert.True(erased is not null, form);
        TestContext.Current.TestOutputHelper?.WriteLine(erased);
        foreach (var word in (string[])["kitten", "swallowed", "needle", "noodle", "late", "Anna", "Berg", "+4179", "anna@"])
        {
            Assert.DoesNotContain(word, erased, StringComparison.OrdinalIgnoreCase);
        }

        Assert.Contains("bring", erased, StringComparison.Ordinal);
        Assert.Equal(Count(text, "bring"), Count(erased, "bring"));
        Assert.Equal(Count(text, "her"), Count(erased, "her"));
        Assert.All(erased.Split(ErasedTurns.Mark), x => Assert.True(Reads(text, x), x));
        Assert.Equal(erased, await EraseAsync(erased, [1]));

        // The next one can still be told apart.
        var both = await EraseAsync(erased, [0]);
        Assert.NotNull(both);
        Assert.DoesNotContain("bring", both, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("WEBVTT\n\n00:01.000 --> 00:02.000\nNo name says this\n")]
    [InlineData("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Anna Berg>Mine\n<v Tom Vet>Yours\n")]
    [InlineData("WEBVTT\n\nNOTE She wept all the time\n\n00:01.000 --> 00:02.000\n<v Anna Berg>Mine\n")]
    [InlineData("they asked about a bill\n")]
    [InlineData("Who is it: me\n")]
    [InlineData("""{"segments":[{"start":1.0,"end":2.0,"text":"Who said this"}]}""")]
    [InlineData("""{"segments":[{"speaker":"SPEAKER_00","start":1.0,"end":2.0,"text":"Who said this"}]}""")]
    [InlineData("""{"segments":[{"channel":0,"start":1.0,"end":2.0,"text":"A mix of all"},{"channel":0,"start":2.0,"end":3.0,"text":"on one channel"}]}""")]
    [InlineData("""{"summary":"Her cat is ill","segments":[{"speaker":"caller","start":1.0,"end":2.0,"text":"Mine"}]}""")]
    [InlineData("""{"keywords":["needle"],"segments":[{"speaker":"caller","start":1.0,"end":2.0,"text":"My needle"}]}""")]
    [InlineData("""{"words":["this","is","what","she","said"],"segments":[{"speaker":"caller","start":1.0,"end":2.0,"text":"Mine"}]}""")]
    [InlineData("""{"segments":[{"speaker":"caller","channel":0,"text":"Mine"},{"speaker":"agent","channel":1,"text":"Yours"}]}""")]
    [InlineData("""{"segments":[{"speaker":"caller","text":"Mine"}""")]
    [InlineData("speaker,text\n,Nobody said this\ncaller,Mine\n")]
    public async Task What_cannot_be_told_apart_is_not_guessed(string text) => Assert.Null(await EraseAsync(text, [1]));

    [Fact]
    public async Task Names_go_however_they_are_written()
    {
        var named = await EraseAsync("""{"segments":[{"speaker":"agent","text":"Hello Anna\u0020Berg, or \"Anna Berg\""},{"speaker":"caller","text":"Yes"}]}""", [1]);
        Assert.Contains("Hello [erased], or", named, StringComparison.Ordinal);
        Assert.Null(await EraseAsync("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Tom Vet>Hello <b>Anna</b> Berg\n", [1]));
        Assert.Null(await EraseAsync("""{"Anna Berg":{"speaker":"caller","text":"Mine"}}""", [1]));
    }

    [Fact]
    public async Task Text_in_utf_16_stays_in_utf_16()
    {
        var wide = Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes($"Caller: {Own}\nAgent: {Other}\n")).ToArray();
        await using var erased = (await ErasedSpeech.EraseAsync(wide, Call, [1], words: true, TestContext.Current.CancellationToken))!;
        using var bytes = new MemoryStream();
        await erased.CopyToAsync(bytes, TestContext.Current.CancellationToken);
        Assert.Equal($"\uFEFFCaller: [erased]\nAgent: {Other}\n", Encoding.Unicode.GetString(bytes.ToArray()));
    }

    static async Task<string?> EraseAsync(string text, int[] parties)
    {
        await using var erased = await ErasedSpeech.EraseAsync(
            Encoding.UTF8.GetBytes(text), Call, parties, words: true, TestContext.Current.CancellationToken);
        return erased is null ? null : await new StreamReader(erased).ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Labels of the erased are replaced by their role.</summary>
    static bool Reads(string text, string part) =>
        text.Contains(part, StringComparison.Ordinal)
        || part.Split("caller").All(x => text.Contains(x, StringComparison.Ordinal));

    static int Count(string text, string word) => text.Split(word).Length;

    static string Transcribe()
    {
        (string Word, double At, int Channel)[] said =
        [
            ("My", 1, 1), ("kitten", 1.3, 1), ("swallowed", 1.8, 1), ("a", 2.3, 1), ("needle", 2.5, 1),
            ("Then", 4, 0), ("bring", 4.4, 0), ("her", 4.9, 0), ("in", 5.3, 0),
        ];
        string Items(int? channel) => string.Join(',', said.Where(x => channel is null || x.Channel == channel).Select(x =>
            FormattableString.Invariant($$"""{"type":"pronunciation","alternatives":[{"confidence":"0.99","content":"{{x.Word}}"}],"start_time":"{{x.At}}","end_time":"{{x.At + 0.3}}","channel_label":"ch_{{x.Channel}}"}""")));
        return $$$"""{"jobName":"job","accountId":"123","status":"COMPLETED","results":{"transcripts":[{"transcript":"{{{Own}}}. {{{Other}}}."}],"channel_labels":{"number_of_channels":2,"channels":[{"channel_label":"ch_0","items":[{{{Items(0)}}}]},{"channel_label":"ch_1","items":[{{{Items(1)}}}]}]},"items":[{{{Items(null)}}}]}}""";
    }
}
