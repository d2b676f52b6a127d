using System.Globalization;
using System.Text;

namespace Compliance.Pci.Tests.Audio;

/// <summary>Speech without a transcript, with fast transcription of Azure AI Speech as it answers over HTTP.</summary>
public sealed class SpeechTests : IDisposable
{
    const string Engine = "Azure AI Speech, fast transcription 2024-11-15";
    const string Card = "four five three nine one four eight eight zero three four three six four six seven";

    readonly FakeSpeechService service = new();
    readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    static GateFile Call => Recorded("a.wav", Speech(4, 20));

    public void Dispose()
    {
        http.Dispose();
        service.Dispose();
    }

    [Fact]
    public async Task Speech_without_a_transcript_is_examined_by_what_a_recogniser_hears()
    {
        service.Answer = _ => new(Phrases(Card, 2));
        var plan = await ExamineAsync(Call);

        Assert.Equal((CoverageLevel.Examined, Engine, null), (plan.Coverage.Speech, plan.Coverage.SpeechBy, plan.Coverage.Reasons));
        Assert.Equal(PciOutcome.Masked, plan.Outcome);
        Assert.Contains(plan.Findings, x => x is { File: "a.wav", Kind: PciFindingKind.SpokenPan, Scheme: "visa" });
        var mask = Assert.Single(plan.MasksOf(0));
        Assert.InRange(mask.Start, 1.6, 2.0);
        Assert.InRange(mask.End, 9.8, 10.3);
    }

    [Fact]
    public async Task The_request_is_that_of_the_service_with_the_tenants_token()
    {
        service.Answer = _ => new(Phrases("hello", 2));
        await ExamineAsync(Call);
        var question = Assert.Single(service.Asked);

        Assert.Equal("Bearer secret", question.Authorization);
        Assert.Equal("/speechtotext/transcriptions:transcribe?api-version=2024-11-15", question.PathAndQuery);
        Assert.Equal("""{"locales":["en-GB","en-US"],"profanityFilterMode":"None"}""", question.Definition);
        Assert.Equal((16_000, 1), (question.SampleRate, question.Channels));
        Assert.Equal(20, question.Seconds, 2);
    }

    [Theory]
    [InlineData("de", """["de-DE"]""")]
    [InlineData("de-AT", """["de-AT"]""")]
    [InlineData(null, """["en-GB","en-US","de-DE"]""")]
    [InlineData("fr", null)]
    public async Task Language_is_that_of_the_call_or_one_of_the_tenants_or_any(string? language, string? locales)
    {
        service.Answer = _ => new(Phrases("guten tag", 2));
        await ExamineAsync(language, Call);
        var expected = locales is null ? """{"profanityFilterMode":"None"}""" : $$"""{"locales":{{locales}},"profanityFilterMode":"None"}""";
        Assert.Equal(expected, Assert.Single(service.Asked).Definition);
    }

    [Fact]
    public async Task Each_channel_goes_by_itself_and_a_silent_one_not_at_all()
    {
        var (agent, caller) = (Speech(4, 20), Speech(5, 20));
        var silent = new double[agent.Length];
        var stereo = agent.Zip(caller, silent).SelectMany(x => (double[])[x.First, x.Second, x.Third]).ToArray();
        service.Answer = x => new(Phrases(service.Asked.Count == 1 ? "hello there" : Card, 2));
        var plan = await ExamineAsync(PciSamples.File("a.wav", "audio/wav", WavMaker.Simple(SampleEncoding.Pcm16, 3, 8000, stereo)));

        Assert.Equal(2, service.Asked.Count);
        Assert.All(service.Asked, x => Assert.Equal(1, x.Channels));
        Assert.Equal(CoverageLevel.Examined, plan.Coverage.Speech);
        Assert.Single(plan.MasksOf(0));
    }

