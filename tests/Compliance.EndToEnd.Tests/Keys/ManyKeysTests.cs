using System.Diagnostics;
using System.Globalization;
using System.Net;
using Azure.Storage.Blobs.Models;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.Functions.Recordings;
using Compliance.Keys;
using Compliance.Local.Vault;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.EndToEnd.Tests.Keys;

/// <summary>
/// A rotation of a large key ring, with the throttle lifted, while recordings are played and shredded. 100,000 records
/// take a quarter of an hour of real RSA.
/// </summary>
public sealed class ManyKeysTests(ITestOutputHelper output)
{
    const string Path = "/keys/rotation";

    static readonly TenantId Tenant = TenantId.Parse("acme");
    static readonly TenantScope Scope = new(Tenant, Tenant);

    [Theory]
    [SoakData(100_000)]
    public async Task Every_key_comes_under_the_new_version_and_what_was_shredded_meanwhile_stays_away(int count)
    {
        var storage = new MemoryStorage();
        AppHost? started = null;
        var vaults = new HeldKeys(() => LocalVaultOptions.In(started!.DataFolder).Directory);
        await using var app = await AppHost.StartAsync(
            Api.Cancellation, functionTypes: x => x != typeof(RecordingTriggers), services: x =>
            {
                vaults.AddTo(x);
                x.AddSingleton<StorageAccess>(storage);
                x.PostConfigure<KeyRotationOptions>(o => (o.VaultCallsPerTenSeconds, o.VaultShare) = (int.MaxValue, 1));
            });
        started = app;
        var ring = app.Host.Services.GetRequiredService<KeyRing>();
        var store = app.Host.Services.GetRequiredService<TenantStoreFactory>().Open(Scope);
        var ids = await SeedAsync(ring, store, count);
        using (var files = new LocalTenantVaultProvider(LocalVaultOptions.In(app.DataFolder), TimeProvider.System))
        {
            await files.RotateAsync(Tenant, VaultKeyName.Seal, Api.Cancellation);
        }

        var (calls, requests, since) = (vaults.Unwrapped, storage.Requests, Stopwatch.GetTimestamp());
        var admin = app.Api.As("acme", "Tenant.Admin");
        (await admin.SendAsync(HttpMethod.Post, Path)).Expect(HttpStatusCode.Accepted);
        var (played, shredded, slowest, heap, state) = (0, new HashSet<RecordingId>(), TimeSpan.Zero, 0L, "");
        while (state != "completed")
        {
            var id = ids[Random.Shared.Next(count)];
            var play = Stopwatch.GetTimestamp();
            using var key = await ring.FindAsync(store, id, 1, Api.Cancellation);
            Assert.Equal(shredded.Contains(id), key is null);
            slowest = Stopwatch.GetElapsedTime(play) is var took && took > slowest ? took : slowest;
            played++;
            var leaving = ids[Random.Shared.Next(count)];
            await ring.ShredAsync(store, leaving, Api.Cancellation);
            shredded.Add(leaving);

            var view = (await admin.SendAsync(HttpMethod.Get, Path)).Expect(HttpStatusCode.OK).Json;
            state = view["state"]!.GetValue<string>();
            heap = Math.Max(heap, GC.GetTotalMemory(forceFullCollection: false));
            await Task.Delay(200, Api.Cancellation);
        }

        var seconds = Stopwatch.GetElapsedTime(since).TotalSeconds;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{count} records in {seconds:0} s: {count / seconds:0} records/s; {(vaults.Unwrapped - calls) / (double)count:0.000} vault calls and "
            + $"{(storage.Requests - requests) / (double)count:0.000} storage requests a record, all that went on beside it counted; heap at most "
            + $"{heap >> 20} MiB of which {storage.Size >> 20} MiB the stores; {played} keys opened meanwhile, the slowest in "
            + $"{slowest.TotalMilliseconds:0} ms; {shredded.Count} shredded"));
        var current = (await vaults.Open(Scope).PublicKeysAsync(Api.Cancellation)).Seal[0].KeyId;
        var survey = await KeyRingListing.SurveyAsync(store, current, Api.Cancellation);
        Assert.Equal((0L, 0L), (survey.Due, survey.Unmarked));
        await Parallel.ForEachAsync(
            shredded, Api.Cancellation, async (id, token) => Assert.False(await ring.ExistsAsync(store, id, token)));
        var left = store.Keyring.GetBlobsAsync(new() { Prefix = "recordings/" }, Api.Cancellation);
        Assert.Equal(count - shredded.Count, await left.CountAsync(Api.Cancellation));
    }

    /// <summary>One record as a host makes it, and as many of its like.</summary>
    static async Task<RecordingId[]> SeedAsync(KeyRing ring, TenantStore store, int count)
    {
        RecordingId[] ids = [.. Enumerable.Range(0, count).Select(_ => RecordingId.New(TimeProvider.System))];
        await ring.CreateAsync(store, ids[0], Api.Cancellation);
        var first = (await store.Keyring.GetBlobClient($"recordings/{ids[0]}").DownloadContentAsync(Api.Cancellation)).Value;
        var options = new BlobUploadOptions { Metadata = first.Details.Metadata };
        await Parallel.ForEachAsync(ids.Skip(1), Api.Cancellation, async (id, cancellationToken) =>
            await store.Keyring.GetBlobClient($"recordings/{id}").UploadAsync(first.Content, options, cancellationToken));
        return ids;
    }
}
