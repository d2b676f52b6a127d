using System.Text.Json;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Exchange;
using Compliance.Json;
using Compliance.Keys;
using Compliance.Model;
using Compliance.SubjectRequests;

namespace Compliance.Core.Tests.SubjectRequests.Recipients;

public sealed class RecipientNotifierTests(AzuriteFixture azurite)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_registered_recipient_is_told_once_however_often_it_is_posted()
    {
        await using var bench = await RecipientBench.CreateAsync(azurite);

        await bench.PostAsync();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => i % 2 == 0 ? bench.PostAsync() : bench.Beside().PostAsync()));

        Assert.Equal(2, bench.Bus.Kept.Count);
        var message = Assert.Single(bench.Bus.To("crm"));
        Assert.Equal(
            ("privacy-events", "compliance.recipient.erased", $"requests/{bench.Request}"), (message.Topic, message.Type, message.Subject));
        Assert.Equal(new MessageAddress("recipient", "crm"), message.To);
        Assert.Equal(["ackToken", "action", "claimId", "number", "recipient"], message.Data.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("crm Notified, mail Notified", await bench.StatusAsync());
        Assert.Equal(2, bench.Audited("recipient.notified").Count);
    }

    [Fact]
    public async Task Who_may_fetch_call_ids_is_told_again_when_more_was_erased()
    {
        await using var bench = await RecipientBench.CreateAsync(azurite);
        await bench.PostAsync();
        await bench.FetchAsync(bench.Bus.To("crm")[0], "crm");
        await bench.AckAsync(bench.Bus.To("crm")[0]);

        await bench.EraseAnotherAsync("call-found-later");
        await bench.PostAsync();

        Assert.Equal("crm Notified, mail Notified", await bench.StatusAsync());
        Assert.Single(bench.Bus.To("mail"));
        Assert.Contains((await bench.FetchAsync(bench.Bus.To("crm")[1], "crm"))!.CallIds, x => x.Value == "call-found-later");
    }

    [Fact]
    public async Task Hosts_that_post_at_once_agree_on_one_notice()
    {
        await using var bench = await RecipientBench.CreateAsync(azurite);
        var other = bench.Beside();

        await Task.WhenAll(bench.PostAsync(), other.PostAsync(), other.PostAsync());

        Assert.Single(bench.Bus.To("crm"));
        Assert.Single(bench.Bus.To("mail"));
    }

    [Fact]
    public async Task Whatever_call_of_the_storage_it_dies_at_a_second_run_ends_the_same()
    {
        await using var bench = await RecipientBench.CreateAsync(azurite);
        var interruption = new Interruption();
        await using var dying = bench.Inner.Beside(interruption);
        var notices = new RecipientNotifier(
            dying.Get<NoticeStore>(), MessagesOf(dying, bench.Bus), dying.Get<SubjectRequestLedger>(), dying.Clock);
        await notices.PostAsync(dying.Store, bench.Request, RecipientAction.Restricted, bench.Settings, Cancellation);
        interruption.Before(0, null);
        var request = SubjectRequestId.New(dying.Clock);
        await notices.PostAsync(dying.Store, request, RecipientAction.Erased, bench.Settings, Cancellation);
        var calls = interruption.Seen;
        Assert.True(calls > 6, $"{calls} calls");

        for (var at = 1; at <= calls; at++)
        {
            request = SubjectRequestId.New(dying.Clock);
            interruption.Before(at, () => throw new IOException("The host died."));
            await Assert.ThrowsAnyAsync<IOException>(
                () => notices.PostAsync(dying.Store, request, RecipientAction.Erased, bench.Settings, Cancellation));
            await bench.Notices.PostAsync(bench.Store, request, RecipientAction.Erased, bench.Settings, Cancellation);

            Assert.Equal(2, bench.Bus.Kept.Count(x => x.Subject == $"requests/{request}"));
            Assert.All(await bench.Notices.ListAsync(bench.Store, request, Cancellation), x => Assert.NotNull(x.At));
        }
    }

    [Fact]
    public async Task A_dead_bus_holds_nothing_up_and_the_timer_sends_when_it_is_back()
    {
        await using var bench = await RecipientBench.CreateAsync(azurite);
        bench.Bus.Answers = SendOutcome.Unreachable;

        await bench.PostAsync();
        await bench.PassAsync(days: 0.04);

        Assert.All(await bench.Notices.ListAsync(bench.Store, bench.Request, Cancellation), x => Assert.Equal(
            (NoticeState.Notified, null), (x.State, x.At)));
        Assert.Empty(bench.Audited("recipient.notified"));
        bench.Bus.Answers = SendOutcome.Sent;
        await bench.PassAsync(days: 0.04);

        Assert.Single(bench.Bus.To("crm"));
        Assert.All(await bench.Notices.ListAsync(bench.Store, bench.Request, Cancellation), x => Assert.NotNull(x.At));
    }

    [Fact]
    public async Task What_the_bus_refuses_for_good_has_failed_until_it_is_posted_again()
    {
        await using var bench = await RecipientBench.CreateAsync(azurite);
        bench.Bus.Answers = SendOutcome.Refused;

        await bench.PostAsync();

        Assert.Equal("crm Failed, mail Failed", await bench.StatusAsync());
        Assert.Equal(2, bench.Audited("recipient.failed").Count);
        bench.Bus.Answers = SendOutcome.Sent;
        await bench.PassAsync(days: 20);
        Assert.Empty(bench.Bus.Kept);
        await bench.PostAsync();
        Assert.Equal("crm Notified, mail Notified", await bench.StatusAsync());
    }

    [Fact]
    public async Task Who_is_silent_is_reminded_then_overdue_and_may_still_answer()
    {
        await using var bench = await RecipientBench.CreateAsync(azurite);
        await bench.PostAsync();
        await bench.AckAsync(bench.Bus.To("mail")[0]);

        await bench.PassAsync(days: 6.9);
        Assert.Single(bench.Bus.To("crm"));
        await bench.PassAsync(days: 0.2);
        await bench.PassAsync(days: 0.1);
        Assert.Equal([1, 2], bench.Bus.To("crm").Select(x => (int)x.Data["number"]));
        Assert.Single(bench.Bus.To("mail"));
        Assert.Null(await bench.FetchAsync(bench.Bus.To("crm")[0], "crm"));
        Assert.Equal("crm Notified, mail Acknowledged", await bench.StatusAsync());

        await bench.PassAsync(days: 7);
        await bench.PassAsync(days: 1);
        Assert.Equal("crm Overdue, mail Acknowledged", await bench.StatusAsync());
        var alert = Assert.Single(bench.Bus.Kept, x => x.To is null);
        Assert.Equal(("compliance.recipient.overdue", $"requests/{bench.Request}"), (alert.Type, alert.Subject));
        Assert.Single(bench.Audited("recipient.overdue"));
        Assert.Empty(await RecordingBench.NamesAsync(bench.Store.State, "notices/"));

        var last = bench.Bus.To("crm")[^1];
        Assert.Equal(3, last.Data["number"]);
        Assert.NotNull(await bench.FetchAsync(last, "crm"));
        Assert.True(await bench.AckAsync(bench.Bus.To("crm")[0]));
        Assert.Equal("crm Acknowledged, mail Acknowledged", await bench.StatusAsync());
    }

    [Theory]
    [InlineData(AckOutcome.Done, NoticeState.Acknowledged)]
    [InlineData(AckOutcome.NotFound, NoticeState.Acknowledged)]
    [InlineData(AckOutcome.Refused, NoticeState.Failed)]
    public async Task The_first_answer_counts_and_the_second_changes_nothing(AckOutcome outcome, NoticeState state)
    {
        await using var bench = await RecipientBench.CreateAsync(azurite);
        await bench.PostAsync();
        var message = bench.Bus.To("crm")[0];

        Assert.True(await bench.AckAsync(message, outcome));
        foreach (var second in Enum.GetValues<AckOutcome>())
        {
            Assert.False(await bench.AckAsync(message, second));
        }

        Assert.Equal($"crm {state}, mail Notified", await bench.StatusAsync());
        Assert.Single(bench.Inner.Audit.Entries, x => x.Event is "recipient.acknowledged" or "recipient.failed");
        Assert.Null(await bench.FetchAsync(message, "crm"));
    }

    [Fact]
    public async Task An_answer_whose_audit_entry_was_not_written_is_told_by_its_redelivery()
    {
        await using var bench = await RecipientBench.CreateAsync(azurite);
        await bench.PostAsync();
        var message = bench.Bus.To("crm")[0];
        await bench.FailNextAuditAsync(() => bench.AckAsync(message));

        Assert.Empty(bench.Audited("recipient.acknowledged"));
        await bench.AckAsync(message);

        Assert.Single(bench.Audited("recipient.acknowledged"));
        Assert.Equal("crm Acknowledged, mail Notified", await bench.StatusAsync());
    }

    [Fact]
    public async Task A_forged_token_another_tenant_s_and_one_of_a_notice_that_was_replaced_change_nothing()
    {
        await using var bench = await RecipientBench.CreateAsync(azurite);
        await bench.PostAsync(RecipientAction.Restricted);
        var before = bench.Bus.To("crm")[0];
        await bench.PostAsync();
        var token = (string)bench.Bus.To("crm")[1].Data["ackToken"];

        Assert.False(await bench.AckAsync(before));
        Assert.False(
            await bench.Answers.TakeAsync(bench.Store, token[..^2] + (token[^2] == 'A' ? "BB" : "AA"), AckOutcome.Done, Cancellation));
        Assert.False(await bench.Answers.TakeAsync(bench.Store, "acme.recipient.AAAA", AckOutcome.Done, Cancellation));
        Assert.False(await bench.Answers.TakeAsync(bench.OtherTenant(), token, AckOutcome.Done, Cancellation));
        Assert.Equal("crm Notified, mail Notified", await bench.StatusAsync());
        Assert.True(await bench.Answers.TakeAsync(bench.Store, token, AckOutcome.Done, Cancellation));
    }

    [Fact]
    public async Task A_claim_gives_a_recipient_what_it_is_entitled_to_once_and_is_audited()
    {
        await using var bench = await RecipientBench.CreateAsync(azurite);
        await bench.PostAsync();
        var (crm, mail) = (bench.Bus.To("crm")[0], bench.Bus.To("mail")[0]);

        Assert.Null(await bench.FetchAsync(crm, "mail"));
        Assert.Null(await bench.FetchAsync(mail, "mail"));
        var content = (await bench.FetchAsync(crm, "crm"))!;
        Assert.Null(await bench.FetchAsync(crm, "crm"));

        Assert.Equal(["Phone +447700900765", "AccountId kunde-QX-771204"], content.Identities.Select(x => $"{x.Type} {x.Value}"));
        Assert.Equal(["call-of-the-person-1", "call-of-the-person-2"], content.CallIds.Select(x => x.Value));
        Assert.EndsWith(
            $" requests/{bench.Request}/recipients/crm", Assert.Single(bench.Audited("claim.fetched")), StringComparison.Ordinal);
        var byMail = (await bench.FetchAsync(mail, "0f21ddb6-6cad-4a26-8d11-6ece1738f7d9"))!;
        Assert.Equal("Ottoline@Ferncastle.example", Assert.Single(byMail.Identities).Value);
        Assert.Empty(byMail.CallIds);
    }

    [Fact]
    public async Task A_claim_gives_nothing_once_the_request_s_key_or_the_registration_is_gone()
    {
        await using var bench = await RecipientBench.CreateAsync(azurite);
        await bench.PostAsync();
        var mail = bench.Bus.To("mail")[0];
        await bench.RegisterAsync(bench.Settings.Recipients[0]);
        Assert.Null(await bench.FetchAsync(mail, "0f21ddb6-6cad-4a26-8d11-6ece1738f7d9"));

        await bench.Inner.Get<TenantSecrets>().RemoveAsync(bench.Store.Scope, $"requests/{bench.Request}", Cancellation);
        Assert.Null(await bench.FetchAsync(bench.Bus.To("crm")[0], "crm"));
    }

    [Fact]
    public async Task Nothing_personal_is_in_a_message_a_notice_or_the_log()
    {
        await using var bench = await RecipientBench.CreateAsync(azurite);
        await bench.PostAsync();
        await bench.FetchAsync(bench.Bus.To("crm")[0], "crm");
        await bench.PassAsync(days: 15);

        var texts = bench.Bus.Kept.Select(x => System.Text.Encoding.UTF8.GetString(StrictJson.Write(x.Data)))
            .Concat(bench.Inner.Audit.Entries.Select(x => JsonSerializer.Serialize(x)))
            .ToList();
        foreach (var container in new[] { bench.Store.Requests, bench.Store.State })
        {
            foreach (var name in await RecordingBench.NamesAsync(container, ""))
            {
                texts.Add(name + (await container.GetBlobClient(name).DownloadContentAsync(Cancellation)).Value.Content);
            }
        }

        Assert.True(texts.Count > 10, $"{texts.Count} texts");
        Assert.All(
            (string[])["ttoline", "erncastle", "900765", "900 765", "771204", "call-of-the-person"],
            needle => Assert.DoesNotContain(texts, x => x.Contains(needle, StringComparison.OrdinalIgnoreCase)));
    }

    static NoticeMessages MessagesOf(RecordingBench host, TestBus bus) => new(
        host.Get<NoticeStore>(), host.Get<ClaimStore>(), host.Get<RecipientAckTokens>(), bus, host.Audit, host.Clock);
}