    [Fact]
    public async Task Long_calls_go_in_pieces_cut_in_silence_and_times_are_those_of_the_call()
    {
        var call = Speech(6, 1000);
        service.Answer = x => new(Phrases(service.Asked.Count == 3 ? Card : "yes", 2, x.Seconds));
        var plan = await ExamineAsync(Recorded("a.wav", call));

        Assert.Equal(4, service.Asked.Count);
        Assert.All(service.Asked, x => Assert.InRange(x.Seconds, 1, 300));
        Assert.Equal(1000, service.Asked.Sum(x => x.Seconds), 1);
        Assert.All(service.Asked.Skip(1), x => Assert.True(x.Peak(0, 0.02) < 4000));
        var before = service.Asked.Take(2).Sum(x => x.Seconds);
        var mask = Assert.Single(plan.MasksOf(0));
        Assert.InRange(mask.Start, before + 1.5, before + 2.1);
        Assert.Equal(CoverageLevel.Examined, plan.Coverage.Speech);
    }

    [Theory]
    [InlineData(44_100)]
    [InlineData(48_000)]
    [InlineData(11_025)]
    public async Task Sound_of_any_rate_goes_at_16_kHz_with_its_times(int rate)
    {
        // A burst of 440 Hz between 3 and 4 s.
        double[] tone = [.. Enumerable.Range(0, rate * 8).Select(
            i => i >= 3 * rate && i < 4 * rate ? 0.5 * Math.Sin(2 * Math.PI * 440 * i / rate) : 0)];
        await ExamineAsync(PciSamples.File("a.wav", "audio/wav", WavMaker.Simple(SampleEncoding.Pcm16, 1, rate, tone)));

        var question = Assert.Single(service.Asked);
        Assert.Equal(8, question.Seconds, 2);
        Assert.InRange(question.Peak(3.1, 3.9), 16_000, 16_800);
        Assert.InRange(question.Peak(0, 2.99), 0, 300);
        Assert.InRange(question.Peak(4.01, 7.99), 0, 300);
    }

    [Fact]
    public async Task What_a_pause_silences_is_not_sent()
    {
        service.Answer = _ => new(Phrases("hello", 2));
        var input = PciSamples.Input([Call], PciSamples.Window(8, 12)) with { Transcriber = Transcriber() };
        await PciGate.ExamineAsync(input, Cancellation);

        var question = Assert.Single(service.Asked);
        Assert.Equal(0, question.Peak(8.1, 11.9));
        Assert.True(question.Peak(0, 5) > 1000);
    }

    [Fact]
    public async Task Nobody_is_asked_where_a_transcript_covers_the_call()
    {
        var transcript = PciSamples.Text("t.json", "application/json", """{"turns":[{"start":0,"end":20,"text":"hello there"}]}""");
        var plan = await ExamineAsync(Call, transcript);
        Assert.Equal((CoverageLevel.Examined, null), (plan.Coverage.Speech, plan.Coverage.SpeechBy));
        Assert.Empty(service.Asked);
    }

    [Fact]
    public async Task Half_a_transcript_is_completed()
    {
        service.Answer = _ => new(Phrases(Card, 9));
        var transcript = PciSamples.Text("t.json", "application/json", """{"turns":[{"start":0,"end":6,"text":"hello there"}]}""");
        var plan = await ExamineAsync(Call, transcript);
        Assert.Equal((CoverageLevel.Examined, Engine), (plan.Coverage.Speech, plan.Coverage.SpeechBy));
        Assert.Contains(plan.Findings, x => x.Kind is PciFindingKind.SpokenPan);
    }

    [Theory]
    [InlineData(400, """{"code":"InvalidRequest","message":"locale xx","innerError":{"code":"InvalidLocale","message":"xx"}}""", "400 InvalidLocale")]
    [InlineData(401, """{"error":{"code":"401","message":"Access denied due to invalid subscription key or wrong API endpoint."}}""", "401 401")]
    [InlineData(403, """{"error":{"code":"PermissionDenied","message":"The principal lacks the required data action"}}""", "403 PermissionDenied")]
    [InlineData(404, "<html>not here</html>", "404")]
    [InlineData(413, "", "413")]
    [InlineData(415, """{"code":"Unsupported media <b>"}""", "415")]
    [InlineData(422, """{"code":"AudioLengthLimitExceeded"}""", "422 AudioLengthLimitExceeded")]
    public async Task What_the_service_refuses_stays_unexamined_and_the_coverage_says_why(int status, string body, string why)
    {
        service.Answer = _ => new(body, status);
        var plan = await ExamineAsync(Call);

        Assert.Equal((CoverageLevel.NotExamined, null), (plan.Coverage.Speech, plan.Coverage.SpeechBy));
        Assert.Equal([$"No transcript accounts for all that is said, and {Engine} refused it ({why})."], plan.Coverage.Reasons);
        Assert.Single(service.Asked);
    }

