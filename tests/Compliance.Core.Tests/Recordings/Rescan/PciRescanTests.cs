using System.Text;
using Compliance.Audit;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Core.Tests.SubjectRequests.Erasure;
using Compliance.Failures;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Pci;
using Compliance.Recordings;
using Compliance.Sealing;

namespace Compliance.Core.Tests.Recordings.Rescan;

/// <summary>What an older gate has sealed is examined again by today's.</summary>
public sealed class PciRescanTests(AzuriteFixture azurite)
{
    const string Card = "hello, my card is 4111 1111 1111 1111 and the cvv is 737";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_found_is_taken_out_and_its_key_shredded_and_the_rest_stays()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var (clean, found, fresh) = (await bench.SealedAsync(), await bench.SealedAsync(), await bench.SealedAsync());
        await AgeAsync(bench, clean);
        await AgeAsync(bench, found, Card);

        var report = await RescanAsync(bench, "{}");

        Assert.Equal((PciRescanState.Completed, (long?)3, 3L), (report.State, report.Total, report.Done));
        Assert.Equal((1L, 1L, 1L, 0L), (report.Clean, report.Found, report.Skipped, report.Failed));
        Assert.Equal([new PciRescanGate(0, 2, 1)], report.ByGate);
        Assert.DoesNotContain("1111", await ContentAsync(bench, found), StringComparison.Ordinal);
        Assert.Equal((2, 1, 1), (await GenerationAsync(bench, found), await GenerationAsync(bench, clean), await GenerationAsync(bench, fresh)));
        Assert.Null(await bench.Get<KeyRing>().FindAsync(bench.Store, found, 1, Cancellation));
        foreach (var id in (RecordingId[])[clean, found, fresh])
        {
            await Settled.CheckAsync(bench, id);
            Assert.Equal(PciGate.Version, (await PciAsync(bench, id)).Gate);
        }

