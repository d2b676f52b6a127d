using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Audit;
using Compliance.Failures;
using Compliance.Pci;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Core.Tests.Settings;

public sealed class TenantSettingsStoreTests(AzuriteFixture azurite) : IAsyncLifetime
{
    const string Principal = "p-0123456789abcdef0123456789abcdef";

    static readonly TenantScope Scope = new(TenantId.Parse("acme"), TenantId.Parse("acme"));
    static readonly HashSet<string> Never = [];

    readonly RecordedAudit audit = new();
    BlobContainerClient container = null!;
    TenantSettingsStore store = null!;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var process = await azurite.Process;
        container = process.Service("acme").GetBlobContainerClient(ContainerNames.Settings);
        await container.CreateIfNotExistsAsync(cancellationToken: Cancellation);
        await foreach (var blob in container.GetBlobsAsync(cancellationToken: Cancellation))
        {
            await container.DeleteBlobAsync(blob.Name, cancellationToken: Cancellation);
        }

        store = new TenantSettingsStore(new TenantStoreFactory(new EmulatedAccess(process)), audit, new FakeTimeProvider(Clocks.Start));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task ReadAsync_NothingStored_IsDefaultsInVersionZero()
    {
        var version = await store.ReadAsync(Scope, Cancellation);

        Assert.Equal("\"0\"", version.ETag);
        Assert.Empty(SettingsVersion.Differences(new TenantSettings(), version.Settings));
    }