    [Fact]
    public async Task What_was_heard_before_a_refusal_counts()
    {
        service.Answer = x => service.Asked.Count == 1 ? new(Phrases(Card, 2, x.Seconds)) : new("", 400);
        var plan = await ExamineAsync(Recorded("a.wav", Speech(6, 700)));
        Assert.Equal(CoverageLevel.NotExamined, plan.Coverage.Speech);
        Assert.Single(plan.MasksOf(0));
        Assert.Equal(2, service.Asked.Count);
    }

    [Theory]
    [InlineData(429, "0")]
    [InlineData(503, null)]
    [InlineData(500, "0")]
    [InlineData(502, "Mon, 02 Mar 2026 09:15:00 GMT")]
    public async Task Busy_service_is_asked_again_after_a_while(int status, string? retryAfter)
    {
        service.Answer = _ => service.Asked.Count < 2 ? new("", status, retryAfter) : new(Phrases("hello", 2));
        Assert.Equal(CoverageLevel.Examined, (await ExamineAsync(Call)).Coverage.Speech);
        Assert.Equal(2, service.Asked.Count);
    }

    [Theory]
    [InlineData(429, "600")]
    [InlineData(503, "31")]
    public async Task Longer_waits_than_half_a_minute_are_the_steps_to_wait(int status, string retryAfter)
    {
        service.Answer = _ => new("", status, retryAfter);
        await Assert.ThrowsAsync<IOException>(() => ExamineAsync(Call));
        Assert.Single(service.Asked);
    }

    public static TheoryData<string> Outages => ["busy", "cut", "cut answer", "garbage", "empty", "no phrases", "half JSON", "redirect", "gone"];

    [Theory]
    [MemberData(nameof(Outages))]
    public async Task Outage_is_a_fault_that_the_step_is_tried_again_for(string outage)
    {
        service.Answer = outage switch
        {
            "busy" => _ => new("", 503, "0"),
            "cut" => _ => new(Phrases("hello", 2), CutAfter: 0),
            "cut answer" => _ => new(Phrases("hello", 2), CutAfter: 100),
            "garbage" => _ => new("<html>welcome to the hotel</html>"),
            "empty" => _ => new(""),
            "no phrases" => _ => new("{}"),
            "half JSON" => _ => new(Phrases("hello", 2)[..100]),
            "redirect" => _ => new("", 302, Location: "http://127.0.0.1:9/"),
            _ => _ => new(""),
        };
        if (outage is "gone")
        {
            service.Leave();
        }

        await Assert.ThrowsAsync<IOException>(() => ExamineAsync(Call));
    }

    [Fact]
    public async Task Slow_service_is_given_up_after_two_minutes()
    {
        var clock = new FakeTimeProvider();
        service.Answer = _ => new(Phrases("hello", 2), Delay: TimeSpan.FromMinutes(10));
        var asking = ExamineAsync("en", Transcriber(clock), Call);
        while (service.Asked.Count == 0)
        {
            await Task.Delay(10, Cancellation);
        }

        clock.Advance(TimeSpan.FromSeconds(121));
        await Assert.ThrowsAsync<IOException>(() => asking);
    }

    [Theory]
    [InlineData("""[{"offsetMilliseconds":-500,"durationMilliseconds":1000,"text":"hello"}]""")]
    [InlineData("""[{"offsetMilliseconds":19000,"durationMilliseconds":90000000,"text":"hello","words":null}]""")]
    [InlineData("""[{"offsetMilliseconds":900000,"durationMilliseconds":-5,"text":null},{"text":"hello"}]""")]
    public async Task Impossible_times_are_held_to_the_sound(string phrases)
    {
        service.Answer = _ => new($$"""{"phrases":{{phrases}}}""");
        var plan = await ExamineAsync(Call);
        Assert.Equal(CoverageLevel.NotExamined, plan.Coverage.Speech);
        Assert.Equal([$"{Engine} made out no words for more than 3 seconds of sound."], plan.Coverage.Reasons);
    }

