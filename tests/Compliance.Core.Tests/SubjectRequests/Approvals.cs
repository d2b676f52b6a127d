using Compliance.Audit;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Model;
using Compliance.SubjectRequests;

namespace Compliance.Core.Tests.SubjectRequests;

/// <summary>Decisions by a second person, on the preview of that moment.</summary>
static class Approvals
{
    public static Actor Controller { get; } = new("p-" + new string('c', 32), "Test");

    public static async Task ApproveAsync(this RecordingBench bench, SubjectRequestId id)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var stored = await bench.Get<SubjectRequestRegister>().FindAsync(bench.Store, id, cancellation);
        var preview = await bench.Get<SubjectRequestPreviewer>().ComputeAsync(
            bench.Store, id, stored!.Document, bench.Settings, cancellation);
        var form = new DecisionForm { Outcome = DecisionOutcome.Approve, Preview = preview.ETag };
        var decided = await bench.Get<SubjectRequestActions>().DecideAsync(bench.Store, Controller, id, form, bench.Settings, cancellation);
        Assert.True(decided.IsSuccess(out _, out var failure), $"{failure}");
    }
}
