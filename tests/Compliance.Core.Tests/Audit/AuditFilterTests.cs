using System.Text;
using Compliance.Audit;
using Compliance.Core.Tests.Audit.Transparency;
using Compliance.Tenancy;

namespace Compliance.Core.Tests.Audit;

public sealed class AuditFilterTests(AzuriteFixture azurite)
{
    static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    static readonly AuditLine Line = AuditLine.Of(
        TenantId.Parse("acme"),
        new AuditEntry("recording.sealed", "op", AuditPhase.Done, AuditEntry.System, AuditEntry.Success, "Test", "recordings/r1/files/0"),
        Noon);

    static CancellationToken Cancellation => LogBench.Cancellation;

    [Theory]
    [InlineData(null, null, null, true)]
    [InlineData("recording.sealed", "system", "recordings/r1/files/0", true)]
    [InlineData("recording", null, "recordings/r1", true)]
    [InlineData("record", null, null, false)]
    [InlineData("recording.seal", null, null, false)]
    [InlineData("recording.sealed.x", null, null, false)]
    [InlineData(null, "sys", null, false)]
    [InlineData(null, null, "recordings/r", false)]
    [InlineData(null, null, "recordings/r1/files/0/1", false)]
    public void Includes_Names_WholeWordsFromTheLeft(string? @event, string? principal, string? resource, bool included) =>
        Assert.Equal(included, new AuditFilter(@event, principal, resource, null, null).Includes(Line));

    [Theory]
    [InlineData(0, 1, true)]
    [InlineData(-1, 0, false)]
    [InlineData(1, 2, false)]
    public void Includes_Time_FromSinceToBeforeUntil(int since, int until, bool included) =>
        Assert.Equal(included, new AuditFilter(null, null, null, Noon.AddHours(since), Noon.AddHours(until)).Includes(Line));

    [Fact]
    public async Task FindAsync_NothingMatches_EndsThePageAndGoesOn()
    {
        const int Size = TransparencyLog.MostSearched + 5;
        await using var bench = await LogBench.CreateAsync(azurite);
        var tree = await TreeWriter.OpenAsync(bench.Store, from: null, Cancellation);
        for (var i = 0; i < Size; i++)
        {
            await tree.AddAsync((Line with { Operation = $"op-{i}" }).ToUtf8(), Cancellation);
        }

        await tree.FlushAsync(Cancellation);
        var head = new Checkpoint("serverless-compliance/acme/audit", Size, tree.Root());
        var signer = new CheckpointSigner(bench.Keys);
        await bench.PutCheckpointAsync(await signer.SignAsync(LogBench.Own, head, Cancellation), AuditPosition.Start);
        var nothing = new AuditFilter("no.such", null, null, null, null);

        var first = await bench.Host().FindAsync(LogBench.Own, nothing, 0, 50, Cancellation);
        var second = await bench.Host().FindAsync(LogBench.Own, nothing, first.Next!.Value, 50, Cancellation);

        Assert.Equal((TransparencyLog.MostSearched, 0), (first.Next, first.Entries.Count));
        Assert.Equal((null, 0), (second.Next, second.Entries.Count));
    }

    [Fact]
    public void Csv_Entries_HaveOneLineEach()
    {
        var line = Line with { Details = new Dictionary<string, string>(StringComparer.Ordinal) { ["a"] = "-1", ["b"] = "x,y" } };

        var csv = Encoding.UTF8.GetString(AuditCsv.Write([new IndexedEntry(7, line.ToUtf8())]));

        Assert.Equal(
            "index,id,at,event,operation,phase,principal,outcome,origin,resource,details\r\n"
                + $"7,{Line.Id},2026-03-02T12:00:00Z,recording.sealed,op,done,system,success,Test,recordings/r1/files/0,\"a=-1 b=x,y\"\r\n",
            csv);
    }
}
