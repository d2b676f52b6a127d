using System.Text;
using System.Text.Json;

namespace Compliance.Pci.Tests;

public sealed class GateTests
{
    const string Spoken = "four one one one one one one one one one one one one one one one";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    static GateFile Speech(double seconds = 30) =>
        PciSamples.File("a.wav", "audio/wav", WavMaker.Simple(
            SampleEncoding.Pcm16, 1, 8000, [.. SoundMaker.Speech(4, seconds).Select(x => (double)x)]));

    static string Transcript(double end, string text, bool times = true) => times
        ? JsonSerializer.Serialize(new { turns = new[] { new { speaker = "caller", start = 0.0, end, text }, new { speaker = "agent",
            start = end, end = end + 1, text = "ok" } } })
        : JsonSerializer.Serialize(new { turns = new[] { new { text } } });

    [Theory]
    [InlineData("000-plain", PciOutcome.Clean)]
    [InlineData("001-paused", PciOutcome.Clean)]
    [InlineData("002-pause-ignored", PciOutcome.Masked, PciFindingKind.ContentInPauseWindow, PciFindingKind.Dtmf, PciFindingKind.Pan)]
    [InlineData("003-dtmf", PciOutcome.Masked, PciFindingKind.Dtmf, PciFindingKind.Pan, PciFindingKind.Cvv)]
    [InlineData("004-spoken", PciOutcome.Masked, PciFindingKind.SpokenPan, PciFindingKind.Pan)]
    [InlineData("005-typed", PciOutcome.Masked, PciFindingKind.Pan, PciFindingKind.Keystrokes)]
    public async Task Labelled_call_gives_what_its_label_says_and_nothing_the_second_time(
        string folder, PciOutcome outcome, params PciFindingKind[] kinds)
    {
        var input = PciSamples.Recording(folder);
        var plan = await PciGate.ExamineAsync(input, Cancellation);
        Assert.Equal(outcome, plan.Outcome);
        Assert.Equal(kinds.Order(), plan.Findings.Select(x => x.Kind).Distinct().Order());

        var after = new List<GateFile>();
        foreach (var file in input.Files)
        {
            after.Add(PciSamples.File(file.Name, file.ContentType, await PciSamples.AppliedAsync(file, plan), file.Ordinal));
        }

        var again = await PciGate.ExamineAsync(input with { Files = after }, Cancellation);
        Assert.Empty(again.Findings);
        Assert.Empty(again.Files);
    }

    [Fact]
    public async Task Speech_without_a_transcript_is_never_clean()
    {
        var plan = await PciGate.ExamineAsync(PciSamples.Input([Speech()]), Cancellation);
        Assert.Equal((PciOutcome.PartlyExamined, CoverageLevel.NotExamined), (plan.Outcome, plan.Coverage.Speech));
        Assert.False(plan.AwaitTranscript);
    }

    [Fact]
    public async Task Transcript_of_half_a_call_does_not_cover_it()
    {
        GateFile[] files = [Speech(), PciSamples.Text("t.json", "application/json", Transcript(10, "hello there"))];
        Assert.Equal(CoverageLevel.NotExamined, (await PciGate.ExamineAsync(PciSamples.Input(files), Cancellation)).Coverage.Speech);
        files[1] = PciSamples.Text("t.json", "application/json", Transcript(30, "hello there"));
        Assert.Equal(PciOutcome.Clean, (await PciGate.ExamineAsync(PciSamples.Input(files), Cancellation)).Outcome);
    }

    [Fact]
    public async Task Queue_that_takes_payments_waits_for_its_transcript_and_a_strict_one_quarantines()
    {
        var input = PciSamples.Input([Speech()]);
        var waits = await PciGate.ExamineAsync(input with { Policy = new(TakesPayments: true) }, Cancellation);
        Assert.True(waits.AwaitTranscript);
        Assert.Null(waits.Quarantine);
        var strict = await PciGate.ExamineAsync(input with { Policy = new(Unexamined: UnexaminedRule.Quarantine) }, Cancellation);
        Assert.Equal(new GateQuarantine(QuarantineReason.NotExamined, QuarantineClass.Integrity), strict.Quarantine);
    }

