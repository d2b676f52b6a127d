using System.Text;
using Compliance.Audit;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Keys;
using Compliance.Leavers;
using Compliance.Model;
using Compliance.Recordings;

namespace Compliance.Core.Tests.Leavers;

/// <summary>
/// A host dies before a storage call of the night that takes an employee off their calls, at calls that a seed chooses. The next night ends
/// what it began: the employee is off every call, counted once, under one certificate.
/// </summary>
public sealed class KilledLeaversTests(AzuriteFixture azurite) : IAsyncLifetime
{
    static readonly Actor Admin = RecordingBench.Actor;
    static readonly Actor Night = Actor.System("PseudonymiseLeavers");

    readonly Interruption interruption = new();
    RecordingBench stores = null!;
    RecordingBench bench = null!;
    RecordingBench dying = null!;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        stores = await RecordingBench.CreateAsync(azurite);
        (bench, dying) = (stores.Counted(new StorageTrips()), stores.Beside(interruption, logged: true));
    }

    public async ValueTask DisposeAsync()
    {
        await dying.DisposeAsync();
        await bench.DisposeAsync();
        await stores.DisposeAsync();
    }

    [Theory]
    [InlineData(8)]
    [SoakData(400)]
    public async Task A_night_that_died_anywhere_is_ended_by_the_next(int most)
    {
        var (whole, _) = await LeaveAsync(0);
        await RunAsync(dying);
        var points = Enumerable.Range(1, interruption.Seen).ToArray();
        await AssertGoneAsync(whole, 0);
        TestContext.Current.TestOutputHelper?.WriteLine($"{points.Length} storage calls");
        new Random(Seeds.Current).Shuffle(points);
        foreach (var (round, at) in points.Take(most).Index())
        {
            var (calls, employee) = await LeaveAsync(round + 1);
            interruption.Before(at, () => throw new IOException("The host died."));
            await Assert.ThrowsAnyAsync<IOException>(() => RunAsync(dying));
            interruption.Before(0, null);

            await RunAsync(bench);

            await AssertGoneAsync(calls, round + 1);
            var leaver = (await bench.Get<LeaverStore>().FindAsync(bench.Store, employee.Request, Cancellation))!.Value;
            Assert.Equal((null, 2, 1, 0), (leaver.Run, leaver.Pseudonymised, leaver.Certificates, leaver.NotReady));
            Assert.Empty(await bench.ReconcileAsync());
        }
    }

    /// <summary>Two calls of an employee of their own, who left months ago.</summary>
    async Task<(IReadOnlyList<RecordingId> Calls, EmployeeId Employee)> LeaveAsync(int round)
    {
        var name = NameOf(round);
        var calls = new[] { await SealedAsync(name), await SealedAsync(name) };
        Assert.True(EmployeeId.Parse($"hr-{round}").IsSuccess(out var employee, out _));
        var body = Encoding.UTF8.GetBytes($$"""{"agentId":"{{name}}","leftAt":"2026-03-03"}""");
        Assert.True(new LeaverParser(bench.Settings, bench.Clock.GetUtcNow()).Parse(employee, body).IsSuccess(out var leaver, out var failure), $"{failure}");
        await bench.Get<LeaverDesk>().PutAsync(bench.Store, Admin, leaver, Cancellation);
        interruption.Before(0, null);
        return (calls, employee);
    }

    async Task<RecordingId> SealedAsync(string agent)
    {
        var ticket = bench.Ticket();
        return await bench.SealedAsync(ticket: ticket with { Parties = [ticket.Parties[0] with { Id = agent }, ticket.Parties[1]] });
    }

    static async Task RunAsync(RecordingBench host)
    {
        while (await host.Get<LeaverRule>().TurnAsync(host.Store, Night, host.Sealing, Cancellation))
        {
        }
    }

    async Task AssertGoneAsync(IEnumerable<RecordingId> calls, int round)
    {
        using var secret = await bench.Get<IndexSecretReader>().OpenAsync(bench.Store, Cancellation);
        foreach (var id in calls)
        {
            using var recording = await bench.Get<ManifestReader>().FindAsync(bench.Store, id, Cancellation);
            Assert.DoesNotContain(NameOf(round), SealedMetadata.Open(recording!).Call.Parties[0].Id, StringComparison.OrdinalIgnoreCase);
            Assert.Equal(
                recording!.Manifest.IndexEntries,
                (await RecordingBench.NamesAsync(bench.Store.Index, "")).Where(x => x.Contains($"{id}", StringComparison.Ordinal)));
        }
    }

    static string NameOf(int round) => $"agent-{string.Concat($"{round:D3}".Select(x => (char)('k' + x - '0')))}";
}
