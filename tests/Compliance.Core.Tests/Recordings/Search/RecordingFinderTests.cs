using Compliance.Access;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Failures;
using Compliance.Identities;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Tenancy;

namespace Compliance.Core.Tests.Recordings.Search;

public sealed class RecordingFinderTests(AzuriteFixture azurite)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(50)]
    public async Task FindAsync_PageByPage_GivesEachOnceNewestFirst(int limit)
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        string[] starts = ["2026-03-01T10:00:00Z", "2026-03-02T09:00:00Z", "2026-03-02T09:00:00Z", "2026-03-02T23:59:59Z", "2026-03-05T00:00:00Z"];
        var made = new List<(string StartedAt, RecordingId Id)>();
        foreach (var startedAt in starts)
        {
            made.Add((startedAt, await bench.AnnounceAsync(bench.Ticket(startedAt: startedAt))));
        }

        var (found, continuation) = (new List<string>(), (string?)null);
        do
        {
            var page = await FindAsync(bench, new RecordingSearch(), Caller("*"), limit, continuation);
            Assert.InRange(page.Items.Count, 0, limit);
            found.AddRange(page.Items.Select(x => x.RecordingId));
            continuation = page.Continuation;
        }
        while (continuation is not null);

        Assert.Equal(
            made.OrderByDescending(x => x.StartedAt, StringComparer.Ordinal).ThenBy(
                x => $"{x.Id}", StringComparer.Ordinal).Select(x => $"{x.Id}"), found);
    }

    [Fact]
    public async Task FindAsync_WithinTeams_GivesTheirQueuesOnly()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var billing = await bench.AnnounceAsync(bench.Ticket());
        await bench.AnnounceAsync(bench.Ticket(queue: "sales"));

        Assert.Equal([$"{billing}"], (await FindAsync(bench, new RecordingSearch(), Caller("billing"))).Items.Select(x => x.RecordingId));
        Assert.Empty((await FindAsync(bench, new RecordingSearch { Queue = "sales" }, Caller("billing"))).Items);
        Assert.Empty((await FindAsync(bench, new RecordingSearch(), Caller())).Items);
    }

    [Fact]
    public async Task AnAgent_IsLookedForInEverySpellingThatTheIndexMayHave()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        using var secret = await bench.Get<IndexSecretReader>().OpenAsync(bench.Store, Cancellation);
        var normalizer = new IdentityNormalizer("GB", [new IdentitySpelling(0, (_, _, text) => text)]);

        var terms = RecordingFinder.Terms(new RecordingSearch { AgentId = "Agent-1" }, Caller("*"), secret.Tokens, normalizer);

        Assert.Equal(
            ((string[])["agent-1", "Agent-1"]).Select(x => (secret.Tokens.Token("agentId", x).Value, "agentId")), terms);
    }

    [Fact]
    public async Task FindAsync_AContinuationOfNobodys_IsInvalid()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);

        var outcome = await bench.Get<RecordingFinder>().FindAsync(
            bench.Store, new RecordingSearch(), Caller("*"), 10, "not one", Cancellation);

        Assert.False(outcome.IsSuccess(out _, out var failure));
        FailureAssert.Is(FailureKind.Invalid, failure);
    }

    static async Task<SearchPage> FindAsync(
        RecordingBench bench, RecordingSearch search, Caller caller, int limit = 50, string? continuation = null)
    {
        var outcome = await bench.Get<RecordingFinder>().FindAsync(bench.Store, search, caller, limit, continuation, Cancellation);
        return outcome.IsSuccess(out var page, out var failure) ? page : throw new InvalidOperationException($"{failure}");
    }

    static Caller Caller(params string[] teams) => new(
        TenantId.Parse("acme"), "s", null, RecordingBench.Actor.Pseudonym, new HashSet<Role> { Role.RecordingsRead },
        new QueueScope(teams.Contains("*"), teams.ToHashSet(StringComparer.Ordinal)));
}
