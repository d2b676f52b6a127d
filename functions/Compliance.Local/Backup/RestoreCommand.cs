using Compliance.Keys;
using Compliance.Local.Azurite;
using Compliance.Local.Cli;
using Compliance.Local.Hosting;
using Compliance.Operations;
using Compliance.Sealing;
using Compliance.SubjectRequests;
using Compliance.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.Local.Backup;

/// <param name="Copy">A copy, or a folder of copies, of which the newest is taken.</param>
/// <param name="Data">The data folder, empty or not. Its hosts must be stopped.</param>
/// <param name="Certificates">A folder of certificates; null for none.</param>
/// <param name="Reason">Why a tenant opens although its log contradicts its witness; null refuses that.</param>
sealed record RestoreOptions(string Copy, string Data, string? Certificates, RestoreReason? Reason, ICrashPoints Points);

/// <summary>
/// Restores a copy. It first checks everything. Then, for each tenant, it closes the tenant, fills in what is missing, repeats every
/// erasure, and opens the tenant. A restore that was interrupted continues when it is run again; until then the tenant stays closed.
/// </summary>
static class RestoreCommand
{
    const string Origin = "restore";

    /// <exception cref="LocalStartException">The restore was refused; nothing was changed.</exception>
    public static async Task<int> RunAsync(Terminal terminal, RestoreOptions wanted, CancellationToken cancellationToken)
    {
        var copy = CopyFolder.Find(wanted.Copy);
        var tenants = CopyFolder.TenantsOf(copy);
        VaultCopy.Restore(wanted.Data, copy, tenants);
        var options = new LocalHostOptions
        {
            Port = 0,
            DataFolder = wanted.Data,
            Tenants = [.. tenants.Union(AzuriteAccounts.TenantsOf(Path.Combine(wanted.Data, "azurite")))],
            CrashPoints = wanted.Points,
            Logging = logging => terminal.AddLogging(logging, verbose: false),
            Progress = terminal.Say,
        };
        await using var host = await LocalHost.OpenAsync(options, cancellationToken);
        if (host.Services.GetRequiredService<HostPresence>().IsShared())
        {
            throw new LocalStartException($"A host, or another command, is using {wanted.Data}. Stop it first. Nothing was restored.");
        }

        using var passing = host.Services.GetRequiredService<TenantGate>().Pass();
        var copies = ActivatorUtilities.CreateInstance<TenantCopy>(host.Services);
        var certificates = await GivenCertificates.ReadAsync(
            wanted.Certificates, tenants, host.Services.GetRequiredService<ITenantVaultProvider>(), cancellationToken);
        var plans = new List<Plan>();
        foreach (var tenant in tenants)
        {
            plans.Add(await PlanAsync(host, copies, tenant, Path.Combine(copy, tenant.ToString()), cancellationToken));
        }

        foreach (var plan in plans)
        {
            Report(terminal, plan, await RunAsync(host, plan, [.. certificates[plan.Store.Tenant]], wanted.Reason, cancellationToken));
        }

        return 0;
    }

    static async Task<Plan> PlanAsync(
        LocalHost host, TenantCopy copies, TenantId tenant, string folder, CancellationToken cancellationToken)
    {
        var scope = new TenantScope(Identity: tenant, Resource: tenant);
        var store = host.Services.GetRequiredService<TenantStoreFactory>().Open(scope);
        var manifest = await copies.VerifyAsync(scope, folder, cancellationToken);
        var name = $"{manifest.Backup}/{manifest.TakenAt.ToUnixTimeMilliseconds()}";
        switch (await RestoreMark.FindAsync(store, cancellationToken))
        {
            case { } begun when begun.Copy == name:
                return new Plan(store, manifest, folder, begun, Begun: true);
            case { }:
                throw new LocalStartException(
                    $"A restore of {tenant} from another copy is unfinished. Finish that one first. Nothing was restored.");
        }

        var empty = await CopyFill.IsEmptyAsync(store, cancellationToken);
        if (!empty && !await CopyFill.IsContinuedAsync(store, manifest, folder, cancellationToken))
        {
            throw new LocalStartException(
                $"The existing data of {tenant} does not continue the copy, because its log differs. Move it away first. "
                + "Nothing was restored.");
        }

        var clock = host.Services.GetRequiredService<TimeProvider>();
        return new Plan(store, manifest, folder, new RestoreMark(manifest.Backup, empty, name, clock.GetUtcNow()), Begun: false);
    }

    static async Task<TenantRestoreResult> RunAsync(
        LocalHost host, Plan plan, IReadOnlyList<CertificateStatement> certificates, RestoreReason? reason, CancellationToken cancellationToken)
    {
        if (!plan.Begun && !await plan.Mark.TryPutAsync(plan.Store, cancellationToken))
        {
            throw new LocalStartException($"Another restore of {plan.Store.Tenant} is running.");
        }

        // An existing data account is not filled in: what it lacks was removed since the copy.
        await CopyFill.RunAsync(
            plan.Store, plan.Manifest, plan.Folder, x => plan.Mark.Data || x == ContainerNames.KeyBackups, cancellationToken);
        try
        {
            var result = await host.Services.GetRequiredService<TenantRestore>().RunAsync(
                plan.Store, plan.Manifest.BackupId(), certificates, new NoSealings(), Origin, reason, cancellationToken);
            await RestoreMark.RemoveAsync(plan.Store, cancellationToken);
            return result;
        }
        catch (KeyBackupException refused)
        {
            throw new LocalStartException(refused.Message, refused);
        }
    }

    static void Report(Terminal terminal, Plan plan, TenantRestoreResult result)
    {
        int Of(RingFate fate) => result.Records.GetValueOrDefault(fate);
        var tenant = plan.Store.Tenant;
        terminal.Code($"{tenant}: data {(plan.Mark.Data ? "filled from the copy" : "kept as it was")}; "
            + $"of {result.Records.Values.Sum()} key records {Of(RingFate.Written)} restored, {Of(RingFate.Standing)} kept, {Of(RingFate.Erased)} erased, "
            + $"{Of(RingFate.Superseded)} superseded, {Of(RingFate.Unknown)} without a recording");
        terminal.Code($"{tenant}: {result.Erased.Count} recordings were erased, and stay so");
        foreach (var (id, reason) in result.Lost)
        {
            terminal.Code($"{tenant}: recording {id} is lost: {Explain(reason)}");
        }
    }

    static string Explain(string reason) => reason == Compliance.Recordings.LostReason.Key
        ? "no backup contains its key"
        : "its restored state is older than its key allows";

    sealed record Plan(TenantStore Store, CopyManifest Manifest, string Folder, RestoreMark Mark, bool Begun);
}
