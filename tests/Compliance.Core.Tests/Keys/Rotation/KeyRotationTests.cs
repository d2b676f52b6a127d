using System.Security.Cryptography;
using Azure;
using Azure.Core;
using Azure.Storage.Blobs.Models;
using Compliance.Audit;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Keys;
using Compliance.Model;
using Compliance.SubjectRequests;

namespace Compliance.Core.Tests.Keys.Rotation;

public sealed class KeyRotationTests(AzuriteFixture azurite)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_record_of_any_shape_is_under_the_new_version_and_opens_to_the_same()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var (ring, secrets) = (bench.Get<KeyRing>(), bench.Get<TenantSecrets>());
        var recording = await bench.NewKeyAsync(generations: 3);
        await ring.AdvanceAsync(bench.Store, recording, minSequence: 7, generation: 2, Cancellation);
        var request = await bench.NewRequestKeyAsync();
        using var index = await secrets.GetAsync(bench.Store.Scope, "index-secret", Cancellation);
        using var second = await ring.FindAsync(bench.Store, recording, 2, Cancellation);
        using var third = await ring.FindAsync(bench.Store, recording, 3, Cancellation);
        await bench.NewVersionAsync();
        await using var host = bench.Beside(new Interruption());
        var cached = host.Get<UnwrappedKeyCache>().Count;

        var ended = await host.RotateAsync();

        // One more record, and three more calls of the vault: the integrity key is opened for use in two minutes, and re-wrapped.
        Assert.Equal((RotationState.Completed, 4L, 4L, 0L, 0L), (ended.State, ended.Total, ended.Done, ended.Gone, ended.Failed));
        Assert.Equal(7, host.Vaults.Calls);
        Assert.Equal(cached + 1, host.Get<UnwrappedKeyCache>().Count);
        await bench.AssertCurrentAsync();
        using var secondNow = await host.Get<KeyRing>().FindAsync(host.Store, recording, 2, Cancellation);
        using var thirdNow = await host.Get<KeyRing>().FindAsync(host.Store, recording, 3, Cancellation);
        using var indexNow = await host.Get<TenantSecrets>().GetAsync(host.Store.Scope, "index-secret", Cancellation);
        Assert.Equal(second!.Bytes.Reveal(), secondNow!.Bytes.Reveal());
        Assert.Equal(third!.Bytes.Reveal(), thirdNow!.Bytes.Reveal());
        Assert.Equal(index.Reveal(), indexNow.Reveal());
        Assert.Equal(7, secondNow.MinSequence);
        Assert.Equal($"call-of-{recording}", await ring.FindCallIdAsync(host.Store, recording, Cancellation));
        using var requestNow = await host.Get<SubjectRequestKeys>().FindAsync(host.Store, request, Cancellation);
        Assert.NotNull(requestNow);
    }

    [Fact]
    public async Task Members_that_this_version_does_not_know_stay()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var id = await bench.NewKeyAsync();
        var blob = bench.Store.Keyring.GetBlobClient($"recordings/{id}");
        var json = System.Text.Json.Nodes.JsonNode.Parse((await blob.DownloadContentAsync(Cancellation)).Value.Content)!;
        json["later"] = 1;
        json["keys"]![0]!["also"] = "this";
        var options = new BlobUploadOptions { Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["other"] = "kept" } };
        await bench.Store.Documents.UploadAsync(blob, BinaryData.FromString(json.ToJsonString()), options, Cancellation);
        await bench.NewVersionAsync();

        await bench.RotateAsync();

        var after = (await blob.DownloadContentAsync(Cancellation)).Value;
        var read = System.Text.Json.Nodes.JsonNode.Parse(after.Content)!;
        Assert.Equal((1, "this"), (read["later"]!.GetValue<int>(), read["keys"]![0]!["also"]!.GetValue<string>()));
        Assert.Equal("kept", after.Details.Metadata["other"]);
        await bench.AssertCurrentAsync();
    }

    [Fact]
    public async Task Where_nothing_is_under_an_old_version_nothing_is_written_or_logged()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        Assert.False(await bench.Get<KeyRotation>().IsDueAsync(bench.Store.Scope, Cancellation));
        await bench.NewKeyAsync();
        Assert.True(await bench.Get<KeyRotation>().IsDueAsync(bench.Store.Scope, Cancellation));

        var ended = await bench.TurnToEndAsync();

        Assert.Equal((RotationState.None, 1), (ended.State, bench.Vaults.Calls));
        Assert.DoesNotContain(bench.Audit.Entries, x => x.Resource == RotationAudit.Resource);
        Assert.False(await bench.Get<KeyRotation>().IsDueAsync(bench.Store.Scope, Cancellation));
        bench.Clock.Advance(TimeSpan.FromHours(24));
        Assert.True(await bench.Get<KeyRotation>().IsDueAsync(bench.Store.Scope, Cancellation));
    }

    [Fact]
    public async Task It_begins_when_every_host_has_noticed_and_says_from_when_the_old_version_may_go()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        bench.Vaults.NoticedLater = TimeSpan.FromMinutes(5);
        await bench.NewKeyAsync();
        await bench.TurnToEndAsync();
        await bench.NewVersionAsync();
        var (old, began) = ((await bench.VersionsAsync())[1], bench.Clock.GetUtcNow());
        Assert.True(await bench.Get<KeyRotation>().IsDueAsync(bench.Store.Scope, Cancellation));
        Assert.Equal(RotationState.Waiting, (await bench.ViewAsync()).State);

        Assert.Equal(RotationTurn.Again, await bench.TurnAsync());
        Assert.Equal(RotationTurn.Wait(began.AddMinutes(5)), await bench.TurnAsync());

        var waiting = await bench.ViewAsync();
        Assert.Equal((RotationState.Waiting, 2L, 1), (waiting.State, waiting.Total, bench.Vaults.Calls));
        Assert.Equal(new OldVersionView(old, 2, NeededUntil: null), Assert.Single(waiting.OldVersions));
        Assert.Equal(began.AddMinutes(5), waiting.EstimatedEnd!.Value, TimeSpan.FromSeconds(1));
        var ended = await bench.TurnToEndAsync();
        Assert.Equal(began.AddMinutes(5), ended.CompletedAt);
        var view = await bench.ViewAsync();
        Assert.Equal(new OldVersionView(old, 0, began.AddMinutes(5).AddDays(7)), Assert.Single(view.OldVersions));
        Assert.Equal((RotationState.Completed, null), (view.State, view.EstimatedEnd));
    }

    [Fact]
    public async Task A_record_that_does_not_open_is_counted_named_and_logged_and_holds_up_nobody()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var (broken, whole) = (await bench.NewKeyAsync(), await bench.NewKeyAsync());
        await bench.Store.Keyring.GetBlobClient("recordings/nonsense").UploadAsync(BinaryData.FromString("{"), Cancellation);
        await bench.NewVersionAsync();
        var old = (await bench.VersionsAsync())[1];
        var record = $"recordings/{broken}";
        var wrapped = await WrappedAsync(bench, broken);
        bench.Vaults.Unwrapping = x => Throw(x.Bytes.Span.SequenceEqual(wrapped), new CryptographicException("No."));

        var ended = await bench.RotateAsync();

        Assert.Equal((RotationState.Incomplete, 2L, 2L, 4L), (ended.State, ended.Done, ended.Failed, ended.Total));
        Assert.Equal([record, "recordings/nonsense"], ended.Failures.Order(StringComparer.Ordinal));
        var named = bench.Audit.Entries.Where(x => x.Event == RotationAudit.NotRewrapped).DistinctBy(x => (x.Operation, x.Event));
        Assert.Equal(
            [$"keyring/{record}", "keyring/recordings/nonsense"], named.Select(x => x.Resource).Order(StringComparer.Ordinal));
        Assert.Equal(new OldVersionView(old, 1, NeededUntil: null), Assert.Single((await bench.ViewAsync()).OldVersions));
        using var key = await bench.Get<KeyRing>().FindAsync(bench.Store, whole, 1, Cancellation);
        Assert.Equal((await bench.VersionsAsync())[0], key!.KeyVersion);

        // It is not tried anew each day, but when somebody asks.
        bench.Clock.Advance(TimeSpan.FromDays(1));
        var calls = bench.Vaults.Calls;
        Assert.Equal(ended.CompletedAt, (await bench.TurnToEndAsync()).CompletedAt);
        // The integrity key is opened again after a day.
        Assert.Equal(calls + 1, bench.Vaults.Calls);
        bench.Vaults.Unwrapping = _ => { };
        await bench.Store.Keyring.GetBlobClient("recordings/nonsense").DeleteAsync(cancellationToken: Cancellation);
        Assert.Equal((RotationState.Completed, 3L, 0L), Facts(await bench.RotateAsync()));
        await bench.AssertCurrentAsync();

        static (RotationState, long, long) Facts(RotationDocument x) => (x.State, x.Done, x.Failed);
    }

    [Fact]
    public async Task A_vault_that_asks_for_patience_gets_it()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        await bench.NewKeyAsync();
        await bench.NewKeyAsync();
        await bench.NewVersionAsync();
        await bench.TurnAsync();
        await bench.TurnAsync();
        bench.Vaults.Unwrapping = _ => throw new RequestFailedException(new Busy());
        var now = bench.Clock.GetUtcNow();

        Assert.Equal(RotationTurn.Wait(now.AddSeconds(37)), await bench.TurnAsync());

        Assert.Equal(RotationState.Running, (await bench.ViewAsync()).State);
        bench.Vaults.Unwrapping = _ => { };
        Assert.Equal(3, (await bench.TurnToEndAsync()).Done);
        await bench.AssertCurrentAsync();
    }

    [Fact]
    public async Task A_vault_that_refuses_stops_it_and_the_timer_goes_on()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        await bench.NewKeyAsync();
        await bench.NewVersionAsync();
        await bench.TurnAsync();
        await bench.TurnAsync();
        bench.Vaults.Unwrapping = _ => throw new RequestFailedException(403, "No.");
        await Assert.ThrowsAsync<RequestFailedException>(bench.TurnAsync);
        await bench.Get<KeyRotation>().FailAsync(bench.Store.Scope, "Azure.RequestFailedException", Cancellation);
        var failed = await bench.ViewAsync();
        Assert.Equal((RotationState.Failed, "Azure.RequestFailedException"), (failed.State, failed.Fault));
        Assert.True(await bench.Get<KeyRotation>().IsDueAsync(bench.Store.Scope, Cancellation));
        bench.Vaults.Unwrapping = _ => { };

        var ended = await bench.TurnToEndAsync();

        Assert.Equal((RotationState.Completed, 2L, null), (ended.State, ended.Done, ended.Fault));
        AssertAudit(bench, "success");
    }

    [Fact]
    public async Task A_newer_version_ends_it_and_the_next_takes_all()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        await bench.NewKeyAsync();
        await bench.NewVersionAsync();
        await bench.TurnAsync();
        await bench.TurnAsync();
        await bench.NewVersionAsync();

        var ended = await bench.TurnToEndAsync();

        Assert.Equal((RotationState.Completed, (await bench.VersionsAsync())[0]), (ended.State, ended.Seal));
        AssertAudit(bench, "refused", "success");
        Assert.All((await bench.ViewAsync()).OldVersions, x => Assert.NotNull(x.NeededUntil));
        await bench.AssertCurrentAsync();
    }

    [Fact]
    public async Task A_host_that_has_not_noticed_takes_nothing_back()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        await using var late = bench.Beside(new Interruption());
        bench.Vaults.NoticedLater = late.Vaults.NoticedLater = TimeSpan.FromMinutes(5);
        await bench.NewKeyAsync();
        await bench.NewVersionAsync();
        late.Vaults.Lags = true;
        await bench.TurnAsync();

        Assert.Equal(RotationTurn.Wait(bench.Clock.GetUtcNow().AddMinutes(1)), await late.TurnAsync());

        bench.Clock.Advance(TimeSpan.FromMinutes(5));
        await bench.TurnToEndAsync();
        late.Vaults.Lags = false;
        Assert.Equal(RotationTurn.End, await late.TurnAsync());
        await bench.AssertCurrentAsync();
    }

    [Fact]
    public async Task What_comes_back_under_an_old_version_is_found_by_the_daily_look()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var (restored, other) = (await bench.NewKeyAsync(), await bench.NewKeyAsync());
        var blob = bench.Store.Keyring.GetBlobClient($"recordings/{restored}");
        var backup = (await blob.DownloadContentAsync(Cancellation)).Value;
        await bench.NewVersionAsync();
        await bench.RotateAsync();
        await blob.UploadAsync(backup.Content, new BlobUploadOptions { Metadata = backup.Details.Metadata }, Cancellation);
        bench.Clock.Advance(TimeSpan.FromDays(1));
        var calls = bench.Vaults.Calls;

        var ended = await bench.TurnToEndAsync();

        Assert.Equal((RotationState.Completed, 3L, 3L), (ended.State, ended.Done, ended.Total));
        Assert.Equal(calls + 2, bench.Vaults.Calls);
        Assert.Equal(bench.Clock.GetUtcNow().AddDays(7), Assert.Single((await bench.ViewAsync()).OldVersions).NeededUntil);
        using var kept = await bench.Get<KeyRing>().FindAsync(bench.Store, other, 1, Cancellation);
        Assert.NotNull(kept);
        await bench.AssertCurrentAsync();
    }

    [Fact]
    public async Task A_record_that_does_not_say_its_version_is_read_and_says_so_afterwards()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var id = await bench.NewKeyAsync();
        var blob = bench.Store.Keyring.GetBlobClient($"recordings/{id}");
        var record = (await blob.DownloadContentAsync(Cancellation)).Value.Content;
        await bench.Store.Documents.UploadAsync(blob, record, new BlobUploadOptions(), Cancellation);

        var ended = await bench.RotateAsync();

        Assert.Equal((RotationState.Completed, 1), (ended.State, bench.Vaults.Calls));
        await bench.AssertCurrentAsync();
    }

    [Fact]
    public async Task Asking_twice_is_one_rotation_and_it_is_in_the_audit_log()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var rotation = bench.Get<KeyRotation>();
        await bench.NewKeyAsync();
        await bench.NewVersionAsync();

        Assert.True(await rotation.AskAsync(bench.Store.Scope, RecordingBench.Actor, Cancellation));
        Assert.False(await rotation.AskAsync(bench.Store.Scope, RecordingBench.Actor, Cancellation));
        await bench.TurnAsync();
        Assert.False(await rotation.AskAsync(bench.Store.Scope, RecordingBench.Actor, Cancellation));
        await bench.TurnToEndAsync();
        bench.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await rotation.AskAsync(bench.Store.Scope, RecordingBench.Actor, Cancellation));
        await bench.TurnToEndAsync();

        Assert.Equal(2, bench.Audit.Entries.Count(x => x.Event == RotationAudit.Asked && x.Principal == RecordingBench.Actor.Pseudonym));
        AssertAudit(bench, "success");
        var done = bench.Audit.Entries.Last(x => x is { Event: RotationAudit.Rewrapped, Phase: AuditPhase.Done });
        Assert.Equal(
            ["done=2", "failed=0", "gone=0", "records=2", $"seal={(await bench.VersionsAsync())[0]}"],
            done.Details!.Select(x => $"{x.Key}={x.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_ring_of_many_pages_is_gone_through_in_steps_that_say_how_far_it_is()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var first = await bench.NewKeyAsync();
        await bench.NewVersionAsync();
        var one = (await bench.Store.Keyring.GetBlobClient($"recordings/{first}").DownloadContentAsync(Cancellation)).Value;
        var seal = new Dictionary<string, string>(StringComparer.Ordinal) { ["seal"] = one.Details.Metadata["seal"] };
        await Parallel.ForEachAsync(
            Enumerable.Range(2, KeyRotation.PageSize - 1),
            Cancellation,
            async (_, token) => await bench.Store.Documents.UploadAsync(
                bench.Store.Keyring.GetBlobClient($"recordings/{RecordingId.New(bench.Clock)}"),
                one.Content,
                new BlobUploadOptions { Metadata = seal },
                token));
        await bench.TurnAsync();
        await bench.TurnAsync();
        await bench.TurnAsync();

        var half = await bench.ViewAsync();

        Assert.Equal((KeyRotation.PageSize + 1L, (long)KeyRotation.PageSize), (half.Total, half.Done));
        Assert.Equal(1, Assert.Single(half.OldVersions).Records);
        Assert.Equal(KeyRotation.PageSize + 1, (await bench.TurnToEndAsync()).Done);
        Assert.InRange(bench.Vaults.Calls, KeyRotation.PageSize + 1, KeyRotation.PageSize + 5);
    }

    static async Task<byte[]> WrappedAsync(RecordingBench bench, RecordingId id)
    {
        var content = (await bench.Store.Keyring.GetBlobClient($"recordings/{id}").DownloadContentAsync(Cancellation)).Value.Content;
        Assert.True(WrappedKeyEditor.TryParse(content, out var keys));
        return keys.Keys[0].Bytes.ToArray();
    }

    static void Throw(bool when, Exception what)
    {
        if (when)
        {
            throw what;
        }
    }

    /// <summary>Each rotation is announced and ended, in order.</summary>
    static void AssertAudit(RecordingBench bench, params string[] outcomes)
    {
        var entries = bench.Audit.Entries.Where(x => x.Event == RotationAudit.Rewrapped).DistinctBy(x => (x.Operation, x.Phase)).ToList();
        Assert.Equal(outcomes.Length, entries.Count(x => x.Phase is AuditPhase.Intent));
        Assert.Equal(outcomes, entries.Where(x => x.Phase is AuditPhase.Done).Select(x => x.Outcome));
    }

    /// <summary>429 with <c>Retry-After</c>.</summary>
    sealed class Busy : Response
    {
        public override int Status => 429;

        public override string ReasonPhrase => "Too Many Requests";

        public override Stream? ContentStream { get; set; }

        public override string ClientRequestId { get; set; } = "";

        public override void Dispose()
        {
        }

        protected override bool ContainsHeader(string name) => Headed(name);

        protected override IEnumerable<HttpHeader> EnumerateHeaders() => [new HttpHeader("Retry-After", "37")];

        protected override bool TryGetHeader(string name, out string value)
        {
            value = Headed(name) ? "37" : "";
            return Headed(name);
        }

        protected override bool TryGetHeaderValues(string name, out IEnumerable<string> values)
        {
            values = Headed(name) ? ["37"] : [];
            return Headed(name);
        }

        static bool Headed(string name) => string.Equals(name, "Retry-After", StringComparison.OrdinalIgnoreCase);
    }
}
