using Azure.Storage.Blobs.Models;
using Compliance.Consents;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Model;
using Compliance.Notices;
using Compliance.Tenancy;

namespace Compliance.Core.Tests.Consents;

/// <summary>A report counts from the listing of the records, as far as that is authentic.</summary>
public sealed class ConsentReporterTests(AzuriteFixture azurite)
{
    static readonly DateTimeOffset May = new(2026, 5, 1, 10, 0, 0, TimeSpan.Zero);
    static readonly DateTimeOffset Now = May.AddDays(200);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("given", "given expired")]
    [InlineData("given withdrawn@4", "given withdrawn")]
    [InlineData("given withdrawn@6", "given expired withdrawn")]
    [InlineData("given expired@6", "given expired")]
    [InlineData("given reconfirmed@4", "given reconfirmed expired")]
    [InlineData("requested given refused@9", "requested given expired refused")]
    public void Happened_GivenForFiveDays_EndsOnceUnlessSomethingCameBefore(string states, string expected)
    {
        var events = states.Split(' ').Select(x => x.Split('@')).Select((x, i) => Event(
            Enum.Parse<ConsentState>(x[0], ignoreCase: true), x.Length > 1 ? int.Parse(x[1], null) : 0)).ToList();
        var happened = ConsentFacts.Of(Document(events)).Happened(Now).Select(x => $"{x.State}".ToLowerInvariant());
        Assert.Equal(expected, string.Join(' ', happened));
        Assert.DoesNotContain("expired", ConsentFacts.Of(Document([Event(ConsentState.Given, 0)])).Happened(May.AddDays(1)).Select(x => $"{x.State}"));

        static ConsentEvent Event(ConsentState state, int days) => At(state, days) with
        {
            ValidUntil = ConsentTransitions.IsValid(state) ? May.AddDays(5) : null,
        };
    }

    [Fact]
    public async Task Report_ReadsADocumentOnlyWhereItsListingDoesNotTellEnough()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var records = bench.Get<ConsentStore>();
        for (var i = 0; i < 40; i++)
        {
            await records.TryWriteAsync(bench.Store, Id(i), Document([At(ConsentState.Requested, 0), At(ConsentState.Given, 1)]), null, Cancellation);
        }

        // One with more than a listing takes, and one of a version that did not say it there.
        var (much, old) = (Document([.. Enumerable.Range(0, 90).Select(x => At(ConsentState.Given, x / 10.0))]), Document([At(ConsentState.Given, 1)]));
        await records.TryWriteAsync(bench.Store, Id(40), much, null, Cancellation);
        var plain = new VersionedBlob<ConsentId, ConsentDocument>(x => x.Requests, x => $"consents/{x}");
        Assert.NotNull(await plain.TryCreateAsync(bench.Store, Id(41), old, Cancellation));

        var trips = new StorageTrips();
        await using var host = bench.Counted(trips);
        await ReportAsync(host);
        trips.Clear();
        var report = await ReportAsync(host);
        Assert.Equal((42, 0, true), (report.Records, report.Unverifiable, report.IsComplete));
        Assert.Equal((40, 131, 131), (report.Total.Asked, report.Total.Given, report.Total.WithoutEvidence));

        // A listing for each first digit of the ids, and two documents.
        Assert.Equal(18, trips.Total);
        Assert.Equal(0, trips.Writes);
    }

    [Fact]
    public async Task Report_MetadataThatSomebodyChanged_AreNotCounted()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var records = bench.Get<ConsentStore>();
        var given = Document([At(ConsentState.Given, 0)]);
        var refused = Document([At(ConsentState.Refused, 0)]);
        await records.TryWriteAsync(bench.Store, Id(1), given, null, Cancellation);
        await records.TryWriteAsync(bench.Store, Id(2), refused, null, Cancellation);
        var (one, other) = (Blob(1), Blob(2));
        BlobProperties kept = await other.GetPropertiesAsync(cancellationToken: Cancellation);

        var forged = new Dictionary<string, string>(kept.Metadata, StringComparer.Ordinal);
        forged["facts"] = forged["facts"].Replace("refused", "given", StringComparison.Ordinal);
        await other.SetMetadataAsync(forged, cancellationToken: Cancellation);
        await IsAsync(given: 1, refused: 0, unverifiable: 1);

        // Those of another record.
        BlobProperties others = await one.GetPropertiesAsync(cancellationToken: Cancellation);
        await other.SetMetadataAsync(others.Metadata, cancellationToken: Cancellation);
        await IsAsync(given: 1, refused: 0, unverifiable: 1);

        await other.SetMetadataAsync(kept.Metadata, cancellationToken: Cancellation);
        await IsAsync(given: 1, refused: 1, unverifiable: 0);

        Azure.Storage.Blobs.BlobClient Blob(int i) => bench.Store.Requests.GetBlobClient($"consents/{Id(i)}");

        async Task IsAsync(int given, int refused, int unverifiable)
        {
            var report = await ReportAsync(bench);
            Assert.Equal((given, refused, unverifiable), (report.Total.Given, report.Total.Refused, report.Unverifiable));
        }
    }

    static async Task<ConsentReport> ReportAsync(RecordingBench bench)
    {
        Assert.True(ConsentReportQuery.Parse(x => x switch { "from" => "2026-05-01", "to" => "2026-06-01", _ => null }, Now)
            .IsSuccess(out var query, out _));
        Assert.True((await bench.Get<ConsentReporter>().ReportAsync(bench.Store, query, Cancellation)).IsSuccess(out var report, out _));
        return report;
    }

    static ConsentId Id(int i) => ConsentId.Of($"{i * 7 % 16:x}{i:x31}");

    static ConsentDocument Document(IReadOnlyList<ConsentEvent> events) => new()
    {
        Purpose = "quality", Events = events, Call = new ConsentCall(new string('a', 32), Queue: "Gespräche  zu Rechnungen"),
    };

    static ConsentEvent At(ConsentState state, double days) => new(state, May.AddDays(days), May.AddDays(days), "p-test")
    {
        Notice = NoticeId.TryParse("told", out var id) ? new GivenNotice(id, "v1 größer") : null,
    };
}
