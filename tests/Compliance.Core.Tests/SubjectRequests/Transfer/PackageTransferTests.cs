using System.Security.Cryptography;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Core.Tests.SubjectRequests.Export;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.SubjectRequests;

namespace Compliance.Core.Tests.SubjectRequests.Transfer;

public sealed class PackageTransferTests(AzuriteFixture azurite)
{
    static readonly ControllerSettings Bank = new("bank", "https://bank.example/take");

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_nobody_takes_is_tried_six_times_in_half_an_hour_and_then_left_to_a_person()
    {
        await using var bench = await PreparedAsync(Bank);
        var sender = new Controller { Answer = 503 };

        for (var minute = 0; minute < 40; minute++)
        {
            await SendAsync(bench, sender);
            bench.Home.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        var transfer = (await bench.DocumentAsync()).Transfer!;
        Assert.Equal((TransferStage.NeedsReview, TransferFault.Unreachable, 503), (transfer.Stage, transfer.Reason, transfer.Status));
        Assert.Equal(6, sender.Digests.Count);
        Assert.Single(sender.Digests.Distinct());
        Assert.Equal($"\"{bench.Request}\"", Assert.Single(sender.Keys.Distinct()));
    }

    [Fact]
    public async Task A_crash_while_it_is_sent_sends_the_same_again()
    {
        await using var bench = await PreparedAsync(Bank);
        var sender = new Controller { Fault = new InvalidOperationException("The process is gone.") };
        await Assert.ThrowsAsync<InvalidOperationException>(() => SendAsync(bench, sender));
        sender.Fault = null;
        await SendAsync(bench, sender);
        Assert.Equal(TransferStage.Sending, (await bench.DocumentAsync()).Transfer!.Stage);
        Assert.NotNull(await bench.AnswerAsync(bench.Home));
        bench.Home.Clock.Advance(TimeSpan.FromSeconds(6));
        await SendAsync(bench, sender);
        await SendAsync(bench, sender);

        Assert.Equal(TransferStage.Sent, (await bench.DocumentAsync()).Transfer!.Stage);
        Assert.Equal(2, sender.Digests.Count);
        Assert.Single(sender.Digests.Distinct());
        var receipt = await bench.Home.Get<SubjectRequestTexts>().FindAsync<TransferReceipt>(
            bench.Home.Store, bench.Request, "transfer", Cancellation);
        Assert.Equal(sender.Digests[0], receipt!.Digest);
        Assert.Null(await bench.AnswerAsync(bench.Home));
    }

    [Fact]
    public async Task Nothing_is_sent_before_the_review_and_nothing_changes_after_it_was_sent()
    {
        await using var bench = await PreparedAsync(Bank, new TenantSettings { ReviewPackages = true });
        var sender = new Controller();
        await SendAsync(bench, sender);
        Assert.Empty(sender.Digests);
        Assert.NotNull(await bench.AnswerAsync(bench.Home, review: true));

        Assert.Null(await bench.ReleaseAsync(bench.Home, revision: 1));
        await SendAsync(bench, sender);

        Assert.Single(sender.Digests);
        Assert.NotNull(await bench.RedactAsync(bench.Home));
    }

    [Fact]
    public async Task What_is_gone_or_not_registered_is_not_sent()
    {
        var sender = new Controller();
        await using var unknown = await PreparedAsync(new ControllerSettings("another", Bank.Url));
        await SendAsync(unknown, sender);
        Assert.Equal(TransferFault.NotRegistered, (await unknown.DocumentAsync()).Transfer!.Reason);

        await using var erased = await PreparedAsync(Bank);
        await erased.EraseAsync(erased.Home);
        await SendAsync(erased, sender);
        Assert.Equal(TransferFault.NoCopy, (await erased.DocumentAsync()).Transfer!.Reason);
        var retried = await erased.Home.Get<SubjectRequestRetry>().RetryAsync(
            erased.Home.Store, RecordingBench.Actor, erased.Request, erased.Home.Settings, Cancellation);
        Assert.NotNull(retried.Failure);
        Assert.Empty(sender.Digests);
    }

    [Fact]
    public async Task A_decision_is_bound_to_the_address_of_the_controller()
    {
        await using var bench = await PreparedAsync(Bank);
        var document = await bench.DocumentAsync();
        async Task<string> TagAsync(SubjectRequestDocument request, params ControllerSettings[] controllers) =>
            (await bench.Home.Get<SubjectRequestPreviewer>().ComputeAsync(
                bench.Home.Store, bench.Request, request, bench.Home.Settings with { Controllers = controllers }, Cancellation)).ETag;

        var tag = await TagAsync(document, Bank);

        Assert.Equal(tag, await TagAsync(document, new("another", "https://another.example"), Bank));
        Assert.NotEqual(tag, await TagAsync(document, Bank with { Url = "https://elsewhere.example" }));
        Assert.NotEqual(tag, await TagAsync(document));
        Assert.NotEqual(tag, await TagAsync(document with { Transfer = null }, Bank));
    }

    static async Task SendAsync(ReviewBench bench, Controller sender)
    {
        var home = bench.Home;
        await new PackageTransfer(
            home.Get<SubjectRequestRegister>(),
            home.Get<SubjectRequestChange>(),
            home.Get<SubjectRequestTexts>(),
            home.Get<PackageReader>(),
            home.Get<TenantSettingsStore>(),
            home.Get<ITenantVaultProvider>(),
            sender,
            home.Clock).SendAsync(home.Store, bench.Request, RecordingBench.Actor, Cancellation);
        await home.Get<SubjectRequestCertifier>().CertifyAsync(home.Store, bench.Request, RecordingBench.Actor, Cancellation);
    }

    /// <summary>A package that is ready, to be sent to <see cref="Bank"/>.</summary>
    async Task<ReviewBench> PreparedAsync(ControllerSettings registered, TenantSettings? settings = null)
    {
        var bench = await ReviewBench.CreateAsync(azurite);
        await bench.PrepareAsync();

        // A bench has no transparency log to prove the second certificate by.
        await bench.Home.Store.Documents.UploadAsync(
            bench.Home.Store.Requests.GetBlobClient($"{bench.Request}/certificate-2"), BinaryData.FromString("{}"), new(), Cancellation);
        var replaced = await bench.Home.Get<TenantSettingsStore>().ReplaceAsync(
            bench.Home.Store.Scope,
            (settings ?? new TenantSettings()) with { Controllers = [registered] },
            new HashSet<string>(StringComparer.Ordinal) { "*" },
            RecordingBench.Actor.Pseudonym,
            Cancellation);
        Assert.Null(replaced.Failure);
        await bench.Home.Get<SubjectRequestRegister>().UpdateAsync(
            bench.Home.Store, bench.Request, x => x with { Transfer = new TransferState(Bank.Name) }, Cancellation);
        return bench;
    }

    sealed class Controller : ITransferSender
    {
        public int? Answer { get; set; } = 200;

        public Exception? Fault { get; set; }

        public List<string> Digests { get; } = [];

        public List<string> Keys { get; } = [];

        public async Task<int?> SendAsync(TransferMessage message, CancellationToken cancellationToken)
        {
            var digest = $"sha-256=:{Convert.ToBase64String(await SHA256.HashDataAsync(message.Content, cancellationToken))}:";
            Assert.Equal(message.Headers["Content-Digest"], digest);
            Assert.Equal(Bank.Url, message.Url.AbsoluteUri);
            Digests.Add(digest);
            Keys.Add(message.Headers["Idempotency-Key"]);
            return Fault is null ? Answer : throw Fault;
        }
    }
}
