using Compliance.Model;
using Compliance.Recordings;
using Compliance.Settings;

namespace Compliance.SubjectRequests;

/// <summary>The corrections of the request whose plan is carried out.</summary>
/// <param name="Mac">Of the corrections that were decided on.</param>
/// <param name="By">The pseudonym of whoever decided on them.</param>
/// <param name="Instance">Names the orchestration that seals a recording.</param>
public sealed record PageCorrections(
    SubjectRequestId Request,
    string Mac,
    string By,
    CorrectionsForm Form,
    Func<RecordingId, string> Instance,
    TenantSettings Settings)
{
    /// <returns>Null for a recording that is not corrected.</returns>
    public CorrectionOrder? For(RecordingId id) => Form.Recordings.FirstOrDefault(x => x.RecordingId == id) is { } correction
        ? new CorrectionOrder(Request, SubjectRequestTexts.Short(Mac), By, Form.Reason, correction, Instance(id))
        : null;

    public override string ToString() => $"PageCorrections({Request}, redacted)";
}