    [Fact]
    public async Task Sound_in_which_nothing_is_heard_is_not_examined()
    {
        var plan = await ExamineAsync(Call);
        Assert.Equal(CoverageLevel.NotExamined, plan.Coverage.Speech);
    }

    [Fact]
    public async Task Nobody_is_asked_about_what_is_destroyed_anyway()
    {
        var broken = PciSamples.File("a.wav", "audio/wav", [.. "RIFF"u8, 0, 0, 0, 0, .. "WAVEjunk"u8]);
        var plan = await ExamineAsync(broken);
        Assert.NotNull(plan.Quarantine);
        Assert.Empty(service.Asked);
    }

    [Fact]
    public async Task A_recogniser_that_takes_too_long_leaves_it_unexamined()
    {
        var plan = await ExamineAsync("en", new SlowTranscriber(), Call);
        Assert.Equal(CoverageLevel.NotExamined, plan.Coverage.Speech);
        Assert.Equal(["No transcript accounts for all that is said, and snail took longer than 0 minutes."], plan.Coverage.Reasons);
    }

    [Theory]
    [InlineData("https://a.cognitiveservices.azure.com/", "https://cognitiveservices.azure.com/.default")]
    [InlineData("https://a.cognitiveservices.azure.us", "https://cognitiveservices.azure.us/.default")]
    public void Tokens_are_for_the_cloud_of_the_resource(string endpoint, string scope) =>
        Assert.Equal(scope, AzureSpeechTranscriber.ScopeOf(new Uri(endpoint)));

    static double[] Speech(int seed, int seconds) => [.. SoundMaker.Speech(seed, seconds).Select(x => (double)x)];

    static GateFile Recorded(string name, double[] samples) =>
        PciSamples.File(name, "audio/wav", WavMaker.Simple(SampleEncoding.Pcm16, 1, 8000, samples));

    /// <summary>An answer as the service documents it: small talk around a text of which a word is said every half second.</summary>
    static string Phrases(string text, double at, double seconds = 20)
    {
        var words = text.Split(' ');
        var end = at + (words.Length * 0.5);
        var timed = words.Select((x, i) => Timed(x, at + (i * 0.5), 0.4) + "}");
        var json = new StringBuilder("""{"durationMilliseconds":20000,"combinedPhrases":[{"text":"…"}],"phrases":[""");
        json.Append(Timed("hello", 0, at)).Append(""","words":[],"locale":"en-GB","confidence":0.94},""")
            .Append(Timed(text, at, end - at)).Append(CultureInfo.InvariantCulture, $$""","words":[{{string.Join(',', timed)}}],"locale":"en-GB","confidence":0.9},""")
            .Append(Timed("Thank you, goodbye.", end + 0.3, Math.Max(0.5, seconds - end - 0.3))).Append(""","locale":"en-GB","confidence":0.9}]}""");
        return json.ToString();
    }

    static string Timed(string text, double start, double seconds) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"text":"{{text}}","offsetMilliseconds":{{(int)Math.Round(1000 * start)}},"durationMilliseconds":{{(int)Math.Round(1000 * seconds)}}""");

    AzureSpeechTranscriber Transcriber(TimeProvider? clock = null) => new(
        http, service.Endpoint, _ => ValueTask.FromResult("secret"), ["en-GB", "en-US", "de-DE"], clock ?? TimeProvider.System);

    Task<GatePlan> ExamineAsync(params GateFile[] files) => ExamineAsync("en", files);

    Task<GatePlan> ExamineAsync(string? language, params GateFile[] files) => ExamineAsync(language, Transcriber(), files);

    static Task<GatePlan> ExamineAsync(string? language, ISpeechTranscriber transcriber, params GateFile[] files) =>
        PciGate.ExamineAsync(PciSamples.Input(files) with { Language = language, Transcriber = transcriber }, Cancellation);

    sealed class SlowTranscriber : ISpeechTranscriber
    {
        public SpeechEngine Engine { get; } = new("snail", 0, TimeSpan.FromMilliseconds(50));

        public async Task<Transcription> TranscribeAsync(ReadOnlyMemory<short> sound, string? language, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return new([]);
        }
    }
}
