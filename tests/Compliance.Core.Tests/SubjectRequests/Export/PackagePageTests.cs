using System.Text;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Settings;
using Compliance.SubjectRequests;

namespace Compliance.Core.Tests.SubjectRequests.Export;

public sealed class PackagePageTests
{
    /// <summary>Tries to end an element, an attribute and a style, and to start a script and a template's own tags.</summary>
    const string Hostile = "</title></style><script>alert('x')</script>\"'&amp; {{ title }} {% raw %}";

    static readonly DateTimeOffset At = new(2026, 3, 5, 9, 5, 0, TimeSpan.Zero);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Write_Access_IsAsApproved() => Approved.Matches(
        "SubjectRequests/Export/page-access.approved.html", await WriteAsync(Full(SubjectRequestType.Access, "Zoë O'Neil & Söhne")));

    [Fact]
    public async Task Write_Portability_IsAsApproved() => Approved.Matches(
        "SubjectRequests/Export/page-portability.approved.html", await WriteAsync(Full(SubjectRequestType.Portability, "Zoë")));

    [Fact]
    public async Task Write_NothingFound_IsAsApproved() => Approved.Matches(
        "SubjectRequests/Export/page-empty.approved.html",
        await WriteAsync(Full(SubjectRequestType.Access, "Zoë") with
        {
            Settings = new TenantSettings(),
            Included = [],
            Omitted = [],
            Disclosed = ReportedDisclosures.None,
            AutomatedDecisions = [],
        }));

    [Fact]
    public async Task Write_HostileTexts_StayTexts()
    {
        var page = await WriteAsync(Full(SubjectRequestType.Access, Hostile));

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("alert('x')", page, StringComparison.Ordinal);
        Assert.Equal(1, page.Split("</style>").Length - 1);
        Assert.Contains("{{ title }} {% raw %}", page, StringComparison.Ordinal);
        Assert.Contains(
            "&lt;/title&gt;&lt;/style&gt;&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;&quot;&#x27;&amp;amp;", page, StringComparison.Ordinal);
    }

    static async Task<string> WriteAsync(PackageFacts facts)
    {
        using var target = new MemoryStream();
        await PackagePage.WriteAsync(target, facts, Cancellation);
        return Encoding.UTF8.GetString(target.ToArray());
    }

    static PackageFacts Full(SubjectRequestType right, string text) => new(
        SubjectRequestId.Parse("019d0c5e-7d2a-7c3e-9a51-3f6f0f5b8a01"),
        right,
        At.AddDays(90),
        At.AddDays(95),
        new TenantSettings
        {
            ControllerName = text,
            ControllerContact = text,
            DpoContact = text,
            SupervisoryAuthority = new SupervisoryAuthoritySettings(text, "https://authority.example/?a=1&b=\"2\""),
            Recipients =
            [
                new RecipientSettings("crm") { Country = "US", Safeguard = text },
                new RecipientSettings("never-told") { Country = "IN" },
            ],
        },
        [
            Recording(1, text),
            Recording(2, text) with { Redaction = null, Masked = [], Files = [], Queue = null, Direction = null, DurationSeconds = null },
        ],
        [
            new(Id(8), At.AddDays(-3), "weak", Basis: "15(4)", text),
            new(Id(9), At.AddDays(-4), "weak", Basis: null, text),
            new(Id(7), At.AddDays(-5), "weak", Basis: "national law", "plain"),
        ])
    {
        AutomatedDecisions =
        [
            new AutomatedDecision
            {
                Name = text,
                Decides = text,
                Logic = text,
                Significance = text,
                Consequences = text,
                Ground = "22(2)(b)",
                Law = text,
                SpecialCategories = true,
                SpecialCategoriesGround = "9(2)(g)",
                Reviewers = [text, "Ada Byrne"],
                Queues = [text],
                Since = At,
                Until = At.AddDays(1),
            },
        ],
        Disclosed = new ReportedDisclosures(
            [new ReportRecipient("crm", At.AddDays(60), text)],
            [
                new ReportConsultation(Id(1), At.AddDays(1), text, "a file of the recording", text),
                new ReportConsultation(Id(2), At.AddDays(2), "handler of privacy requests", "the details of the call", Purpose: null),
            ]),
    };

    static PackageRecording Recording(int number, string text) => new(
        Id(number),
        $"call-{number}",
        At,
        At.AddMinutes(4),
        243.4,
        CallDirection.Inbound,
        "en",
        text,
        [new("You", You: true, Name: text, Channel: 0), new("Agent", You: false, Name: "never shown", Channel: 1)],
        [
            new PurposeStanding { Name = text, Basis = LawfulBasis.Consent },
            new PurposeStanding { Name = "quality", Basis = LawfulBasis.LegitimateInterests },
        ],
        At.AddDays(400),
        [
            new(0, text, "audio/wav", FileContent.Audio, $"media/{number}/{text}.wav", Size: 3_500_000, Silenced: [1]),
            new(1, "screen.mp4", "video/mp4", FileContent.Video, $"media/{number}/screen.mp4", Size: 900),
            new(2, "t.json", "application/json", FileContent.Transcript, $"transcripts/{number}.json", $"transcripts/{number}.txt", Size: 10),
            new(3, "note.txt", "text/plain", FileContent.Text, $"texts/{number}/note.txt", Size: 2048),
            new(4, text, "audio/wav", FileContent.Audio, Path: null, LeftOut: LeftOutReason.OthersNotApart),
        ],
        [new("a.wav", 1, 2), new("a.wav", 3, 4), new(text, 5, 6)],
        $"vcon/{number}.json",
        new Dictionary<string, string>(StringComparer.Ordinal) { ["zone"] = text, [text] = "b", ["empty"] = "" },
        new PackageRedaction("15(4)", [new(12, 15.5, 1), new(3700, 3701)], [2, 3], [text], ["zone"], text));

    static RecordingId Id(int number) => RecordingId.Parse($"019d0c5e-7d2a-7c3e-9a51-3f6f0f5b8a{number:00}");
}
