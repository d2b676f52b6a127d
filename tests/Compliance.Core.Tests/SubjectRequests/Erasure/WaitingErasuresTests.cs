using Compliance.Core.Tests.Attacks;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Matters;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.SubjectRequests;

namespace Compliance.Core.Tests.SubjectRequests.Erasure;

/// <summary>A process that dies between a hold's release and what follows leaves a mark, and whoever comes next goes on from it.</summary>
public sealed class WaitingErasuresTests(AzuriteFixture azurite)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mark_alone_releases_nothing_and_after_the_release_it_is_followed_once()
    {
        await using var tenant = await AttackedTenant.CreateAsync(azurite);
        var recording = await tenant.SealAsync();
        Assert.True(await tenant.Host.HoldAsync(recording, "h-1"));
        var request = await tenant.FileAsync();
        await tenant.RunAsync(request);
        Assert.Equal(OutcomeKind.Retained, Assert.Single(await tenant.OutcomesAsync(request)).Outcome);

        // It died before the release.
        await tenant.Host.Get<HoldMatterStore>().EndAsync(tenant.Store, recording, Cancellation);
        Assert.Empty(await ResumeAsync(tenant));
        Assert.True((await tenant.Host.DocumentAsync(recording)).IsHeld);

        // It died after the release.
        Assert.True(HoldId.Parse("h-1").IsSuccess(out var hold, out _));
        Assert.Null((await tenant.Host.Get<RecordingHolds>().ReleaseAsync(tenant.Store, RecordingBench.Actor, recording, hold, Cancellation)).Failure);
        Assert.Equal([request], await ResumeAsync(tenant));
        Assert.Empty(await ResumeAsync(tenant));
        await tenant.RunAsync(request);

        Assert.Equal(OutcomeKind.Erased, Assert.Single(await tenant.OutcomesAsync(request)).Outcome);
        Assert.Empty(await ResumeAsync(tenant));
        Assert.Empty(await RecordingBench.NamesAsync(tenant.Store.Requests, "matters-ended/"));
        Assert.NotNull(await tenant.Host.Get<SubjectRequestCertifier>().FindAsync(tenant.Store, request, number: 2, Cancellation));
        Assert.Null(await tenant.Host.Get<SubjectRequestCertifier>().FindAsync(tenant.Store, request, number: 3, Cancellation));
    }

    static async Task<IReadOnlyList<SubjectRequestId>> ResumeAsync(AttackedTenant tenant)
    {
        var started = new List<SubjectRequestId>();
        await tenant.Host.Get<WaitingErasures>().ResumeAsync(
            tenant.Store,
            RecordingBench.Actor,
            id =>
            {
                started.Add(id);
                return Task.CompletedTask;
            },
            Cancellation);
        return started;
    }
}
