using Compliance.Model;
using Compliance.Settings;

namespace Compliance.SubjectRequests;

/// <summary>Everything that the package's own files state.</summary>
/// <param name="Included">In the order of their calls, newest first.</param>
/// <param name="Revision">How often it has been built, this build included.</param>
/// <param name="Omitted">The person's recordings that are not in it.</param>
public sealed record PackageFacts(
    SubjectRequestId RequestId,
    SubjectRequestType Right,
    DateTimeOffset ReceivedAt,
    DateTimeOffset BuiltAt,
    TenantSettings Settings,
    IReadOnlyList<PackageRecording> Included,
    IReadOnlyList<PackageOmission> Omitted,
    int Revision = 1)
{
    /// <summary>For an access request: who was sent or shown what.</summary>
    public ReportedDisclosures Disclosed { get; init; } = ReportedDisclosures.None;

    /// <summary>For an access request: what is recorded of the person's consent.</summary>
    public IReadOnlyList<ReportConsent> Consents { get; init; } = [];

    /// <summary>For an access request: the register of automated decisions (GDPR Art. 22), whole.</summary>
    public IReadOnlyList<AutomatedDecision> AutomatedDecisions { get; init; } = [];

    /// <summary>Entries of the register that are not in <see cref="AutomatedDecisions"/> because they failed authentication.</summary>
    public int UnverifiableDecisions { get; init; }

    public TimeZoneInfo Zone => LegalCalendar.Of(Settings).Zone;

    public bool IsAccess => Right is SubjectRequestType.Access;

    public override string ToString() => $"PackageFacts({RequestId}, redacted)";
}