    [Fact]
    public async Task Spoken_card_is_silenced_until_the_sound_stops_and_no_further_than_the_limit()
    {
        var words = JsonSerializer.Serialize(new { words = Spoken.Split(' ').Select(
            (x, i) => new { word = x, start = 10 + (0.4 * i), end = 10.3 + (0.4 * i), speaker = "caller" }) });
        var input = PciSamples.Input([Speech(), PciSamples.Text("t.json", "application/json", words)]);
        var plan = await PciGate.ExamineAsync(input, Cancellation);
        var mask = Assert.Single(plan.MasksOf(0));
        Assert.Equal((9, 17.12, PciFindingKind.SpokenPan), (mask.Start, mask.End, mask.Reason));
        plan = await PciGate.ExamineAsync(input with { Policy = new(SpokenMarginSeconds: 0.15) }, Cancellation);
        mask = Assert.Single(plan.MasksOf(0));
        Assert.Equal((9.85, 16.45, PciFindingKind.SpokenPan), (mask.Start, mask.End, mask.Reason));
    }

    [Fact]
    public async Task Times_in_milliseconds_are_those_of_the_media()
    {
        var words = "4539 1488 0343 6467".Split(' ').Select((x, i) => new { text = x, start = 5000 + (i * 1000), end = 5900 + (i * 1000) });
        var transcript = JsonSerializer.Serialize(new { audio_duration = 20, words });
        var keys = string.Concat(Enumerable.Range(0, 8).Select(i => $"{{\"t\":{1000 + (i * 2000)},\"key\":\"x\"}}\n"));
        var media = Wav(20);

        var plan = await PciGate.ExamineAsync(
            PciSamples.Input(
                [media, PciSamples.Text("t.json", "application/json", transcript), PciSamples.Text(
                    "k.jsonl", "application/x-ndjson", keys, 2)],
                PciSamples.Window(2.5, 5.5, PauseChannel.Keystrokes)),
            Cancellation);

        var mask = Assert.Single(plan.MasksOf(0), x => x.Reason is PciFindingKind.SpokenPan);
        Assert.Equal((4.85, 9.05), (mask.Start, mask.End));
        Assert.Equal(2, plan.Files.Single(x => x.Name == "k.jsonl").Edits.Count);
    }

    [Fact]
    public async Task Card_said_where_no_medium_reaches_silences_all_of_it()
    {
        var transcript = """{"words":[{"text":"4539148803436467","start":50.5,"end":55.5}]}""";

        var plan = await PciGate.ExamineAsync(
            PciSamples.Input([Wav(20), PciSamples.Text("t.json", "application/json", transcript)]), Cancellation);

        Assert.Null(plan.Quarantine);
        Assert.Contains(plan.MasksOf(0), x => (x.Start, x.End) == (0, 20));
    }

    [Fact]
    public async Task Card_said_in_media_that_can_not_be_masked_is_destroyed()
    {
        var opus = PciSamples.File("a.ogg", "audio/ogg", "OggS0123456789abcdef"u8.ToArray());
        var text = PciSamples.Text("t.json", "application/json", Transcript(30, Spoken));
        var plan = await PciGate.ExamineAsync(PciSamples.Input([opus, text]), Cancellation);
        Assert.Equal(new GateQuarantine(QuarantineReason.CardDataInMedia, QuarantineClass.CardData), plan.Quarantine);
        Assert.Contains(plan.Findings, x => x.Kind is PciFindingKind.SpokenPan && x.Scheme == "visa");
        Assert.Empty(plan.Files);
    }

    [Fact]
    public async Task Card_said_at_an_unknown_time_silences_the_whole_call()
    {
        var text = PciSamples.Text("t.json", "application/json", Transcript(30, Spoken, times: false));
        var plan = await PciGate.ExamineAsync(PciSamples.Input([Speech(), text]), Cancellation);
        Assert.Null(plan.Quarantine);
        Assert.Contains(plan.MasksOf(0), x => (x.Start, x.End) == (0, 30));
    }

    [Fact]
    public async Task Recorder_that_really_stopped_proves_the_pause_of_media_that_can_not_be_read()
    {
        var input = PciSamples.Input([PciSamples.File("a.ogg", "audio/ogg", "OggS0123"u8.ToArray())], PciSamples.Window(10, 30))
            with { Media = new(DurationSeconds: 100, CallSeconds: 120) };
        var plan = await PciGate.ExamineAsync(input, Cancellation);
        Assert.Null(plan.Quarantine);
        Assert.Equal(CoverageLevel.ProvedByPause, plan.Coverage.Speech);
    }

