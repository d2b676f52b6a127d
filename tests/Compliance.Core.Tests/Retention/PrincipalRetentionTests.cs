using Azure.Storage.Blobs.Models;
using Compliance.Audit;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Keys;
using Compliance.Retention;

namespace Compliance.Core.Tests.Retention;

/// <summary>Who is behind a pseudonym of the log ends a year after its last entry, and nobody else's name does.</summary>
public sealed class PrincipalRetentionTests(AzuriteFixture azurite) : IAsyncLifetime
{
    RecordingBench bench = null!;
    RecordingBench host = null!;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        bench = await RecordingBench.CreateAsync(azurite);
        host = bench.Counted(new StorageTrips());
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await bench.DisposeAsync();
    }

    [Fact]
    public async Task A_name_ends_a_year_after_the_last_entry()
    {
        var (leaver, stayer, silent) = (await SeenAsync("leaver"), await SeenAsync("stayer"), await SeenAsync("silent"));
        await ActAsync(leaver);
        await ActAsync(stayer);
        await PassAsync(days: 200);
        await ActAsync(stayer);
        await PassAsync(days: 164);
        Assert.Equal(("leaver", "stayer", "silent"), (await NameAsync(leaver), await NameAsync(stayer), await NameAsync(silent)));

        await PassAsync(days: 2);

        // Without an entry of its own, a name is kept for a year from the first night that saw it.
        Assert.Equal((null, "stayer", "silent"), (await NameAsync(leaver), await NameAsync(stayer), await NameAsync(silent)));
        await ActAsync(stayer);
        await PassAsync(days: 200);
        Assert.Equal((null, "stayer", null), (await NameAsync(leaver), await NameAsync(stayer), await NameAsync(silent)));
        Assert.Equal(2, await ForgottenAsync());
    }

    [Fact]
    public async Task Whoever_returns_is_known_again()
    {
        var leaver = await SeenAsync("leaver");
        await PassAsync(days: 1);
        await PassAsync(days: 400);
        Assert.Null(await NameAsync(leaver));

        Assert.Equal(leaver, await SeenAsync("leaver"));

        Assert.Equal("leaver", await NameAsync(leaver));
        await PassAsync(days: 300);
        Assert.Equal("leaver", await NameAsync(leaver));
    }

    [Fact]
    public async Task Former_sightings_forget_nobody_who_acted_since()
    {
        var person = await SeenAsync("person");
        await ActAsync(person);
        await PassAsync(days: 1);
        var blob = host.Store.Requests.GetBlobClient("principal-sightings");
        var former = (await blob.DownloadContentAsync(Cancellation)).Value;
        bench.Clock.Advance(TimeSpan.FromDays(300));
        await ActAsync(person);
        await PassAsync(days: 1);
        await blob.UploadAsync(former.Content, new BlobUploadOptions { Metadata = former.Details.Metadata }, Cancellation);

        await PassAsync(days: 100);

        Assert.Equal("person", await NameAsync(person));
    }

    async Task<string> SeenAsync(string name) =>
        await host.Get<Pseudonyms>().OfAsync(host.Store.Scope, $"oid-{name}", name, Cancellation);

    Task ActAsync(string pseudonym) => host.Get<IAuditLog>().AppendAsync(
        host.Store.Scope,
        new AuditEntry(
            "settings.read", $"{Guid.NewGuid()}", AuditPhase.Single, pseudonym, AuditEntry.Success, "ReadSettings", "settings"),
        Cancellation);

    async Task<string?> NameAsync(string pseudonym) =>
        (await host.Get<Pseudonyms>().ResolveAsync(host.Store.Scope, pseudonym, Cancellation))?.Name;

    async Task<int> ForgottenAsync() =>
        await host.Get<AuditReader>().ReadAsync(host.Store.Scope, AuditPosition.Start, Cancellation)
            .OfType<LoggedEntry>()
            .CountAsync(x => x.Line.Event == "access.principalForgotten", Cancellation);

    async Task PassAsync(int days)
    {
        bench.Clock.Advance(TimeSpan.FromDays(days));
        while (await host.Get<PrincipalRetention>().TurnAsync(host.Store, Cancellation))
        {
        }
    }
}
