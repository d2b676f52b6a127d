using System.Net;
using System.Text;

namespace Compliance.Pci.Tests.Audio;

public sealed class SpeechTests : IDisposable
{
    readonly HttpListener service = new();
    readonly List<(string Authorization, string Body)> asked = [];
    readonly Uri endpoint;
    int status = 200;
    string answer = "{}";

    public SpeechTests()
    {
        for (var port = 49_300; ; port++)
        {
            try
            {
                endpoint = new Uri($"http://127.0.0.1:{port}/");
                service.Prefixes.Clear();
                service.Prefixes.Add(endpoint.AbsoluteUri);
                service.Start();
                break;
            }
            catch (HttpListenerException) when (port < 49_400)
            {
                continue;
            }
        }

        _ = AnswerAsync();
    }

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    static GateFile Call => PciSamples.File("a.wav", "audio/wav", WavMaker.Simple(
        SampleEncoding.Pcm16, 1, 8000, [.. SoundMaker.Speech(4, 20).Select(x => (double)x)]));

    public void Dispose() => service.Close();

    [Fact]
    public async Task Speech_without_a_transcript_is_examined_by_what_a_recogniser_hears()
    {
        answer = Phrases("four five three nine one four eight eight zero three four three six four six seven");
        var plan = await ExamineAsync();

        Assert.Equal((CoverageLevel.Examined, "azure-ai-speech"), (plan.Coverage.Speech, plan.Coverage.SpeechBy));
        Assert.Equal(PciOutcome.Masked, plan.Outcome);
        Assert.Contains(plan.Findings, x => x is { File: "a.wav", Kind: PciFindingKind.SpokenPan, Scheme: "visa" });
        var mask = Assert.Single(plan.MasksOf(0));
        Assert.InRange(mask.Start, 1.6, 2.0);
        Assert.InRange(mask.End, 9.8, 10.3);
        Assert.Equal("Bearer secret", Assert.Single(asked).Authorization);
        Assert.Contains("\"locales\":[\"en-GB\"]", asked[0].Body, StringComparison.Ordinal);
        Assert.Contains("RIFF", asked[0].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Speech_that_the_recogniser_refuses_stays_unexamined()
    {
        status = 422;
        var plan = await ExamineAsync();
        Assert.Equal((CoverageLevel.NotExamined, null), (plan.Coverage.Speech, plan.Coverage.SpeechBy));
    }

    [Fact]
    public async Task Recogniser_that_fails_is_asked_again_later()
    {
        status = 503;
        await Assert.ThrowsAsync<IOException>(ExamineAsync);
    }

    [Fact]
    public async Task Nobody_is_asked_where_a_transcript_covers_the_call()
    {
        var transcript = PciSamples.Text("t.json", "application/json", """{"turns":[{"start":0,"end":20,"text":"hello there"}]}""");
        var plan = await ExamineAsync(transcript);
        Assert.Equal((CoverageLevel.Examined, null), (plan.Coverage.Speech, plan.Coverage.SpeechBy));
        Assert.Empty(asked);
    }

    static string Phrases(string text)
    {
        var words = text.Split(' ').Select((x, i) =>
            $$"""{"text":"{{x}}","offsetMilliseconds":{{2000 + (500 * i)}},"durationMilliseconds":400}""");
        return $$"""
            {"durationMilliseconds":20000,"phrases":[
             {"channel":0,"offsetMilliseconds":0,"durationMilliseconds":2000,"text":"hello","words":[]},
             {"channel":0,"offsetMilliseconds":2000,"durationMilliseconds":8000,"text":"{{text}}","words":[{{string.Join(',', words)}}]},
             {"channel":0,"offsetMilliseconds":10500,"durationMilliseconds":9500,"text":"thank you goodbye"}]}
            """;
    }

    Task<GatePlan> ExamineAsync() => ExamineAsync([]);

    async Task<GatePlan> ExamineAsync(params GateFile[] others)
    {
        using var http = new HttpClient();
        var transcriber = new AzureSpeechTranscriber(http, endpoint, _ => ValueTask.FromResult("secret"), ["en-GB", "de-DE"]);
        var input = PciSamples.Input([Call, .. others]) with { Transcriber = transcriber };
        return await PciGate.ExamineAsync(input, Cancellation);
    }

    async Task AnswerAsync()
    {
        while (service.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await service.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var reader = new StreamReader(context.Request.InputStream, Encoding.Latin1);
            asked.Add((context.Request.Headers["Authorization"] ?? "", await reader.ReadToEndAsync()));
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer));
            context.Response.Close();
        }
    }
}
