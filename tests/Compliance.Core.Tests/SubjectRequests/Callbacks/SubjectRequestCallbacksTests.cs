using System.Text;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Model;
using Compliance.SubjectRequests;

namespace Compliance.Core.Tests.SubjectRequests.Callbacks;

public sealed class SubjectRequestCallbacksTests(AzuriteFixture azurite)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_address_is_told_id_and_state_and_nothing_else()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var (sender, request) = (new Addresses(), await RequestAsync(bench, "https://a.example/x", "https://b.example/y"));

        await Callbacks(bench, sender).PostAsync(bench.Store, request, SubjectRequestState.AwaitingAnswer, Cancellation);

        var body = $$"""{"requestId":"{{request}}","state":"awaitingAnswer"}""";
        Assert.Equal([$"https://a.example/x {body}", $"https://b.example/y {body}"], sender.Taken.Order(StringComparer.Ordinal));
        await Callbacks(bench, sender).PostAsync(bench.Store, request, SubjectRequestState.AwaitingAnswer, Cancellation);
        await RetryAsync(bench, Callbacks(bench, sender), minutes: 6);
        Assert.Equal(2, sender.Asked);
        Assert.Empty(await RecordingBench.NamesAsync(bench.Store.State, "callbacks/"));
    }

    [Fact]
    public async Task What_is_not_taken_is_tried_again_alone_until_it_is()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var (sender, request) = (
            new Addresses { Away = "https://b.example/y" }, await RequestAsync(bench, "https://a.example/x", "https://b.example/y"));
        var callbacks = Callbacks(bench, sender);
        await callbacks.PostAsync(bench.Store, request, SubjectRequestState.Running, Cancellation);

        await RetryAsync(bench, callbacks, minutes: 4);
        Assert.Equal(2, sender.Asked);
        await RetryAsync(bench, callbacks, minutes: 2);
        Assert.Equal(3, sender.Asked);
        sender.Away = null;
        await RetryAsync(bench, callbacks, minutes: 21);
        await RetryAsync(bench, callbacks, minutes: 21);

        Assert.Equal(2, sender.Taken.Count);
        Assert.Equal(4, sender.Asked);
        Assert.Empty(await RecordingBench.NamesAsync(bench.Store.State, "callbacks/"));
    }

    [Fact]
    public async Task A_newer_state_takes_the_older_one_s_place()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var (sender, request) = (new Addresses { Away = "https://a.example/x" }, await RequestAsync(bench, "https://a.example/x"));
        var callbacks = Callbacks(bench, sender);
        await callbacks.PostAsync(bench.Store, request, SubjectRequestState.Running, Cancellation);
        await callbacks.PostAsync(bench.Store, request, SubjectRequestState.AwaitingAnswer, Cancellation);

        sender.Away = null;
        await RetryAsync(bench, callbacks, minutes: 6);
        await RetryAsync(bench, callbacks, minutes: 60);

        Assert.EndsWith("\"awaitingAnswer\"}", Assert.Single(sender.Taken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_three_days_it_is_given_up_and_audited()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var (sender, request) = (new Addresses { Away = "https://a.example/x" }, await RequestAsync(bench, "https://a.example/x"));
        var callbacks = Callbacks(bench, sender);
        await callbacks.PostAsync(bench.Store, request, SubjectRequestState.Completed, Cancellation);

        for (var i = 0; i < 30; i++)
        {
            await RetryAsync(bench, callbacks, minutes: 6 * 60);
        }

        Assert.InRange(sender.Asked, 6, 14);
        var entry = Assert.Single(bench.Audit.Entries, x => x.Event == "callback.givenUp");
        Assert.Equal($"requests/{request}", entry.Resource);
        Assert.Empty(await RecordingBench.NamesAsync(bench.Store.State, "callbacks/"));
    }

    [Fact]
    public async Task Whatever_call_of_the_storage_it_dies_at_a_second_run_or_the_timer_tells()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var interruption = new Interruption();
        await using var dying = bench.Beside(interruption);
        var sender = new Addresses();
        await Callbacks(dying, sender).PostAsync(
            bench.Store, await RequestAsync(bench, "https://a.example/x"), SubjectRequestState.Running, Cancellation);
        var request = await RequestAsync(bench, "https://a.example/x");
        interruption.Before(0, null);
        await Callbacks(dying, sender).PostAsync(dying.Store, request, SubjectRequestState.Running, Cancellation);

        for (var (at, calls) = (1, interruption.Seen); at <= calls; at++)
        {
            request = await RequestAsync(bench, "https://a.example/x");
            interruption.Before(at, () => throw new IOException("The host died."));
            await Assert.ThrowsAnyAsync<IOException>(
                () => Callbacks(dying, sender).PostAsync(dying.Store, request, SubjectRequestState.Running, Cancellation));
            await Callbacks(bench, sender).PostAsync(bench.Store, request, SubjectRequestState.Running, Cancellation);
            await RetryAsync(bench, Callbacks(bench, sender), minutes: 6);

            Assert.Contains(sender.Taken, x => x.Contains(request.ToString(), StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Hosts_that_look_at_once_try_it_once()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var (sender, request) = (new Addresses { Away = "https://a.example/x" }, await RequestAsync(bench, "https://a.example/x"));
        var callbacks = Callbacks(bench, sender);
        await callbacks.PostAsync(bench.Store, request, SubjectRequestState.Running, Cancellation);

        bench.Clock.Advance(TimeSpan.FromMinutes(6));
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => callbacks.RetryAsync(bench.Store, "RetryCallbacks", Cancellation)));

        Assert.Equal(2, sender.Asked);
    }

    static SubjectRequestCallbacks Callbacks(RecordingBench bench, ICallbackSender sender) =>
        new(bench.Get<SubjectRequestTexts>(), bench.Get<CallbackWorkStore>(), sender, bench.Audit, bench.Clock);

    static async Task RetryAsync(RecordingBench bench, SubjectRequestCallbacks callbacks, int minutes)
    {
        bench.Clock.Advance(TimeSpan.FromMinutes(minutes));
        Assert.Empty(await callbacks.RetryAsync(bench.Store, "RetryCallbacks", Cancellation));
    }

    static async Task<SubjectRequestId> RequestAsync(RecordingBench bench, params IReadOnlyList<string> urls)
    {
        var request = SubjectRequestId.New(bench.Clock);
        (await bench.Get<SubjectRequestKeys>().CreateAsync(bench.Store, request, Cancellation)).Dispose();
        await bench.Get<SubjectRequestTexts>().PutAsync(
            bench.Store, request, SubjectRequestPerson.Name, new SubjectRequestPerson([], null, null, urls), Cancellation);
        return request;
    }

    sealed class Addresses : ICallbackSender
    {
        readonly List<string> taken = [];
        int asked;

        public string? Away { get; set; }

        public IReadOnlyList<string> Taken => taken;

        public int Asked => asked;

        public Task<bool> TryPostAsync(string url, ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref asked);
            if (url == Away)
            {
                return Task.FromResult(false);
            }

            lock (taken)
            {
                taken.Add($"{url} {Encoding.UTF8.GetString(json.Span)}");
            }

            return Task.FromResult(true);
        }
    }
}
