using System.Text;
using System.Text.RegularExpressions;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Core.Tests.SubjectRequests;
using Compliance.Core.Tests.SubjectRequests.Erasure;
using Compliance.Fsck;
using Compliance.Identities;
using Compliance.Keys;
using Compliance.Model;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Core.Tests.Attacks;

/// <summary>A tenant with recordings and requests on the emulator, with the app's own services and its own audit log.</summary>
sealed partial class AttackedTenant : IAsyncDisposable
{
    readonly RecordingBench stores;

    AttackedTenant(RecordingBench stores) => (this.stores, Host) = (stores, stores.Counted(new StorageTrips()));

    public RecordingBench Host { get; }

    public TenantStore Store => Host.Store;

    /// <summary>What health would name: container and blob.</summary>
    public IReadOnlyList<string> Rejected => RejectedBy(Host);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Without the suffixes that keep the containers of tests apart.</summary>
    public static IReadOnlyList<string> RejectedBy(RecordingBench host) =>
        [.. host.Get<RejectedDocuments>().Recent.Select(x => Suffix().Replace(x.Document, "/"))];

    public static async Task<AttackedTenant> CreateAsync(AzuriteFixture azurite) => new(await RecordingBench.CreateAsync(azurite));

    /// <summary>A call of the person whom all requests are about.</summary>
    public Task<RecordingId> SealAsync() => Host.SealedAsync(ticket: Host.Ticket(caller: ErasureBench.Amelia));

    /// <summary>An erasure that is decided at once.</summary>
    public async Task<SubjectRequestId> FileAsync(string reference = "case-a")
    {
        var body = Encoding.UTF8.GetBytes($$"""
            {"type":"erasure","identities":[{"type":"accountId","value":"{{ErasureBench.Account}}"}],"channel":"email","reference":"{{reference}}",
             "identity":{"outcome":"verified","method":"callback"} }
            """);
        var normalizer = new IdentityNormalizer(Host.Settings.Country);
        Assert.True(SubjectRequestForm.Parse(body, normalizer, Host.Clock.GetUtcNow()).IsSuccess(out var form, out var failure), $"{failure}");
        Assert.True((await Host.Get<SubjectRequestIntake>().ReceiveAsync(Store, RecordingBench.Actor, form, Host.Settings, Cancellation))
            .IsSuccess(out var received, out failure), $"{failure}");
        await Host.ApproveAsync(received.Stored.Id);
        return received.Stored.Id;
    }

    /// <summary>What the orchestration does until the request waits, or until <paramref name="stop"/> is its next step.</summary>
    public async Task RunAsync(SubjectRequestId id, RunStep? stop = null)
    {
        while (await Host.Get<SubjectRequestRun>().LookAsync(Store, id, RecordingBench.Actor, Cancellation)
            is { Step: { } step and not RunStep.Done } next && step != stop)
        {
            await StepAsync(id, step, next);
        }
    }

    public async Task<SubjectRequestDocument> RequestAsync(SubjectRequestId id) =>
        (await Host.Get<SubjectRequestRegister>().FindAsync(Store, id, Cancellation))!.Document;

    public Task<IReadOnlyList<RecordingOutcome>> OutcomesAsync(SubjectRequestId id) =>
        Host.Get<PlanPageStore>().AllOutcomesAsync(Store, id, 1, Cancellation);

    public Task<byte[]?> CertificateAsync(SubjectRequestId id) =>
        Host.Get<SubjectRequestCertifier>().FindAsync(Store, id, number: 1, Cancellation);

    public Task<ErasureSweepResult> SweepAsync() => Host.Get<ErasureSweep>().RunAsync(Store, Host.Sealing, "SweepErasures", Cancellation);

    /// <summary>The recording still plays: its key and its files are there.</summary>
    public async Task AssertIntactAsync(RecordingId id)
    {
        Assert.True(await Host.Get<KeyRing>().ExistsAsync(Store, id, Cancellation), "The key is gone.");
        Assert.NotEmpty(await RecordingBench.NamesAsync(Store.Recordings, $"{id}/"));
    }

    /// <returns>Every finding of every check, as <c>fsck</c> prints it.</returns>
    public async Task<IReadOnlyList<FsckFinding>> CheckAsync()
    {
        var findings = new List<FsckFinding>();
        foreach (var check in Host.Get<IEnumerable<IFsckCheck>>())
        {
            findings.AddRange((await check.CheckAsync(Store.Scope, Cancellation)).Findings);
        }

        return findings;
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await stores.DisposeAsync();
    }

    async Task StepAsync(SubjectRequestId id, RunStep step, NextMove next)
    {
        var (planner, executor) = (Host.Get<SubjectRequestPlanner>(), Host.Get<SubjectRequestExecutor>());
        switch (step)
        {
            case RunStep.Plan:
                await planner.PlanAsync(Store, id, RecordingBench.Actor, Cancellation);
                break;
            case RunStep.Act:
                for (var page = next.From; page < next.Pages; page++)
                {
                    await executor.ActAsync(Store, id, page, RecordingBench.Actor, Host.Sealing, Cancellation);
                }

                await executor.ActedAsync(Store, id, next.Pages, RecordingBench.Actor, Cancellation);
                break;
            case RunStep.LookAgain:
                for (var page = next.From; page < next.Pages; page++)
                {
                    await Host.Get<ErasureRecheck>().LookAgainAsync(Store, id, page, Host.Sealing, Cancellation);
                }

                await planner.ReplanAsync(Store, id, RecordingBench.Actor, Cancellation);
                break;
            case RunStep.Certify:
                await Host.Get<SubjectRequestCertifier>().CertifyAsync(Store, id, RecordingBench.Actor, Cancellation);
                break;
            default:
                throw new InvalidOperationException($"{step}");
        }
    }

    [GeneratedRegex("-[0-9a-f]{32}/", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Suffix();
}
