using Azure.Storage.Blobs;
using Compliance.Access;
using Compliance.Core.Tests.Keys.Backup;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Settings;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Core.Tests.Attacks;

/// <summary>A tenant with a bit of everything, which <c>fsck</c> finds as written; each tampering is undone before the next.</summary>
public sealed class TamperedTenant(AzuriteFixture azurite) : IAsyncLifetime
{
    AttackedTenant? tenant;

    internal AttackedTenant Tenant => tenant ?? throw new InvalidOperationException("It has not been made.");

    internal TenantStore Store => Tenant.Store;

    internal RecordingId Sealed { get; private set; }

    internal RecordingId Other { get; private set; }

    internal RecordingId Erased { get; private set; }

    internal SubjectRequestId Done { get; private set; }

    internal SubjectRequestId Open { get; private set; }

    internal KeyBackupId Backup { get; private set; }

    internal string Call { get; private set; } = "";

    /// <summary>A record that somebody read the sealed recording.</summary>
    internal string Read { get; private set; } = "";

    /// <summary>The sealed recording's state and key record before a correction, both genuine.</summary>
    internal (Kept State, Kept Key) Before { get; private set; }

    /// <summary>The erased recording's key record, genuine.</summary>
    internal Kept? ErasedKey { get; private set; }

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        tenant = await AttackedTenant.CreateAsync(azurite);
        var anyVersion = new HashSet<string>(StringComparer.Ordinal) { "*" };
        await tenant.Host.Get<TenantSettingsStore>().ReplaceAsync(
            Store.Scope, new TenantSettings { RecipientReminderDays = 5 }, anyVersion, RecordingBench.Actor.Pseudonym, Cancellation);
        Erased = await tenant.SealAsync();
        ErasedKey = await Kept.OfAsync(Store.Keyring, $"recordings/{Erased}");
        Done = await tenant.FileAsync("case-done");
        await tenant.RunAsync(Done);
        Assert.NotNull(await tenant.CertificateAsync(Done));
        (Sealed, Other) = (await tenant.SealAsync(), await tenant.SealAsync());
        Open = await tenant.FileAsync("case-open");
        Backup = (await tenant.Host.BackUpAsync()).Id;
        Call = (await RecordingBench.NamesAsync(Store.State, "calls/"))[0];
        Before = (await Kept.OfAsync(Store.State, $"recordings/{Sealed}"), await Kept.OfAsync(Store.Keyring, $"recordings/{Sealed}"));
        Assert.True(await tenant.Host.CorrectAsync(Sealed, "sales"));
        await tenant.Host.Get<PackageStore>().MarkAsync(Store, Other, Open, Cancellation);
        var reader = new Caller(
            Store.Tenant, "reader", null, RecordingBench.Actor.Pseudonym, new HashSet<Role> { Role.RecordingsRead }, QueueScope.None);
        await tenant.Host.Get<ContentReads>().NoteAsync(Store, Sealed, "0", reader, "quality", Cancellation);
        Read = (await RecordingBench.NamesAsync(Store.State, "reads/"))[0];
    }

    /// <summary>Runs <paramref name="tamper"/>, asks <c>fsck</c>, and undoes it.</summary>
    /// <param name="where">The blobs that are touched, as <c>fsck</c> prints them; the first must be among its findings.</param>
    /// <returns>What <c>fsck</c> names; null if it names the blob.</returns>
    internal async Task<string?> MissedAsync(IReadOnlyList<string> where, Func<Task> tamper)
    {
        var kept = new List<Kept>();
        foreach (var blob in where)
        {
            kept.Add(await Kept.OfAsync(ContainerOf(blob), blob[(blob.IndexOf(' ', StringComparison.Ordinal) + 1)..]));
        }

        await tamper();
        var found = (await Tenant.CheckAsync()).Select(x => x.Where).ToList();
        foreach (var blob in kept)
        {
            await blob.PutBackAsync();
        }

        return found.Contains(where[0], StringComparer.Ordinal) ? null : $"{where[0]} is not among: {string.Join(", ", found)}";
    }

    public async ValueTask DisposeAsync()
    {
        if (tenant is not null)
        {
            await tenant.DisposeAsync();
        }
    }

    internal BlobContainerClient ContainerOf(string where) => where[..where.IndexOf(':', StringComparison.Ordinal)] switch
    {
        ContainerNames.State => Store.State,
        ContainerNames.Requests => Store.Requests,
        ContainerNames.Settings => Store.Settings,
        ContainerNames.Keyring => Store.Keyring,
        ContainerNames.Index => Store.Index,
        ContainerNames.Recordings => Store.Recordings,
        ContainerNames.Packages => Store.Packages,
        ContainerNames.KeyBackups => Store.KeyBackups,
        ContainerNames.Audit => Store.Audit,
        var other => throw new InvalidOperationException(other),
    };
}
