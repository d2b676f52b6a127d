using System.Text.Json;
using Compliance.Json;
using Compliance.Model;
using Compliance.Settings;

namespace Compliance.SubjectRequests;

/// <summary><c>data.json</c>: everything in the package except the files themselves, for machines (GDPR Art. 20(1)).</summary>
static class PackageData
{
    public static Task WriteAsync(Stream target, PackageFacts facts, CancellationToken cancellationToken) => JsonSerializer.SerializeAsync(
        target,
        new Document(
            1,
            facts.RequestId,
            facts.Right,
            facts.ReceivedAt,
            facts.BuiltAt,
            new Controller(
                facts.Settings.ControllerName,
                facts.Settings.ControllerContact,
                facts.Settings.DpoContact,
                facts.Settings.SupervisoryAuthority),
            facts.IsAccess ? Report.Of(facts) : null,
            facts.Included,
            facts.Omitted),
        StrictJson.Options,
        cancellationToken);

    sealed record Document(
        int V,
        SubjectRequestId RequestId,
        SubjectRequestType Right,
        DateTimeOffset ReceivedAt,
        DateTimeOffset BuiltAt,
        Controller Controller,
        Report? Report,
        IReadOnlyList<PackageRecording> Recordings,
        IReadOnlyList<PackageOmission> NotIncluded);

    sealed record Controller(
        string? Name, string? Contact, string? DataProtectionOfficer, SupervisoryAuthoritySettings? SupervisoryAuthority);
}
