using Compliance.Core.Tests.Recordings.State;
using Compliance.Core.Tests.SubjectRequests.Erasure;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Settings;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Core.Tests.SubjectRequests.Export;

/// <summary>One access request and its package's stores.</summary>
sealed class PackageBench : IAsyncDisposable
{
    readonly RecordingBench inner;

    PackageBench(RecordingBench inner) => this.inner = inner;

    public SubjectRequestId Request { get; private set; }

    public TenantStore Store => inner.Store;

    public PackageBuild Build => new(Request, 0, 1);

    public PackageStore Packages => inner.Get<PackageStore>();

    public PackageRemoval Removal => inner.Get<PackageRemoval>();

    public PackageReader Reader => inner.Get<PackageReader>();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<PackageBench> CreateAsync(AzuriteFixture azurite)
    {
        var bench = new PackageBench(await RecordingBench.CreateAsync(azurite));
        bench.Request = SubjectRequestId.New(bench.inner.Clock);
        (await bench.inner.Get<SubjectRequestKeys>().CreateAsync(bench.Store, bench.Request, Cancellation)).Dispose();
        var now = bench.inner.Clock.GetUtcNow();
        var document = new SubjectRequestDocument
        {
            Type = SubjectRequestType.Access,
            State = SubjectRequestState.Running,
            FiledBy = "system",
            CreatedAt = now,
            Clock = SubjectRequestClock.Start(now, TakesEffect.WithoutUndueDelay, LegalCalendar.Of(new TenantSettings())),
        };
        await bench.inner.Get<SubjectRequestRegister>().TryCreateAsync(bench.Store, bench.Request, document, Cancellation);
        return bench;
    }

    /// <summary>A package of pieces with these contents, ready to be had.</summary>
    public async Task<PackageContents> BuildAsync(RecordingId recording, params IReadOnlyList<byte[]> contents)
    {
        await Packages.MarkAsync(Store, recording, Request, Cancellation);
        var pieces = new List<PackagePiece>();
        foreach (var content in contents)
        {
            pieces.Add(await Packages.SealAsync(
                Store, Build, recording, target => target.WriteAsync(content, Cancellation).AsTask(), Cancellation));
        }

        var package = new PackageContents(pieces);
        var name = await Packages.PutContentsAsync(Store, Build, package, Cancellation);
        await Packages.MarkReadyAsync(Store, Build, Cancellation);
        var now = inner.Clock.GetUtcNow();
        await inner.Get<SubjectRequestRegister>().UpdateAsync(
            Store,
            Request,
            x => x with
            {
                State = SubjectRequestState.AwaitingAnswer,
                Package = new PackageState(
                    now, now + PackageAssembly.Kept, contents.Sum(c => c.LongLength), Recordings: 1) { Contents = name },
            },
            Cancellation);
        return package;
    }

    /// <summary>A recording under legal hold <c>hold-1</c> that the request's outcomes say is in the package.</summary>
    public async Task<RecordingId> HeldAsync()
    {
        var id = await inner.SealedAsync();
        Assert.True(await inner.HoldAsync(id, "hold-1"));
        await inner.Get<PlanPageStore>().PutOutcomesAsync(
            Store, Request, page: 0, [new RecordingOutcome(id, OutcomeKind.Exported)], Cancellation);
        await inner.Get<SubjectRequestRegister>().UpdateAsync(
            Store, Request, x => x with { Run = x.Run with { Pages = 1 } }, Cancellation);
        return id;
    }

    public async Task ReleaseAsync(RecordingId id)
    {
        Assert.True(HoldId.Parse("hold-1").IsSuccess(out var hold, out _));
        Assert.Null((await inner.Get<RecordingHolds>().ReleaseAsync(Store, RecordingBench.Actor, id, hold, Cancellation)).Failure);
    }

    public async Task<PackageState> StateAsync() =>
        (await inner.Get<SubjectRequestRegister>().FindAsync(Store, Request, Cancellation))!.Document.Package!;

    public async Task<Compliance.Failures.Outcome<OpenedFile>> OpenAsync() =>
        (await Reader.OpenAsync(
            Store,
            Request,
            new Collector(RecordingBench.Actor, DisclosedTo.Staff, [], MayReview: false),
            mustBeReleased: false,
            Cancellation))
            .IsSuccess(out var package, out var failure) ? package.File : failure;

    public void Pass(TimeSpan time) => inner.Clock.Advance(time);

    /// <summary>Names of what lies in <c>packages</c>.</summary>
    public async Task<IReadOnlyList<string>> BlobsAsync()
    {
        var names = new List<string>();
        await foreach (var blob in Store.Packages.GetBlobsAsync(cancellationToken: Cancellation))
        {
            names.Add(blob.Name);
        }

        return names;
    }

    public RecordingId NewRecording() => RecordingId.New(inner.Clock);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
