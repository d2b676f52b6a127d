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

/// <summary>The information that GDPR Art. 15(1) and (2) require in addition to the copy.</summary>
/// <param name="Purposes">Art. 15(1)(a), with their lawful bases.</param>
/// <param name="Categories">Art. 15(1)(b).</param>
/// <param name="Recipients">Art. 15(1)(c): the names of systems that received data.</param>
/// <param name="Storage">Art. 15(1)(d).</param>
/// <param name="Rights">Art. 15(1)(e) and (f).</param>
/// <param name="Source">Art. 15(1)(g).</param>
/// <param name="AutomatedDecisions">Art. 15(1)(h).</param>
public sealed record Report(
    IReadOnlyList<string> Purposes,
    IReadOnlyList<string> Categories,
    IReadOnlyList<string> Recipients,
    string Storage,
    string Rights,
    string Source,
    string AutomatedDecisions)
{
    public static Report Of(PackageFacts facts) => new(
        [
            .. facts.Included.SelectMany(x => x.ActivePurposes)
                .Select(x => $"{x.Name}, on {Compliance.SubjectRequests.BasisWords.Of(x.Basis)}")
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ],
        [
            "what was said in the calls, as sound and as text",
            "when the calls were, how long, and which team took them",
            "what identifies you in them: your name, numbers, addresses, account",
        ],
        [.. facts.Settings.Recipients.Select(x => x.Name).Order(StringComparer.Ordinal)],
        "Each recording is deleted after the day that is stated with it, unless a law or a claim requires it longer.",
        "You may ask for correction (Article 16), erasure (17), restriction (18) and a portable copy (20), and you may object (21). "
            + "You may complain to a supervisory authority (Article 77) or go to court (79).",
        "The recordings come from your calls with us; what identifies you comes from you and from our customer records.",
        "The system that keeps these recordings makes no decisions about people.");
}