    [Fact]
    public async Task Masked_keystroke_keeps_its_line_and_time()
    {
        var text = "{\"t\":1,\"key\":\"h\",\"field\":\"note\"}\n" + string.Concat(
            "4111111111111111".Select((x, i) => $"{{\"t\":{2 + i},\"key\":\"{x}\",\"field\":\"note\"}}\n"));
        var file = PciSamples.Text("k.jsonl", "application/x-ndjson", text);
        var plan = await PciGate.ExamineAsync(PciSamples.Input([file]), Cancellation);
        var lines = Encoding.UTF8.GetString(await PciSamples.AppliedAsync(file, plan)).TrimEnd('\n').Split('\n');
        Assert.Equal(17, lines.Length);
        Assert.Equal("{\"t\":1,\"key\":\"h\",\"field\":\"note\"}", lines[0]);
        Assert.All(lines.Skip(1).Index(), x => Assert.Equal($"{{\"t\":{2 + x.Index},\"key\":\"•\",\"field\":\"note\"}}", x.Item));
    }

    [Fact]
    public async Task Verification_value_typed_into_its_field_is_masked()
    {
        var text = string.Concat("123".Select((x, i) => $"{{\"t\":{i},\"key\":\"{x}\",\"field\":\"cc-csc\"}}\n"));
        var plan = await PciGate.ExamineAsync(PciSamples.Input([PciSamples.Text("k.jsonl", "application/x-ndjson", text)]), Cancellation);
        Assert.Contains(plan.Findings, x => x.Kind is PciFindingKind.Cvv && x.Digits == 3);
    }

    [Fact]
    public async Task Broken_text_ends_in_an_answer_without_its_digits()
    {
        var random = new Random(3);
        var whole = Encoding.UTF8.GetBytes(Transcript(30, Spoken + " 4111111111111111"));
        for (var round = 0; round < 500; round++)
        {
            var bytes = whole[..random.Next(whole.Length)];
            for (var flips = random.Next(5); flips > 0 && bytes.Length > 0; flips--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            var type = random.Next(2) == 0 ? "application/json" : "application/x-ndjson";
            var plan = await PciGate.ExamineAsync(
                PciSamples.Input([PciSamples.File("t", type, bytes)], PciSamples.Window(1, 2)), Cancellation);
            Assert.DoesNotContain("411111", JsonSerializer.Serialize(plan), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("forty one ", 10_000)]
    [SoakData("forty one ", 100_000)]
    [InlineData("twenty four hundred ", 6_000)]
    [SoakData("twenty four hundred ", 60_000)]
    [InlineData("quatre vingt dix ", 6_000)]
    [SoakData("quatre vingt dix ", 60_000)]
    [InlineData("4111111111111111 12/26 123 ", 40_000)]
    [InlineData("4 ", 400_000)]
    [InlineData("DE89 ", 200_000)]
    public async Task Text_made_to_take_long_does_not(string part, int times)
    {
        var text = JsonSerializer.Serialize(new { text = string.Concat(Enumerable.Repeat(part, times)) });
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var work = Task.Run(
            () => PciGate.ExamineAsync(PciSamples.Input([PciSamples.Text("t.json", "application/json", text)]), limit.Token), limit.Token);
        Assert.NotNull(await work.WaitAsync(TimeSpan.FromMinutes(15), Cancellation));
    }

    [Fact]
    public async Task More_cards_than_a_plan_takes_are_destroyed()
    {
        var random = new Random(8);
        var text = string.Join(
            '\n', Enumerable.Range(0, 5000).Select(_ => "card " + CardForms.Card(random)));
        var plan = await PciGate.ExamineAsync(PciSamples.Input([PciSamples.Text("t.txt", "text/plain", text)]), Cancellation);
        Assert.Equal(new GateQuarantine(QuarantineReason.TooManyFindings, QuarantineClass.CardData), plan.Quarantine);
    }

    static GateFile Wav(int seconds) =>
        PciSamples.File("media.wav", "audio/wav", WavMaker.Simple(SampleEncoding.MuLaw, 1, 8000, new double[seconds * 8000]));
}
