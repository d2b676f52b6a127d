using Compliance.Model;
using Compliance.Recordings;
using Compliance.Settings;

namespace Compliance.SubjectRequests;

/// <summary>What the request whose plan is carried out corrects.</summary>
/// <param name="Since">When the request was received: what was corrected by hand since then counts as well.</param>
/// <param name="Mac">Of the corrections that were decided on; null, like <paramref name="Form"/>, where the request carries none.</param>
/// <param name="By">The pseudonym of whoever decided on them.</param>
/// <param name="Instance">Names the orchestration that seals a recording.</param>
public sealed record PageCorrections(
    SubjectRequestId Request,
    DateTimeOffset Since,
    string? Mac,
    string By,
    CorrectionsForm? Form,
    Func<RecordingId, string> Instance,
    TenantSettings Settings)
{
    /// <returns>Null for a recording that is not corrected.</returns>
    public CorrectionOrder? For(RecordingId id) => Form?.Recordings.FirstOrDefault(x => x.RecordingId == id) is { } correction
        ? new CorrectionOrder(Request, SubjectRequestTexts.Short(Mac!), By, Form.Reason, correction, Instance(id))
        : null;

    public override string ToString() => $"PageCorrections({Request}, redacted)";
}
