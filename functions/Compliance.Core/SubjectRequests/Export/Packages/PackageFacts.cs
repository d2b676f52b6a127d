using Compliance.Model;
using Compliance.Settings;

namespace Compliance.SubjectRequests;

/// <summary>All that a package's own files say.</summary>
/// <param name="Included">In the order of their calls, newest first.</param>
/// <param name="Revision">How often it was put together, this time included.</param>
/// <param name="Omitted">Recordings of the person that are not in it.</param>
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
    public TimeZoneInfo Zone => LegalCalendar.Of(Settings).Zone;

    public bool IsAccess => Right is SubjectRequestType.Access;

    public override string ToString() => $"PackageFacts({RequestId}, redacted)";
}
