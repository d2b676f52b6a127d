using Compliance.Model;
using Compliance.SubjectRequests;
using static Compliance.Core.Tests.SubjectRequests.Decision.Cases;

namespace Compliance.Core.Tests.SubjectRequests.Decision;

public sealed class RectificationDecisionTests
{
    static readonly CorrectedRecording All = new(default, Metadata: true, Turns: true, Statement: true);

    public static IReadOnlyList<(RecordingCorrections? Given, bool Since)> Given { get; } =
    [
        (null, false),
        (null, true),
        (new(null), false),
        (new(All), false),
        (new(All with { Turns = false }), false),
        (new(All with { Turns = false, Metadata = false }), false),
    ];

    public static TheoryData<string, RecordingCorrections?, bool, RecordingState, string> Rows => new()
    {
        { "nobody has said what", null, false, RecordingState.Sealed, "needsReview 16 correctionMissing" },
        { "corrected by hand since", null, true, RecordingState.Sealed, "corrected 16 metadataCorrected" },
        { "others are corrected", new(null), false, RecordingState.Sealed, "retained nothingToCorrect" },
        { "others, and this by hand", new(null), true, RecordingState.Sealed, "corrected 16 metadataCorrected" },
        { "words", new(All), false, RecordingState.Sealed, "corrected 16 transcriptCorrected" },
        { "words, while it waits", new(All), false, RecordingState.AwaitingUpload, "needsReview 16 notReady" },
        { "words, in quarantine", new(All), false, RecordingState.Quarantined, "needsReview 16 inQuarantine" },
        { "fields", new(All with { Turns = false }), false, RecordingState.Quarantined, "corrected 16 metadataCorrected" },
        { "a statement", new(All with { Turns = false, Metadata = false }), false, RecordingState.Sealed, "corrected 16 statementAdded" },
        { "erased", new(All), false, RecordingState.Erased, "notFound gone" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Decide_is_the_same_with_and_without_a_hold(
        string what, RecordingCorrections? corrections, bool since, RecordingState state, string verdict)
    {
        var item = Case(SubjectRequestType.Rectification, ground: null, Sorts[0]) with
        {
            Corrections = corrections, CorrectedSince = since, State = state,
        };
        Assert.Equal((what, verdict), (what, Words(RecordingDecisions.Decide(item))));
        Assert.Equal((what, verdict), (what, Words(RecordingDecisions.Decide(item with { Holds = Against[1].Holds }))));
    }
}