    [Fact]
    public async Task ReplaceAsync_Changed_IsKeptAsAVersionAndAuditedByFieldNames()
    {
        var version = await Replace(new TenantSettings { RetentionDays = 60, Recipients = [new RecipientSettings("crm")] }, "\"0\"");

        Assert.Equal("\"1\"", version.ETag);
        Assert.Equal(60, (await store.ReadAsync(Scope, Cancellation)).Settings.RetentionDays);
        Assert.Equal(["current", "versions/1"], await Names());
        Assert.Equal([AuditPhase.Intent, AuditPhase.Done], audit.Entries.Select(x => x.Phase));
        Assert.Single(audit.Entries.Select(x => x.Operation).Distinct(StringComparer.Ordinal));
        Assert.All(audit.Entries, x =>
        {
            Assert.Equal("settings.changed", x.Event);
            Assert.Equal(Principal, x.Principal);
            Assert.Equal("recipients,retentionDays", x.Details!["fields0"]);
            Assert.DoesNotContain("crm", string.Join(' ', x.Details.Values), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task ReplaceAsync_EveryFieldChanged_IsAuditedWhole()
    {
        var version = await Replace(
            new TenantSettings
            {
                Country = "DE",
                TimeZone = "Europe/Berlin",
                Holidays = [new DateOnly(2026, 12, 25)],
                NationalHolidays = false,
                TicketHours = 5,
                UploadUrlMinutes = 61,
                RetentionDays = 31,
                RetentionMaxDays = 3651,
                Queues = new Dictionary<string, QueueSettings>(StringComparer.Ordinal) { ["billing"] = new() },
                KeepLastFour = true,
                ShortDtmf = ShortDtmfRule.Mask,
                PreRollSeconds = 3,
                OfficerMayHandle = true,
                OfficerMayApprove = true,
                CoolingOffHours = 1,
                Recipients = [new RecipientSettings("crm")],
                RecipientReminderDays = 8,
                RecipientOverdueDays = 15,
                Recorders = [new RecorderSettings("voice", PauseChannel.Audio)],
                HeartbeatSeconds = 11,
                ReviewPackages = true,
                ControllerName = "Acme",
                ControllerContact = "1 High Street",
                DpoContact = "dpo@acme.example",
                SupervisoryAuthority = new("Authority", "https://authority.example"),
            },
            "*");

        Assert.Equal(typeof(TenantSettings).GetProperties().Length, version.ChangedFields.Count);
        Assert.Equal(
            string.Join(',', version.ChangedFields),
            string.Join(
                ',', audit.Entries[0].Details!.Where(x => x.Key.StartsWith("fields", StringComparison.Ordinal)).Select(x => x.Value)));
    }

    [Fact]
    public async Task ReplaceAsync_TheSameAgain_IsTheSameAnswerAndNoNewVersion()
    {
        var wanted = new TenantSettings { RetentionDays = 60 };
        var first = await Replace(wanted, "\"0\"");

        var again = await Replace(wanted with { }, "\"0\"");

        Assert.Equal(first.ETag, again.ETag);
        Assert.Equal(2, audit.Entries.Count);
    }

    [Fact]
    public async Task ReplaceAsync_OtherVersionNamed_FailsAndChangesNothing()
    {
        await Replace(new TenantSettings { RetentionDays = 60 }, "\"0\"");

        foreach (var tags in new[] { Never, ["\"0\""], ["1"], ["\"2\""] })
        {
            var outcome = await store.ReplaceAsync(Scope, new TenantSettings { RetentionDays = 90 }, tags, Principal, Cancellation);
            FailureAssert.Is(FailureKind.PreconditionFailed, outcome.Failure);
        }

        Assert.Equal(60, (await store.ReadAsync(Scope, Cancellation)).Settings.RetentionDays);
        Assert.Equal(2, audit.Entries.Count);
    }

    [Fact]
    public async Task ReplaceAsync_AnyVersion_Replaces() =>
        Assert.Equal("\"1\"", (await Replace(new TenantSettings { KeepLastFour = true }, "*")).ETag);

    [Fact]
    public async Task ReplaceAsync_Invalid_IsRefusedBeforeAnythingIsWritten()
    {
        var outcome = await store.ReplaceAsync(Scope, new TenantSettings { Country = "Atlantis" }, new HashSet<string>(StringComparer.Ordinal) { "*" }, Principal, Cancellation);

        FailureAssert.Is(FailureKind.Invalid, outcome.Failure);
        Assert.Empty(audit.Entries);
        Assert.Empty(await Names());
    }

    [Fact]
    public async Task ReplaceAsync_TwentyAtOnce_OneWinsAndTheLosersAreAudited()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(1, 20).Select(i => store.ReplaceAsync(
            Scope, new TenantSettings { RetentionDays = 100 + i }, new HashSet<string>(StringComparer.Ordinal) { "\"0\"" }, $"p-{i:x32}", Cancellation)));

        Assert.Single(outcomes, x => x.Failure is null);
        Assert.All(outcomes.Where(x => x.Failure is not null), x => FailureAssert.Is(FailureKind.PreconditionFailed, x.Failure));
        Assert.Equal(["current", "versions/1"], await Names());
        Assert.Equal(Operations(AuditPhase.Intent), Operations(AuditPhase.Done));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task ReplaceAsync_CrashedAtAnAuditEntry_IsFinishedByWhoeverComesNext(int entry)
    {
        audit.FailAt = entry;
        await Assert.ThrowsAsync<IOException>(() => Replace(new TenantSettings { RetentionDays = 60 }, "\"0\""));
        var made = entry == 2;
        Assert.Equal(made ? ["current"] : [], await Names());

        audit.FailAt = 0;
        if (made)
        {
            await store.ReconcileAsync(Scope, Cancellation);
            await store.ReconcileAsync(Scope, Cancellation);
            Assert.Equal(["current", "versions/1"], await Names());
            Assert.Equal([AuditPhase.Intent, AuditPhase.Done], audit.Entries.Select(x => x.Phase));
        }

        await Replace(new TenantSettings { RetentionDays = 90 }, made ? "\"1\"" : "\"0\"");
        Assert.Equal(made ? ["current", "versions/1", "versions/2"] : ["current", "versions/1"], await Names());
    }

    [Fact]
    public async Task ReplaceAsync_AfterACrashBeforeTheHistory_KeepsBothVersions()
    {
        audit.FailAt = 2;
        await Assert.ThrowsAsync<IOException>(() => Replace(new TenantSettings { RetentionDays = 60 }, "\"0\""));
        audit.FailAt = 0;

        await Replace(new TenantSettings { RetentionDays = 90 }, "\"1\"");

        Assert.Equal(["current", "versions/1", "versions/2"], await Names());
        Assert.Contains("\"retentionDays\":60", await Text("versions/1"), StringComparison.Ordinal);
        Assert.Contains("\"retentionDays\":90", await Text("versions/2"), StringComparison.Ordinal);
    }

    /// <summary>Several may finish one change; its entries have one id.</summary>
    string Operations(AuditPhase phase) => string.Join(
        ' ', audit.Entries.Where(x => x.Phase == phase).Select(x => x.Operation).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    async Task<SettingsVersion> Replace(TenantSettings settings, string tag)
    {
        var outcome = await store.ReplaceAsync(
            Scope, settings, new HashSet<string>(StringComparer.Ordinal) { tag }, Principal, Cancellation);
        Assert.True(outcome.IsSuccess(out var version, out _));
        return version;
    }

    async Task<List<string>> Names()
    {
        var names = new List<string>();
        await foreach (var blob in container.GetBlobsAsync(cancellationToken: Cancellation))
        {
            names.Add(blob.Name);
        }

        return names;
    }

    async Task<string> Text(string name)
    {
        BlobDownloadResult content = await container.GetBlobClient(name).DownloadContentAsync(Cancellation);
        return content.Content.ToString();
    }
}
