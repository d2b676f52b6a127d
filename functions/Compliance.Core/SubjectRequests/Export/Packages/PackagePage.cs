using System.Text;
using Compliance.Html;

namespace Compliance.SubjectRequests;

/// <summary>
/// <c>index.html</c>: the unpacked package as a page for the person. No script; nothing is loaded from outside the folder.
/// </summary>
static class PackagePage
{
    static readonly HtmlTemplate Page = new("package.liquid");

    public static async Task WriteAsync(Stream target, PackageFacts facts, CancellationToken cancellationToken)
    {
        await using var page = new StreamWriter(target, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        await Page.WriteAsync(page, Model(facts));
        await page.FlushAsync(cancellationToken);
    }

    static object Model(PackageFacts facts) => new
    {
        Title = facts.IsAccess ? "Recordings of your calls" : "Your part of recorded calls",
        facts.IsAccess,
        Controller = facts.Settings.ControllerName,
        RequestId = facts.RequestId.ToString(),
        Received = PageWords.Day(facts.ReceivedAt, facts),
        Built = PageWords.Moment(facts.BuiltAt, facts),
        Included = PageWords.Count(facts.Included.Count, "recording"),
        Zone = facts.Zone.Id,
        Recordings = facts.Included.Select(x => PackageCard.Of(x, facts)).ToList(),
        Omitted = facts.Omitted
            .Select(x => new { Call = PageWords.Moment(x.StartedAt, facts), x.Why, Article = Article(x.Basis) }).ToList(),
        Report = facts.IsAccess ? ReportOf(facts) : null,
        Expires = PageWords.Day(facts.BuiltAt + PackageAssembly.Kept, facts),
        Contact = facts.Settings.ControllerContact,
        Officer = facts.Settings.DpoContact,
        Authority = facts.Settings.SupervisoryAuthority,
    };

    static object ReportOf(PackageFacts facts)
    {
        var (report, calls) = (Report.Of(facts), facts.Included.ToDictionary(x => x.RecordingId, x => x.StartedAt));
        return new
        {
            report.Purposes,
            report.Categories,
            report.Transfers,
            report.Storage,
            report.Source,
            Decisions = new
            {
                report.AutomatedDecisions.Statement,
                Register = report.AutomatedDecisions.Register.Select(x => DecisionOf(x, facts)).ToList(),
            },
            Consents = report.Consents.Select(x => new { x.Purpose, x.State, x.History }).ToList(),
            Recipients = report.Recipients.Select(x => new { x.Name, At = PageWords.Day(x.At, facts), x.What }).ToList(),
            Consultations = report.Consultations.Select(x => new
            {
                At = PageWords.Moment(x.At, facts), x.Who, x.What, x.Purpose, Call = PageWords.Moment(calls[x.RecordingId], facts),
            }).ToList(),
        };
    }

    static object DecisionOf(AutomatedDecision decision, PackageFacts facts) => new
    {
        decision.Name,
        decision.Decides,
        decision.Logic,
        decision.Significance,
        decision.Consequences,
        decision.Ground,
        decision.Law,
        Special = decision.SpecialCategoriesGround,
        Reviewers = string.Join(", ", decision.Reviewers),
        Since = PageWords.Day(decision.Since, facts),
        Until = decision.Until is { } end ? PageWords.Day(end, facts) : null,
    };

    /// <summary>Null if it is not an article of the GDPR.</summary>
    static string? Article(string? basis) => basis is { Length: > 0 } && char.IsAsciiDigit(basis[0]) ? basis : null;
}
