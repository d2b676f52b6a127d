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
    const string Second = "p-fedcba9876543210fedcba9876543210";

    static readonly TenantScope Scope = new(TenantId.Parse("acme"), TenantId.Parse("acme"));
    static readonly HashSet<string> Never = [];

    readonly RecordedAudit audit = new();
    readonly FakeTimeProvider clock = new(Clocks.Start);
    TenantStoreFactory stores = null!;
    SettingsProposals proposals = null!;
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

        stores = new TenantStoreFactory(new EmulatedAccess(process), FixedIntegrityKey.Instance);
        proposals = new SettingsProposals(audit, clock);
        store = new TenantSettingsStore(stores, proposals, audit, clock);
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
                SpokenMarginSeconds = 3,
                Speech = new() { Engine = SpeechEngineKind.Local },
                OfficerMayHandle = true,
                OfficerMayApprove = true,
                FilerMayApprove = true,
                CoolingOffHours = 1,
                RequestYears = 4,
                QuarantineDays = 91,
                PrincipalMonths = 13,
                RepeatMonths = 7,
                DeceasedLaw = "Loi 78-17, art. 85",
                NameReaders = true,
                Recipients = [new RecipientSettings("crm")],
                PublicForm = true,
                DeliverySystem = "crm",
                Controllers = [new ControllerSettings("bank", "https://bank.example")],
                RecipientReminderDays = 8,
                RecipientOverdueDays = 15,
                Recorders = [new RecorderSettings("voice", PauseChannel.Audio)],
                HeartbeatSeconds = 11,
                LateSignalMinutes = 16,
                ReviewPackages = true,
                AgentVoice = AgentVoice.Silence,
                AgentLeaverDays = 31,
                EvaluationNeedsAgreement = true,
                WorksAgreement = new("BV 12", new(2026, 1, 1)),
                EvaluationPurposes = ["quality"],
                ConsentRecords = ConsentRecords.Required,
                ControllerName = "Acme",
                ControllerContact = "1 High Street",
                DpoContact = "dpo@acme.example",
                SupervisoryAuthority = new("Authority", "https://authority.example"),
                AuditWitness = new(
                    new TestWitness("o", () => throw new InvalidOperationException()).Key, "https://witness.example"),
                AuditCopyUrl = "https://copy.example",
            },
            "*");

        // All but the rules of the retention, which have a route of their own.
        Assert.Equal(typeof(TenantSettings).GetProperties().Length - 1, version.ChangedFields.Count);
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

    [Fact]
    public async Task ReplaceAsync_WhatWeakens_WaitsForASecondPerson()
    {
        await Replace(new TenantSettings { RetentionDays = 60 }, "*");

        var proposal = await Propose(new TenantSettings { RetentionDays = 7, OfficerMayApprove = true });

        Assert.Equal(["officerMayApprove", "retentionDays"], proposal.Weakens);
        Assert.Equal(60, (await store.ReadAsync(Scope, Cancellation)).Settings.RetentionDays);
        FailureAssert.Is(FailureKind.Forbidden, (await Confirm(proposal, Principal)).Failure);
        Assert.Equal(60, (await store.ReadAsync(Scope, Cancellation)).Settings.RetentionDays);
        Assert.Null((await Confirm(proposal)).Failure);
        var version = await store.ReadAsync(Scope, Cancellation);
        Assert.Equal((2, 7, Principal, Second), (version.Version, version.Settings.RetentionDays, version.ChangedBy, version.ConfirmedBy));
        Assert.Null((await Confirm(proposal)).Failure);
        Assert.Equal(2, (await store.ReadAsync(Scope, Cancellation)).Version);
        Assert.Equal("officerMayApprove,retentionDays", audit.Entries.Single(x => x.Event == "settings.proposed").Details!["weakens"]);
        Assert.Equal(Second, audit.Entries[^1].Details!["confirmedBy"]);
    }

    [Fact]
    public async Task ReplaceAsync_WhatWeakensAskedTwice_IsOneProposal()
    {
        await Replace(new TenantSettings { RetentionDays = 60 }, "*");
        var first = await Propose(new TenantSettings { RetentionDays = 7 });
        clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(first.ProposedAt, (await Propose(new TenantSettings { RetentionDays = 7 })).ProposedAt);

        await container.GetBlobClient($"changes/{new string('a', 32)}").UploadAsync(BinaryData.FromString("{}"), Cancellation);
        Assert.Single(await proposals.ListAsync(stores.Open(Scope), 1, Cancellation));
        Assert.NotEqual(first.ChangeId, (await Propose(new TenantSettings { RetentionDays = 7 }, Second)).ChangeId);
    }

    [Fact]
    public async Task ConfirmAsync_LapsedExpiredWithdrawnOrUnknown_ChangesNothing()
    {
        await Replace(new TenantSettings { RetentionDays = 60 }, "*");
        var lapsed = await Propose(new TenantSettings { RetentionDays = 7 });
        await Replace(new TenantSettings { RetentionDays = 61 }, "*");
        FailureAssert.Is(FailureKind.Conflict, (await Confirm(lapsed)).Failure);
        Assert.Empty(await proposals.ListAsync(stores.Open(Scope), 2, Cancellation));

        var withdrawn = await Propose(new TenantSettings { RetentionDays = 8 });
        Assert.Null((await proposals.WithdrawAsync(stores.Open(Scope), withdrawn.ChangeId, Second, Cancellation)).Failure);
        FailureAssert.Is(FailureKind.NotFound, (await Confirm(withdrawn)).Failure);

        var expired = await Propose(new TenantSettings { RetentionDays = 9 });
        clock.Advance(SettingsProposal.Lifetime);
        FailureAssert.Is(FailureKind.NotFound, (await Confirm(expired)).Failure);
        Assert.Contains(await Names(), x => x.StartsWith("changes/", StringComparison.Ordinal));
        await store.ReconcileAsync(Scope, Cancellation);
        Assert.DoesNotContain(await Names(), x => x.StartsWith("changes/", StringComparison.Ordinal));
        FailureAssert.Is(FailureKind.NotFound, (await store.ConfirmAsync(Scope, "../current", Second, Cancellation)).Failure);
        Assert.Equal(61, (await store.ReadAsync(Scope, Cancellation)).Settings.RetentionDays);
    }

    [Fact]
    public async Task ListAsync_TheHistory_SaysWhoChangedWhatFromWhatToWhat()
    {
        await Replace(new TenantSettings { RetentionDays = 60 }, "*");
        await Replace(new TenantSettings { RetentionDays = 61, DpoContact = "dpo@acme.example" }, "*");
        await Confirm(await Propose(new TenantSettings { RetentionDays = 7, DpoContact = "dpo@acme.example" }));
        var history = new SettingsHistory(store);

        var first = await history.ListAsync(Scope, limit: 2, continuation: null, Cancellation);

        Assert.True(first.IsSuccess(out var page, out _));
        Assert.Equal([3, 2], page.Items.Select(x => x.Version));
        Assert.Equal((Principal, Second), (page.Items[0].ChangedBy, page.Items[0].ConfirmedBy));
        Assert.Equal(["retentionDays"], page.Items[0].Weakens);
        Assert.Equal(["retentionDays: 61 > 7"], Texts(page.Items[0]));
        Assert.Equal(["dpoContact:  > dpo@acme.example", "retentionDays: 60 > 61"], Texts(page.Items[1]));
        Assert.True((await history.ListAsync(Scope, 2, page.Continuation, Cancellation)).IsSuccess(out var last, out _));
        Assert.Equal(["retentionDays: 30 > 60"], Texts(Assert.Single(last.Items)));
        Assert.Null(last.Continuation);
        FailureAssert.Is(FailureKind.Invalid, (await history.ListAsync(Scope, 2, "9", Cancellation)).Failure);

        static IEnumerable<string> Texts(SettingsHistoryItem item) => item.Changes.Select(x => $"{x.Field}: {x.From} > {x.To}");
    }

    [Fact]
    public async Task ReplaceRetentionAsync_WhatMayShorten_WaitsForASecondPersonAndSevenDays()
    {
        RetentionRule[] rules = [new("screens") { Medium = RetentionMedium.Screen, DeleteAfter = new(0, 30) }];
        var proposed = await Rules(rules);
        Assert.Equal(proposed.Proposal!.ChangeId, (await Rules(rules)).Proposal!.ChangeId);
        Assert.Empty((await store.ReadAsync(Scope, Cancellation)).Retention.At(clock.GetUtcNow()).Items);
        FailureAssert.Is(FailureKind.Forbidden, (await Confirm(proposed.Proposal, Principal)).Failure);
        clock.Advance(TimeSpan.FromDays(3));

        Assert.Null((await Confirm(proposed.Proposal)).Failure);
        Assert.Null((await Confirm(proposed.Proposal)).Failure);

        clock.Advance(TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1));
        Assert.Empty((await store.ReadAsync(Scope, Cancellation)).Retention.At(clock.GetUtcNow()).Items);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(rules, (await store.ReadAsync(Scope, Cancellation)).Retention.At(clock.GetUtcNow()).Items);
        Assert.Null((await Rules(rules)).Proposal);
        Assert.Equal(
            ["PUT /api/tenants/{tenant}/retention"], audit.Entries.Select(x => x.Origin).Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ReplaceRetentionAsync_WhatOnlyLengthens_IsInForceAtOnceAndOtherSettingsKeepIt()
    {
        RetentionRule[] rules = [new("orders") { Category = "order", RetainAtLeast = new(60, 0), Law = "MiFID II" }];

        Assert.Null((await Rules(rules)).Proposal);
        await Replace(new TenantSettings { RetentionDays = 60 }, "*");

        var version = await store.ReadAsync(Scope, Cancellation);
        Assert.Equal((2, 60), (version.Version, version.Settings.RetentionDays));
        Assert.Equal(rules, version.Retention.At(clock.GetUtcNow()).Items);
        Assert.Equal(["retentionDays"], version.ChangedFields);
        Assert.NotNull((await Rules([])).Proposal);
    }

    [Fact]
    public async Task ReplaceRetentionAsync_ConfirmedRulesTakenBack_NeverTakeEffect()
    {
        await Confirm((await Rules([new("all") { DeleteAfter = new(0, 1) }])).Proposal!);

        Assert.Null((await Rules([])).Proposal);

        clock.Advance(TimeSpan.FromDays(8));
        Assert.Empty((await store.ReadAsync(Scope, Cancellation)).Retention.At(clock.GetUtcNow()).Items);
    }

    [Fact]
    public async Task IsRolledBackAsync_AFormerVersionPutBack_IsSeen()
    {
        await Replace(new TenantSettings { RetentionDays = 60 }, "*");
        var former = await container.GetBlobClient("current").DownloadContentAsync(Cancellation);
        await Replace(new TenantSettings { RetentionDays = 61 }, "*");
        Assert.False(await IsRolledBack());

        await container.GetBlobClient("current").UploadAsync(
            former.Value.Content, new BlobUploadOptions { Metadata = former.Value.Details.Metadata }, Cancellation);
        Assert.True(await IsRolledBack());

        await container.GetBlobClient("current").DeleteAsync(cancellationToken: Cancellation);
        Assert.True(await IsRolledBack());

        async Task<bool> IsRolledBack() =>
            await store.IsRolledBackAsync(stores.Open(Scope), await store.ReadAsync(Scope, Cancellation), Cancellation);
    }

    async Task<SettingsReplacement> Rules(IReadOnlyList<RetentionRule> rules)
    {
        var outcome = await store.ReplaceRetentionAsync(
            Scope, rules, new HashSet<string>(StringComparer.Ordinal) { "*" }, Principal, Cancellation);
        Assert.True(outcome.IsSuccess(out var replaced, out _));
        return replaced;
    }

    /// <summary>Several may finish one change; its entries have one id.</summary>
    string Operations(AuditPhase phase) => string.Join(
        ' ', audit.Entries.Where(x => x.Phase == phase).Select(x => x.Operation).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    async Task<SettingsVersion> Replace(TenantSettings settings, string tag)
    {
        var outcome = await store.ReplaceAsync(
            Scope, settings, new HashSet<string>(StringComparer.Ordinal) { tag }, Principal, Cancellation);
        Assert.True(outcome.IsSuccess(out var replaced, out _));
        Assert.Null(replaced.Proposal);
        return replaced.Version;
    }

    async Task<SettingsProposal> Propose(TenantSettings settings, string principal = Principal)
    {
        var outcome = await store.ReplaceAsync(Scope, settings, new HashSet<string>(StringComparer.Ordinal) { "*" }, principal, Cancellation);
        Assert.True(outcome.IsSuccess(out var replaced, out _));
        return replaced.Proposal!;
    }

    Task<Outcome<SettingsReplacement>> Confirm(SettingsProposal proposal, string principal = Second) =>
        store.ConfirmAsync(Scope, proposal.ChangeId, principal, Cancellation);

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
