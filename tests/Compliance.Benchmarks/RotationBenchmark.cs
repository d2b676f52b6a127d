using System.Diagnostics;
using System.Globalization;
using Azure.Storage.Blobs.Models;
using Compliance.Functions;
using Compliance.Keys;
using Compliance.Local.Azurite;
using Compliance.Local.Hosting;
using Compliance.Local.Vault;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.Benchmarks;

/// <summary>
/// Re-wrapping key records on the emulator, without its throttle, beside the unwrapping and wrapping alone that it can't do without, in the
/// same run. <c>COMPLIANCE_ROTATION_RECORDS</c> says how many records: 2,000 unless set.
/// </summary>
public static class RotationBenchmark
{
    const int Usual = 2000;
    const int Bare = 500;

    static readonly TenantId Tenant = TenantId.Parse("acme");
    static readonly TenantScope Scope = new(Tenant, Tenant);

    public static async Task RunAsync(TextWriter output)
    {
        AppContext.SetSwitch("System.Net.Http.DisableUriRedaction", true);
        var wanted = Environment.GetEnvironmentVariable("COMPLIANCE_ROTATION_RECORDS");
        var records = int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : Usual;
        var folder = Directory.CreateTempSubdirectory("rotation-benchmark-").FullName;
        try
        {
            VaultMeter? meter = null;
            var phase = "";
            var options = new LocalHostOptions
            {
                Port = 0,
                DataFolder = folder,
                Tenants = [Tenant],
                Register = (builder, configuration) => builder.AddCompliance(configuration),
                Services = services =>
                {
                    services.PostConfigure<KeyRotationOptions>(x => (x.VaultCallsPerTenSeconds, x.VaultShare) = (int.MaxValue, 1));
                    var local = services.Last(x => x.ServiceType == typeof(ITenantVaultProvider)).ImplementationFactory!;
                    services.AddSingleton<ITenantVaultProvider>(x => meter = new VaultMeter((ITenantVaultProvider)local(x), () => phase));
                },
            };
            await using var host = await LocalHost.OpenAsync(options, CancellationToken.None);
            var store = host.Services.GetRequiredService<TenantStoreFactory>().Open(Scope);
            var vault = host.Services.GetRequiredService<ITenantVaultProvider>().Open(Scope);
            await SeedAsync(store, vault, records);
            using var vaults = new LocalTenantVaultProvider(LocalVaultOptions.In(folder), TimeProvider.System);
            await vaults.RotateAsync(Tenant, VaultKeyName.Seal, CancellationToken.None);

            var bare = await BareAsync(vault);
            using var storage = new StorageMeter(host.Services.GetRequiredService<AzuriteProcess>().Port) { Phase = "rotation" };
            phase = "rotation";
            var (took, memory) = await RotateAsync(host.Services.GetRequiredService<KeyRotation>());
            phase = "";
            await storage.QuietAsync();

            var rate = records / took.TotalSeconds;
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{records:N0} records re-wrapped in {took.TotalSeconds:N1} s: {rate:N0} records/s; ratio {rate / bare:0.00}"));
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"to bare calls, one at a time ({bare:N0}/s). Managed memory at most {memory / 1048576.0:N0} MiB. Calls a record:"));
            foreach (var account in storage.Accounts)
            {
                foreach (var kind in Enum.GetValues<OperationClass>().Where(x => storage.Of("rotation", account, x) > 0))
                {
                    var calls = storage.Of("rotation", account, kind) / (double)records;
                    await output.WriteLineAsync(string.Create(
                        CultureInfo.InvariantCulture, $"  {account}, {kind.ToString().ToLowerInvariant()}: {calls:0.0000}"));
                }
            }

            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"  vault, unwrap: {meter!.Of("rotation", "unwrap") / (double)records:0.0000}"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Records as they are, of keys that nothing is sealed under.</summary>
    static async Task SeedAsync(TenantStore store, ITenantVault vault, int records)
    {
        using var key = KeyBytes.Create();
        var atOnce = new ParallelOptions { MaxDegreeOfParallelism = 8 };
        await Parallel.ForEachAsync(Enumerable.Range(0, records), atOnce, async (_, cancellationToken) =>
        {
            var wrapped = await vault.WrapAsync(key, cancellationToken);
            var record = new RecordingKeyRecord
            {
                Keys = [new GenerationKey(1, wrapped.KeyId, KeyRecord.Algorithm, wrapped.Bytes.ToArray())], MinSequence = 1,
            };
            var options = new BlobUploadOptions { Metadata = SealVersions.Metadata([wrapped.KeyId]) };
            await store.Keyring.GetBlobClient($"recordings/{RecordingId.New(TimeProvider.System)}").UploadAsync(
                BinaryData.FromBytes(Compliance.Json.StateJson.Write(record)), options, cancellationToken);
        });
    }

    /// <returns>Keys a second that the vault's files unwrap and wrap, nothing else being done.</returns>
    static async Task<double> BareAsync(ITenantVault vault)
    {
        using var key = KeyBytes.Create();
        var wrapped = await vault.WrapAsync(key, CancellationToken.None);
        var since = Stopwatch.GetTimestamp();
        for (var i = 0; i < Bare; i++)
        {
            using var opened = await vault.UnwrapAsync(wrapped, CancellationToken.None);
            await vault.WrapAsync(opened, CancellationToken.None);
        }

        return Bare / Stopwatch.GetElapsedTime(since).TotalSeconds;
    }

    static async Task<(TimeSpan Took, long Memory)> RotateAsync(KeyRotation rotation)
    {
        var (since, memory) = (Stopwatch.GetTimestamp(), 0L);
        while (!(await rotation.TurnAsync(Scope, "RotationBenchmark", CancellationToken.None)).Ended)
        {
            memory = Math.Max(memory, GC.GetTotalMemory(forceFullCollection: false));
        }

        return (Stopwatch.GetElapsedTime(since), memory);
    }
}
