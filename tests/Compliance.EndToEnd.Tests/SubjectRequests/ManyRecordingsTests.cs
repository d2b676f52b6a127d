using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Compliance.Audit;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.Functions.Recordings;
using Compliance.Identities;
using Compliance.Keys;
using Compliance.Recordings;
using Compliance.Settings;
using Compliance.SubjectRequests;
using Compliance.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.EndToEnd.Tests.SubjectRequests;

/// <summary>
/// One request about all recordings of somebody who calls every day.
/// </summary>
public sealed class ManyRecordingsTests(ITestOutputHelper output)
{
    /// <summary>
    /// The index secret, the call ids' secret, the request's key, the pseudonyms': unwrapped anew when the cache lets them go; the log's
    /// head, signed each minute. Twice that, because what lasts a minute may touch two of the cache's. A hundred recordings more would
    /// show even so.
    /// </summary>
    const int CallsAMinute = 10;

    [Theory]
    [InlineData(30, 150)]
    [SoakData(100, 1000)]
    public async Task The_vault_is_asked_as_often_for_many_recordings_as_for_few(int less, int more)
    {
        var (vaults, storage) = (new WatchedVaults(), new MemoryStorage());
        await using var app = await AppHost.StartAsync(
            Api.Cancellation, functionTypes: x => x != typeof(RecordingTriggers), services: x =>
            {
                vaults.AddTo(x);
                x.AddSingleton<StorageAccess>(storage);
            });
        var few = await EraseAsync(app, vaults, storage, less);
        var many = await EraseAsync(app, vaults, storage, more);

        Assert.True(few.Calls <= 20 + (CallsAMinute * Minutes(few.Took)), $"{few.Calls} calls");
        Assert.True(many.Calls <= few.Calls + (CallsAMinute * Minutes(many.Took)), $"{many.Calls} calls, and {few.Calls} for {less}");
    }

    async Task<(int Calls, TimeSpan Took)> EraseAsync(AppHost app, WatchedVaults vaults, MemoryStorage storage, int count)
    {
        var (person, team) = (new Person(), new PrivacyTeam(app.Api, "acme"));
        var since = Stopwatch.GetTimestamp();
        var ids = await SeedAsync(app.Host.Services, person, count);
        output.WriteLine($"{count} recordings in {Stopwatch.GetElapsedTime(since).TotalSeconds:0.0} s");

        var (calls, requests, stored) = (vaults.Calls, storage.Requests, storage.Size);
        var (allocated, peak) = (GC.GetTotalAllocatedBytes(), 0L);
        var form = PrivacyTeam.Erasure(person.By("accountId"));
        form["identity"] = PrivacyTeam.Verified;
        form["decision"] = PrivacyTeam.Approval;
        since = Stopwatch.GetTimestamp();
        var id = (await team.FileAsync(form)).Filed().RequestId;
        for (var state = ""; state != "awaitingAnswer";)
        {
            await Task.Delay(500, Api.Cancellation);
            peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: false));
            var view = (await team.GetAsync(id)).Request();
            state = view.State;
            Assert.True(state != "failed", string.Join(' ', view.Timeline));
        }

        var took = Stopwatch.GetElapsedTime(since);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{count} erased in {took.TotalSeconds:0.0} s: {vaults.Calls - calls} vault calls, {(storage.Requests - requests) / count} storage requests a recording, "
            + $"heap at most {peak >> 20} MiB of which {stored >> 20} MiB the stores themselves, {(GC.GetTotalAllocatedBytes() - allocated) >> 20} MiB allocated, "
            + $"history {new FileInfo(Path.Combine(app.DataFolder, "durable.db")).Length >> 10} KiB"));
        await VerifyAsync(app, team, id, ids);
        return (vaults.Calls - calls, took);
    }

    static async Task VerifyAsync(AppHost app, PrivacyTeam team, string id, IReadOnlyList<string> ids)
    {
        var view = (await team.GetAsync(id)).Request();
        Assert.Equal(ids.Order(StringComparer.Ordinal), view.Outcomes.Select(x => x.RecordingId).Order(StringComparer.Ordinal));
        Assert.All(view.Outcomes, x => Assert.Equal("erased", x.Outcome));
        var keys = JwksReader.SigningKeys((await app.Api.SendAsync(HttpMethod.Get, "/api/tenants/acme/keys")).Body);
        var certificate = (await team.GetAsync(id, "/certificate")).Expect(HttpStatusCode.OK).Body;
        Assert.True(CertificateVerifier.Verify(certificate, keys).IsSuccess(out var statement, out var failure), $"{failure}");
        Assert.Equal(ids.Count, statement.Destroyed.Count);
    }

    /// <summary>The app's own desk, without HTTP, and a small sealed blob each as it might lie there.</summary>
    static async Task<IReadOnlyList<string>> SeedAsync(IServiceProvider services, Person person, int count)
    {
        var store = services.GetRequiredService<TenantStoreFactory>().Open(new TenantScope(TenantId.Parse("acme"), TenantId.Parse("acme")));
        var desk = services.GetRequiredService<UploadTicketIssuer>();
        var parser = new TicketParser(new IdentityNormalizer("GB"), TimeProvider.System);
        var (ids, settings) = (new string[count], new TenantSettings());
        await Parallel.ForEachAsync(Enumerable.Range(0, count), Api.Cancellation, async (i, cancellationToken) =>
        {
            Assert.True(parser.ParseTicket(Encoding.UTF8.GetBytes(person.Call().Ticket.ToJsonString())).IsSuccess(out var ticket, out var bad), $"{bad}");
            Assert.True((await desk.IssueAsync(store, Actor.System("Seed"), ticket, settings, cancellationToken)).IsSuccess(
                out var issued, out var failure), $"{failure}");
            await store.Recordings.GetBlobClient($"{issued.RecordingId}/1/0").UploadAsync(
                BinaryData.FromBytes(new byte[64]), overwrite: true, cancellationToken);
            ids[i] = issued.RecordingId.ToString();
        });
        return ids;
    }

    static int Minutes(TimeSpan took) => 1 + (int)took.TotalMinutes;
}
