using Compliance.Failures;
using Compliance.Forms;

namespace Compliance.Recordings;

public enum PauseProposalAction
{
    Confirm,
    Reject,
}

/// <summary>What a handler decides on a proposal (openapi.yaml, <c>POST …/pauseProposals</c>).</summary>
public sealed record PauseProposalForm
{
    /// <summary>Which proposal.</summary>
    public required int Number { get; init; }

    public required PauseProposalAction Action { get; init; }

    /// <summary>The tag of the preview that the handler saw; a confirmation needs it.</summary>
    public string? Preview { get; init; }

    public static Outcome<PauseProposalForm> Parse(ReadOnlyMemory<byte> utf8) => CheckedBody.Parse<PauseProposalForm>(utf8, Check);

    static void Check(PauseProposalForm form, FieldErrors errors) => new FieldRules(errors).Require(
        form.Action is PauseProposalAction.Reject || !string.IsNullOrEmpty(form.Preview),
        "preview",
        "must be the tag of the preview that is confirmed");
}
