using System.Collections.Concurrent;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Exchange;
using Compliance.Identities;
using Compliance.Model;
using Compliance.Settings;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Core.Tests.SubjectRequests.Recipients;

/// <summary>A bus that keeps what it is sent, drops repeats, and fails as it is told.</summary>
sealed class TestBus : ITenantMessages
{
    readonly HashSet<string> seen = new(StringComparer.Ordinal);

    public ConcurrentQueue<TenantMessage> Kept { get; } = new();

    public SendOutcome Answers { get; set; } = SendOutcome.Sent;

    public Task<SendOutcome> SendAsync(TenantScope scope, IReadOnlyList<TenantMessage> messages, CancellationToken cancellationToken)
    {
        lock (seen)
        {
            foreach (var message in messages.Where(x => Answers is SendOutcome.Sent && seen.Add(x.Id)))
            {
                Kept.Enqueue(message);
            }
        }

        return Task.FromResult(Answers);
    }

    /// <summary>What went to a recipient, in order.</summary>
    public IReadOnlyList<TenantMessage> To(string recipient) => [.. Kept.Where(x => x.To?.Name == recipient)];
}

/// <summary>One tenant's notices on the emulator, and a bus in memory.</summary>
sealed class RecipientBench : IAsyncDisposable
{
    const string CallId = "call-of-the-person";

    readonly NoticeMessages messages;

    RecipientBench(RecordingBench inner, TestBus bus)
    {
        (Inner, Bus) = (inner, bus);
        var notices = inner.Get<NoticeStore>();
        messages = new NoticeMessages(
            notices, inner.Get<ClaimStore>(), inner.Get<RecipientAckTokens>(), bus, inner.Audit, inner.Clock);
        Notices = new RecipientNotifier(notices, messages, inner.Get<SubjectRequestLedger>(), inner.Clock);
        Answers = new RecipientAnswers(inner.Get<RecipientAckTokens>(), notices, messages, inner.Get<TenantSettingsStore>(), inner.Clock);
        Watch = new RecipientWatch(notices, messages, inner.Get<TenantSettingsStore>(), inner.Clock);
        Desk = new ClaimRedeemer(
            inner.Get<ClaimStore>(),
            [inner.Get<RecipientClaims>()],
            inner.Audit);
    }

    public RecordingBench Inner { get; }

    public TestBus Bus { get; }

    public RecipientNotifier Notices { get; }

    public RecipientAnswers Answers { get; }

    public RecipientWatch Watch { get; }

    public ClaimRedeemer Desk { get; }

    public TenantStore Store => Inner.Store;

    public SubjectRequestId Request { get; private set; }

    public TenantSettings Settings { get; private set; } = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A request of Ottoline's with two calls erased; recipients <c>crm</c> (phone, accounts, call ids) and <c>mail</c>
    /// (e-mail).</summary>
    public static async Task<RecipientBench> CreateAsync(AzuriteFixture azurite)
    {
        var bench = new RecipientBench(await RecordingBench.CreateAsync(azurite), new TestBus());
        await bench.RegisterAsync(
            new RecipientSettings("crm") { Identities = [IdentityType.Phone, IdentityType.AccountId], CallIds = true },
            new RecipientSettings("mail") { Principal = "0f21ddb6-6cad-4a26-8d11-6ece1738f7d9", Identities = [IdentityType.Email] });
        await bench.RequestAsync();
        return bench;
    }

    /// <summary>Another host on the same stores and bus.</summary>
    public RecipientBench Beside() => new(Inner, Bus) { Request = Request, Settings = Settings };

    public async Task RegisterAsync(params IReadOnlyList<RecipientSettings> recipients)
    {
        Settings = new TenantSettings { Recipients = recipients };
        var anyVersion = new HashSet<string>(StringComparer.Ordinal) { "*" };
        var replaced = await Inner.Get<TenantSettingsStore>()
            .ReplaceAsync(Store.Scope, Settings, anyVersion, RecordingBench.Actor.Pseudonym, Cancellation);
        Assert.True(replaced.IsSuccess(out _, out var failure), $"{failure}");
        Inner.Audit.Clear();
    }

    public Task PostAsync(RecipientAction action = RecipientAction.Erased) =>
        Notices.PostAsync(Store, Request, action, Settings, Cancellation);

    /// <summary>What the status says: <c>crm Notified, mail Notified</c>.</summary>
    public async Task<string> StatusAsync() =>
        string.Join(", ", (await Notices.ListAsync(Store, Request, Cancellation)).Select(x => $"{x.Name} {x.State}"));

    public Task<bool> AckAsync(TenantMessage message, AckOutcome outcome = AckOutcome.Done) =>
        Answers.TakeAsync(Store, (string)message.Data["ackToken"], outcome, Cancellation);

    public Task<ClaimContent?> FetchAsync(TenantMessage message, string subject) =>
        Desk.FetchAsync(Store, RecordingBench.Actor, subject, (string)message.Data["claimId"], Cancellation);

    /// <summary>Lets time pass, and the timer look.</summary>
    public async Task PassAsync(double days)
    {
        Inner.Clock.Advance(TimeSpan.FromDays(days));
        Assert.Empty(await Watch.RunAsync(Store, "RemindRecipients", Cancellation));
    }

    public IReadOnlyList<string> Audited(string name) =>
        [.. Inner.Audit.Entries.Where(x => x.Event == name).Select(x => $"{x.Operation} {x.Resource}").Distinct(StringComparer.Ordinal)];

    /// <summary>An erasure's ledger entry.</summary>
    public Task EraseAnotherAsync(string? callId)
    {
        var id = RecordingId.New(Inner.Clock);
        var entry = new LedgerEntry(id.ToString(), callId, null, [], [], Inner.Clock.GetUtcNow(), null);
        return Inner.Get<SubjectRequestTexts>().PutAsync(Store, Request, LedgerEntry.NameOf(id), entry, Cancellation);
    }

    /// <summary>The log is away for one entry, as when a host dies there.</summary>
    public async Task FailNextAuditAsync(Func<Task> act)
    {
        Inner.Audit.FailNext();
        await Assert.ThrowsAsync<IOException>(act);
    }

    /// <summary>Another tenant's store, with containers of the same names.</summary>
    public TenantStore OtherTenant() =>
        Inner.Get<TenantStoreFactory>().Open(new TenantScope(TenantId.Parse("globex"), TenantId.Parse("globex")));

    public ValueTask DisposeAsync() => Inner.DisposeAsync();

    async Task RequestAsync()
    {
        Request = SubjectRequestId.New(Inner.Clock);
        (await Inner.Get<SubjectRequestKeys>().CreateAsync(Store, Request, Cancellation)).Dispose();
        SubjectRequestIdentity[] identities =
        [
            new(IdentityType.Phone, "07700 900 765"),
            new(IdentityType.Email, "Ottoline@Ferncastle.example"),
            new(IdentityType.AccountId, "kunde-QX-771204"),
            new(IdentityType.Name, "Ottoline Ferncastle"),
        ];
        await Inner.Get<SubjectRequestTexts>().PutAsync(
            Store, Request, SubjectRequestPerson.Name, new SubjectRequestPerson(identities, "please", null, []), Cancellation);
        foreach (var callId in (string?[])[CallId + "-2", CallId + "-1", null])
        {
            await EraseAnotherAsync(callId);
        }
    }
}