        var find = Assert.Single((await FindsAsync(bench, "")).Items);
        Assert.Equal((found, PciFindOrigin.Rescan, (int?)0), (find.RecordingId, find.Origin, find.FormerGate));
        Assert.Equal((PciFindSource.Text, true, PciFindFix.Removed), (find.Source, find.WithSad, find.Fix));
        Assert.Equal("olderGate", find.Cause);
        Assert.Equal([PciFindForm.Text], find.Forms);
        Assert.Equal(["visa"], find.Schemes);
        Assert.Contains(bench.Audit.Entries, x => x is { Event: "recording.rescanned", Phase: AuditPhase.Done });
        Assert.Contains(bench.Audit.Entries, x => x is { Event: "pci.rescanned", Phase: AuditPhase.Done });
    }

    [Fact]
    public async Task Twice_finds_nothing_new()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var id = await bench.SealedAsync();
        await AgeAsync(bench, id, Card);
        Assert.Equal(1, (await RescanAsync(bench, "{}")).Found);

        var again = await RescanAsync(bench, "{}");
        var all = await RescanAsync(bench, $$"""{"olderThan":{{PciGate.Version + 1}}}""");

        Assert.Equal((1L, 0L), (again.Skipped, again.Found));
        Assert.Equal((1L, 0L), (all.Clean, all.Found));
        Assert.Single((await FindsAsync(bench, "")).Items);
        Assert.Equal(2, await GenerationAsync(bench, id));
    }

    [Fact]
    public async Task A_legal_hold_keeps_no_card_data()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var id = await bench.SealedAsync();
        await AgeAsync(bench, id, Card);
        await bench.HoldAsync(id, "hold-1");

        Assert.Equal(1, (await RescanAsync(bench, "{}")).Found);

        Assert.Null((await bench.DocumentAsync(id)).HeldGeneration);
        Assert.True((await bench.DocumentAsync(id)).IsHeld);
        Assert.Null(await bench.Get<KeyRing>().FindAsync(bench.Store, id, 1, Cancellation));
        await Settled.CheckAsync(bench, id);
    }

    [Fact]
    public async Task What_is_in_quarantine_stays_there_without_its_card_data()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var id = await bench.SealedAsync("hello, another content than announced");
        await AgeAsync(bench, id, Card);

        Assert.Equal(1, (await RescanAsync(bench, "{}")).Found);

        var document = await bench.DocumentAsync(id);
        Assert.Equal((RecordingState.Quarantined, "sizeMismatch"), (document.State, document.Quarantine?.Reason));
        Assert.DoesNotContain("1111", await ContentAsync(bench, id), StringComparison.Ordinal);
        Assert.Equal(PciFindFix.Withheld, Assert.Single((await FindsAsync(bench, "")).Items).Fix);
    }

    [Fact]
    public async Task Card_data_in_sealed_metadata_is_taken_out_too()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var id = await bench.SealedAsync();
        await AgeAsync(bench, id, note: "card 4111 1111 1111 1111");

        Assert.Equal(1, (await RescanAsync(bench, "{}")).Found);

        using var recording = await bench.Get<ManifestReader>().FindAsync(bench.Store, id, Cancellation);
        Assert.DoesNotContain("1111", SealedMetadata.Open(recording!).Call.Custom["note"], StringComparison.Ordinal);
        Assert.Equal(PciFindSource.Metadata, Assert.Single((await FindsAsync(bench, "?source=metadata")).Items).Source);
        await Settled.CheckAsync(bench, id);
    }

    [Fact]
    public async Task Card_data_in_what_was_corrected_is_taken_out_too_and_the_rest_stays()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var id = await bench.SealedAsync();
        Party[] parties = [new() { Role = PartyRole.Caller, Name = "Ada 4111 1111 1111 1111", Phone = "+447700900123" }];
        var custom = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["note"] = "card 4111 1111 1111 1111", ["kept"] = "as it was",
        };
        CorrectedValue[] values =
        [
            new("parties", CorrectionReader.Element(parties), null),
            new("custom", CorrectionReader.Element(custom), null),
            new(CorrectedValue.Turns, CorrectionReader.Element("it is 4111 1111 1111 1111"), CorrectionReader.Element("it is blue"))
            {
                File = "t.json", Turn = 1,
            },
            new("language", CorrectionReader.Element("en"), CorrectionReader.Element("de")),
        ];
        await AgeAsync(bench, id, correction: new(bench.Clock.GetUtcNow(), "officer", "cvv 737", ["parties"]) { Changes = values });

        Assert.Equal(1, (await RescanAsync(bench, "{}")).Found);

        using var recording = await bench.Get<ManifestReader>().FindAsync(bench.Store, id, Cancellation);
        var note = Assert.Single(SealedMetadata.Open(recording!).Corrections);
        var left = note.Reason + string.Concat(note.Changes.Select(x => x.From?.GetRawText() + x.To?.GetRawText()));
        Assert.DoesNotContain("1111", left, StringComparison.Ordinal);
        Assert.DoesNotContain("737", left, StringComparison.Ordinal);
        Assert.All(["Ada", "447700900123", "as it was", "it is blue", "\"en\""], x => Assert.Contains(x, left, StringComparison.Ordinal));
        Assert.Equal("t.json", note.Changes[2].File);
        var find = Assert.Single((await FindsAsync(bench, "?source=metadata")).Items);
        Assert.Equal((PciFindOrigin.Rescan, true), (find.Origin, find.WithSad));
        Assert.Equal(0, (await RescanAsync(bench, $$"""{"olderThan":{{PciGate.Version + 1}}}""")).Found);
    }

    [Fact]
    public async Task What_was_in_a_correction_is_a_find_of_its_own()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var id = await bench.SealedAsync();
        var parser = new TicketParser(new Compliance.Identities.IdentityNormalizer(bench.Settings.Country), bench.Clock);
        var body = Encoding.UTF8.GetBytes("""{"custom":{"note":"card 4111 1111 1111 1111"},"reason":"note added"}""");

        var corrected = await bench.Get<MetadataCorrector>().ApplyAsync(
            bench.Store, RecordingBench.Actor, id, call => parser.ParseCorrection(body, call), bench.Settings, Cancellation);

        Assert.True(corrected.IsSuccess(out var call, out var failure), $"{failure}");
        Assert.DoesNotContain("1111", call.Custom["note"], StringComparison.Ordinal);
        var find = Assert.Single((await FindsAsync(bench, "?origin=correction")).Items);
        Assert.Equal((id, PciFindSource.Metadata, PciFindFix.Removed), (find.RecordingId, find.Source, find.Fix));
    }

    [Fact]
    public async Task Filters_narrow_it_and_erased_recordings_are_skipped()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var other = await bench.SealedAsync(ticket: bench.Ticket(queue: "sales"));
        var early = await bench.SealedAsync(ticket: bench.Ticket(startedAt: "2026-01-02T09:15:00Z"));
        var wanted = await bench.SealedAsync();
        foreach (var id in (RecordingId[])[other, early, wanted])
        {
            await AgeAsync(bench, id, Card);
        }

        var report = await RescanAsync(bench, """{"queue":"billing","from":"2026-03-01T00:00:00Z","to":"2026-04-01T00:00:00Z"}""");

        Assert.Equal((1L, 2L), (report.Found, report.Skipped));
        Assert.Equal(wanted, Assert.Single((await FindsAsync(bench, "")).Items).RecordingId);
    }

    [Fact]
    public async Task A_step_that_died_is_repeated_without_counting_twice()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var ids = new List<RecordingId>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add(await bench.SealedAsync());
            await AgeAsync(bench, ids[^1], Card);
        }

        await AskAsync(bench, "{}");
        var rescan = (await bench.Get<PciRescanStore>().ReadAsync(bench.Store, Cancellation)).Document;

        // What a step did before it died, without its note of it.
        await bench.Get<RecordingRescan>().LookAsync(bench.Store, ids[0], rescan, $"seal-acme-{ids[0]}", Cancellation);
        var report = await EndAsync(bench);

        Assert.Equal((3L, 0L, 0L), (report.Found, report.Clean, report.Failed));
        var generations = await Task.WhenAll(ids.Select(x => GenerationAsync(bench, x)));
        Assert.Equal([2, 2, 2], generations);
        Assert.Equal(3, (await FindsAsync(bench, "")).Items.Count);
    }

    [Fact]
    public async Task What_is_not_authentic_is_named_and_keeps_nothing_waiting()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var (bad, good) = (await bench.SealedAsync(), await bench.SealedAsync());
        await AgeAsync(bench, bad);
        await AgeAsync(bench, good, Card);
        await SealedFileNames.Blob(bench.Store, bad, 1, 0).DeleteAsync(cancellationToken: Cancellation);

        var report = await RescanAsync(bench, "{}");

        Assert.Equal((1L, 1L), (report.Found, report.Failed));
        Assert.Equal(bad, Assert.Single(report.Failures).RecordingId);
    }

    [Fact]
    public async Task One_runs_at_a_time_and_can_be_cancelled()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var first = await AskAsync(bench, "{}");

        Assert.Equal(first.Rescan.RescanId, (await AskAsync(bench, "{}")).Rescan.RescanId);
        Assert.Equal(FailureKind.Conflict, (await TryAskAsync(bench, """{"queue":"sales"}""")).Failure?.Kind);
        var rescans = bench.Get<PciRescan>();
        Assert.True((await rescans.CancelAsync(bench.Store, RecordingBench.Actor, Cancellation)).IsSuccess(out var cancelled, out _));
        Assert.Equal(PciRescanState.Cancelled, cancelled.State);
        Assert.True((await TurnAsync(bench)).Ended);
        Assert.Equal(
            FailureKind.Conflict, (await rescans.CancelAsync(bench.Store, RecordingBench.Actor, Cancellation)).Failure?.Kind);
    }

    [Theory]
    [InlineData("""{"olderThan":0}""", "olderThan")]
    [InlineData("""{"olderThan":99}""", "olderThan")]
    [InlineData("""{"olderThan":"1"}""", "olderThan")]
    [InlineData("""{"queue":""}""", "queue")]
    [InlineData("""{"from":"2026-03-01"}""", "from")]
    [InlineData("""{"from":"2026-03-02T00:00:00Z","to":"2026-03-01T00:00:00Z"}""", "to")]
    [InlineData("""{"gate":1}""", "gate")]
    public void A_faulty_form_names_its_field(string json, string field) =>
        Assert.Equal([field], PciRescanForm.Parse(Encoding.UTF8.GetBytes(json)).Failure?.Errors?.ByField.Keys);

    [Fact]
    public async Task Finds_come_in_pages_newest_calls_first_and_those_of_ingest_too()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var ids = new List<RecordingId>();
        for (var day = 1; day <= 5; day++)
        {
            var ticket = bench.Ticket(files: 2, startedAt: $"2026-03-0{day}T09:15:00Z");
            var id = await bench.AnnounceAsync(ticket);
            await bench.UploadAsync(id, 0, Card);
            await bench.UploadAsync(id, 1, Card);
            await bench.SealAsync(id);
            ids.Add(id);
        }

        var (seen, continuation) = (new List<PciFindView>(), (string?)null);
        do
        {
            var page = await FindsAsync(bench, "", limit: 3, continuation);
            Assert.InRange(page.Items.Count, 1, 3);
            seen.AddRange(page.Items);
            continuation = page.Continuation;
        }
        while (continuation is not null);

        ids.Reverse();
        Assert.Equal(ids.SelectMany(x => (string[])[$"{x}/1", $"{x}/2"]), seen.Select(x => x.FindId));
        Assert.All(seen, x => Assert.Equal((PciFindOrigin.Ingest, null, "queueTakesNoPayments"), (x.Origin, x.FormerGate, x.Cause)));
        Assert.Equal(2, (await FindsAsync(bench, $"?recordingId={ids[0]}")).Items.Count);
        Assert.Equal(4, (await FindsAsync(bench, "?from=2026-03-04")).Items.Count);
        Assert.Empty((await FindsAsync(bench, "?queue=sales")).Items);
        Assert.Empty((await FindsAsync(bench, "?origin=rescan")).Items);
        Assert.Empty((await FindsAsync(bench, "?foundSince=2100-01-01")).Items);
    }

    [Theory]
    [InlineData("?source=tape", "source")]
    [InlineData("?origin=Rescan", "origin")]
    [InlineData("?recordingId=x", "recordingId")]
    [InlineData("?foundSince=x", "foundSince")]
    [InlineData("?from=2026-03-02&to=2026-03-01", "to")]
    public void A_faulty_query_names_its_parameter(string query, string parameter) =>
        Assert.Equal([parameter], PciFindQuery.Parse(Query(query)).Failure?.Errors?.ByField.Keys);

    static Task AgeAsync(
        RecordingBench bench, RecordingId id, string? content = null, string? note = null, CorrectionNote? correction = null) =>
        bench.Get<IServiceProvider>().AgeAsync(bench.Store, id, content, note, correction, Cancellation);

    static async Task<PciRescanView> RescanAsync(RecordingBench bench, string form)
    {
        // Clocks stand still here: what was sealed just now was examined before this.
        bench.Clock.Advance(TimeSpan.FromSeconds(1));
        await AskAsync(bench, form);
        return await EndAsync(bench);
    }

    static async Task<PciRescanView> EndAsync(RecordingBench bench)
    {
        while (!(await TurnAsync(bench)).Ended)
        {
        }

        return await bench.Get<PciRescan>().ReadAsync(bench.Store, Cancellation);
    }

    static Task<WalkTurn> TurnAsync(RecordingBench bench) =>
        bench.Get<PciRescan>().TurnAsync(bench.Store.Scope, id => $"seal-acme-{id}", Cancellation);

    static async Task<PciRescanAsked> AskAsync(RecordingBench bench, string form)
    {
        Assert.True((await TryAskAsync(bench, form)).IsSuccess(out var asked, out var failure), $"{failure}");
        return asked;
    }

    static async Task<Outcome<PciRescanAsked>> TryAskAsync(RecordingBench bench, string form)
    {
        Assert.True(PciRescanForm.Parse(Encoding.UTF8.GetBytes(form)).IsSuccess(out var parsed, out var failure), $"{failure}");
        return await bench.Get<PciRescan>().AskAsync(bench.Store, RecordingBench.Actor, parsed, Cancellation);
    }

    static async Task<PciFindPage> FindsAsync(RecordingBench bench, string query, int limit = 50, string? continuation = null)
    {
        Assert.True(PciFindQuery.Parse(Query(query)).IsSuccess(out var parsed, out _));
        var listed = await bench.Get<PciFindReader>().ListAsync(
            bench.Store, RecordingBench.Actor, parsed, limit, continuation, Cancellation);
        Assert.True(listed.IsSuccess(out var page, out var failure), $"{failure}");
        return page;
    }

    static Func<string, string?> Query(string query)
    {
        var values = query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(x => x.Split('=')).ToDictionary(x => x[0], x => x[1], StringComparer.Ordinal);
        return name => values.GetValueOrDefault(name);
    }

    static async Task<int> GenerationAsync(RecordingBench bench, RecordingId id) => (await bench.DocumentAsync(id)).Generation;

    static async Task<PciReport> PciAsync(RecordingBench bench, RecordingId id)
    {
        using var recording = await bench.Get<ManifestReader>().FindAsync(bench.Store, id, Cancellation);
        return recording!.Manifest.Pci!;
    }

    static async Task<string> ContentAsync(RecordingBench bench, RecordingId id)
    {
        using var recording = await bench.Get<ManifestReader>().FindAsync(bench.Store, id, Cancellation);
        var (generation, file) = (recording!.Manifest.Generation, recording.Manifest.Files[0]);
        await using var content = await SealedBlobReader.OpenAsync(
            SealedFileNames.Blob(bench.Store, id, generation, file.Ordinal),
            recording.Key.Bytes,
            ManifestReader.KeyId(bench.Store, id, generation),
            file.Content,
            Cancellation);
        using var reader = new StreamReader(content);
        return await reader.ReadToEndAsync(Cancellation);
    }
}
