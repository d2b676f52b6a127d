using System.Text;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Identities;
using Compliance.Model;
using Compliance.Pci;
using Compliance.Recordings;
using Compliance.Settings;

namespace Compliance.Core.Tests.Recordings.Gate;

/// <summary>A recording without a transcript, sealed by a tenant that has speech recognised.</summary>
public sealed class SpeechRunTests(AzuriteFixture azurite) : IAsyncLifetime
{
    RecordingBench bench = null!;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => bench = await RecordingBench.CreateAsync(azurite);

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    [Fact]
    public async Task Sealing_SpeechSwitchedOff_AsksNobody()
    {
        var document = await SealedAsync();

        Assert.Equal(RecordingState.Sealed, document.State);
        Assert.Equal(0, bench.Speech.Asked);
        Assert.Equal(SpeechEngineKind.Off, bench.Speech.Settings!.Engine);
    }

    [Fact]
    public async Task Sealing_RecogniserDown_WaitsAndIsSealedOnceItIsBack()
    {
        bench.Speech.Answer = () => throw new IOException("down");
        var id = await UploadedAsync();
        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<IOException>(() => bench.SealAsync(id));
        }

        Assert.NotEqual(RecordingState.Sealed, (await bench.DocumentAsync(id)).State);
        Assert.Contains(await bench.ReconcileAsync(), x => x.Id == id);

        bench.Speech.Answer = () => new Transcription([.. Enumerable.Range(0, 8).Select(x => new SpokenWord("hello", x, x + 0.8))]);
        Assert.Empty(await bench.ReconcileAsync());
        var coverage = await CoverageAsync(id);
        Assert.Equal((CoverageLevel.Examined, "fake 1"), (coverage.Speech, coverage.SpeechBy));
    }

    [Fact]
    public async Task Sealing_RecogniserRefuses_IsSealedAndSaysWhy()
    {
        bench.Speech.Answer = () => Transcription.Refused("refused it (403)");
        var id = await UploadedAsync();
        await bench.SealAsync(id);

        var coverage = await CoverageAsync(id);
        Assert.Equal((CoverageLevel.NotExamined, null), (coverage.Speech, coverage.SpeechBy));
        Assert.Contains(coverage.Reasons!, x => x.Contains("fake 1 refused it (403)", StringComparison.Ordinal));
    }

    async Task<RecordingDocument> SealedAsync()
    {
        var id = await UploadedAsync();
        await bench.SealAsync(id);
        return await bench.DocumentAsync(id);
    }

    async Task<PciCoverage> CoverageAsync(RecordingId id)
    {
        using var opened = await bench.Get<ManifestReader>().FindAsync(bench.Store, id, Cancellation);
        return opened!.Manifest.Pci!.Coverage;
    }

    async Task<RecordingId> UploadedAsync()
    {
        var wav = WavMaker.Simple(SampleEncoding.Pcm16, 1, 8000, [.. SoundMaker.Speech(4, 8).Select(x => (double)x)]);
        var json = $$"""
            {"callId":"call-{{Guid.NewGuid():N}}","startedAt":"2026-03-02T09:15:00Z","queue":"sales","language":"en",
             "parties":[{"role":"agent","id":"agent-1"},{"role":"caller","unknown":true}],
             "purposes":[{"purpose":"quality","basis":"consent"}],
             "files":[{"name":"call.wav","contentType":"audio/wav","size":{{wav.Length}}}]}
            """;
        var parser = new TicketParser(new IdentityNormalizer(bench.Settings.Country), bench.Clock);
        Assert.True(parser.ParseTicket(Encoding.UTF8.GetBytes(json)).IsSuccess(out var ticket, out var failure), $"{failure}");
        var id = await bench.AnnounceAsync(ticket!);
        await Inbox.Blob(bench.Store, id, 0).UploadAsync(BinaryData.FromBytes(wav), overwrite: true, Cancellation);
        return id;
    }
}
