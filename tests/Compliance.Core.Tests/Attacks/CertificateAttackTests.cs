using Compliance.Core.Tests.Recordings.State;
using Compliance.Keys;
using Compliance.Model;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Core.Tests.Attacks;

/// <summary>
/// A certificate is issued only after looking. Before, a forged register entry and outcome page gave a signed certificate for a recording
/// that still played.
/// </summary>
public sealed class CertificateAttackTests(AzuriteFixture azurite)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_forged_register_entry_and_outcome_page_give_no_certificate()
    {
        await using var tenant = await AttackedTenant.CreateAsync(azurite);
        var (recording, request) = (await tenant.SealAsync(), await tenant.FileAsync());
        var forged = await tenant.RequestAsync(request) with
        {
            State = SubjectRequestState.Running,
            Run = new RunState { Step = RunStep.Certify, Pages = 1, Settled = 1, Total = 1 },
        };
        await Attacker.ForgeAsync(tenant.Store.Requests, $"register/{request}", forged);
        await Attacker.ForgeAsync(tenant.Store.Requests, $"{request}/outcomes/00000", (RecordingOutcome[])[Erased(tenant, recording)]);

        await Assert.ThrowsAsync<UnauthenticDocumentException>(() => CertifyAsync(tenant, request));

        Assert.Null(await tenant.CertificateAsync(request));
        Assert.Contains($"requests/register/{request}", tenant.Rejected);
        await tenant.AssertIntactAsync(recording);
    }

    /// <summary>Even where every document is authentic, the stores are what counts.</summary>
    [Fact]
    public async Task An_outcome_that_the_stores_contradict_is_not_certified()
    {
        await using var tenant = await AttackedTenant.CreateAsync(azurite);
        var recording = await tenant.SealAsync();
        var request = await tenant.FileAsync();
        await tenant.RunAsync(request, stop: RunStep.Act);
        await tenant.Host.Get<PlanPageStore>().PutOutcomesAsync(tenant.Store, request, 0, [Erased(tenant, recording)], Cancellation);
        await AtCertifyAsync(tenant, request);

        await Assert.ThrowsAsync<LeftBehindException>(() => CertifyAsync(tenant, request));

        Assert.Null(await tenant.CertificateAsync(request));
        await tenant.AssertIntactAsync(recording);
    }

    [Theory]
    [InlineData("key")]
    [InlineData("mark")]
    [InlineData("blob")]
    public async Task Whatever_is_back_or_missing_when_it_is_to_be_signed_stops_it(string what)
    {
        await using var tenant = await AttackedTenant.CreateAsync(azurite);
        var recording = await tenant.SealAsync();
        var request = await tenant.FileAsync();
        var key = await Kept.OfAsync(tenant.Store.Keyring, $"recordings/{recording}");
        await tenant.RunAsync(request, stop: RunStep.Certify);
        switch (what)
        {
            case "key":
                await key.PutBackAsync();
                break;
            case "mark":
                await Attacker.DeleteAsync(tenant.Store.Keyring, KeyRingTombstones.Prefix + $"recordings/{recording}");
                break;
            default:
                await Attacker.PutAsync(tenant.Store.Recordings, $"{recording}/1/0", "left");
                break;
        }

        await Assert.ThrowsAsync<LeftBehindException>(() => CertifyAsync(tenant, request));

        Assert.Null(await tenant.CertificateAsync(request));
    }

    [Fact]
    public async Task A_forged_plan_page_shreds_nothing()
    {
        await using var tenant = await AttackedTenant.CreateAsync(azurite);
        await tenant.SealAsync();
        var other = await tenant.Host.SealedAsync();
        var request = await tenant.FileAsync();
        await tenant.RunAsync(request, stop: RunStep.Act);
        var plan = (await tenant.Host.Get<PlanPageStore>().PlanAsync(tenant.Store, request, 0, Cancellation))[0] with { RecordingId = other };
        await Attacker.ForgeAsync(tenant.Store.Requests, $"{request}/plan/00000", (PlanItem[])[plan]);

        await Assert.ThrowsAsync<UnauthenticDocumentException>(() => tenant.RunAsync(request));

        Assert.Contains($"requests/{request}/plan/00000", tenant.Rejected);
        await tenant.AssertIntactAsync(other);
    }

    [Fact]
    public async Task A_page_of_another_request_is_not_this_one_s()
    {
        await using var tenant = await AttackedTenant.CreateAsync(azurite);
        var recording = await tenant.SealAsync();
        var (mine, other) = (await tenant.FileAsync("case-a"), await tenant.FileAsync("case-b"));
        await tenant.RunAsync(mine, stop: RunStep.Act);
        await tenant.RunAsync(other, stop: RunStep.Act);
        await Attacker.CopyAsync(tenant.Store.Requests, $"{mine}/plan/00000", $"{other}/plan/00000");

        await Assert.ThrowsAsync<UnauthenticDocumentException>(() => tenant.RunAsync(other));
        await tenant.AssertIntactAsync(recording);
        await tenant.RunAsync(mine);

        Assert.NotNull(await tenant.CertificateAsync(mine));
    }

    static RecordingOutcome Erased(AttackedTenant tenant, RecordingId recording)
    {
        var now = tenant.Host.Clock.GetUtcNow();
        return new RecordingOutcome(recording, OutcomeKind.Erased, "17(1)(b)", null, now, now + TombstoneStore.LongestBackup);
    }

    static Task CertifyAsync(AttackedTenant tenant, SubjectRequestId request) =>
        tenant.Host.Get<SubjectRequestCertifier>().CertifyAsync(
            tenant.Store, request, RecordingBench.Actor, Cancellation);

    static Task AtCertifyAsync(AttackedTenant tenant, SubjectRequestId request) =>
        tenant.Host.Get<SubjectRequestRegister>().UpdateAsync(
            tenant.Store, request, x => x with { Run = x.Run with { Step = RunStep.Certify, Settled = 1 } }, Cancellation);
}
