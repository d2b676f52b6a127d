using Compliance.Consents;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Fsck;
using Compliance.Model;

namespace Compliance.Core.Tests.Consents;

/// <summary>The nightly check of consent records, and what an erasure looks for again.</summary>
public sealed class ConsentCheckTests(AzuriteFixture azurite)
{
    const string Person = "11112222333344445555666677778888";
    const string Call = "88887777666655554444333322221111";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Check_AMissingIndexEntry_IsNamed()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var stored = await WriteAsync(bench);
        Assert.Equal((1L, 0), await FoundAsync());

        await bench.Store.Index.DeleteBlobAsync($"{Person}/consent/{stored.Id}", cancellationToken: Cancellation);
        Assert.Equal((0L, 1), await FoundAsync());
        var finding = (await Check(bench).CheckAsync(bench.Store.Scope, Cancellation)).Findings.Single();
        Assert.Equal($"index: {Person}/consent/{stored.Id}", finding.Where);

        await bench.Get<ConsentStore>().RemoveAsync(bench.Store, stored, Cancellation);
        Assert.Equal((0L, 0), await FoundAsync());

        async Task<(long, int)> FoundAsync()
        {
            var result = await Check(bench).CheckAsync(bench.Store.Scope, Cancellation);
            return (result.Checked, result.Findings.Count);
        }
    }

    [Fact]
    public async Task LookAgain_ARecordOfTheCallThatIsLeft_IsFoundUntilItIsForgotten()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var people = bench.Get<PersonConsents>();
        var recording = RecordingId.New(bench.Clock);
        var stored = await WriteAsync(bench, recording);
        Assert.True(await people.IsKeptAsync(bench.Store, recording, Call, Cancellation));
        Assert.False(await people.IsKeptAsync(bench.Store, RecordingId.New(bench.Clock), Call, Cancellation));

        await people.ForgetAsync(bench.Store, recording, Call, Cancellation);
        Assert.False(await people.IsKeptAsync(bench.Store, recording, Call, Cancellation));
        Assert.Null(await bench.Get<ConsentStore>().FindAsync(bench.Store, stored.Id, Cancellation));
        Assert.Empty(await RecordingBench.NamesAsync(bench.Store.Index, Call));
    }

    static IFsckCheck Check(RecordingBench bench) => bench.Get<IEnumerable<IFsckCheck>>().Single(x => x is ConsentCheck);

    static async Task<StoredConsent> WriteAsync(RecordingBench bench, RecordingId? recording = null)
    {
        var document = new ConsentDocument
        {
            Purpose = "quality",
            Events = [new ConsentEvent(ConsentState.Given, bench.Clock.GetUtcNow(), bench.Clock.GetUtcNow(), "p-test")],
            Tokens = [new ConsentToken("phone", Person)],
            Call = new ConsentCall(Call, recording),
        };
        var written = await bench.Get<ConsentStore>().TryWriteAsync(
            bench.Store, ConsentId.Of(Guid.NewGuid().ToString("N")), document, null, Cancellation);
        Assert.NotNull(written);
        return written;
    }
}
