using System.Text;

namespace Compliance.SubjectRequests;

/// <summary>
/// <c>index.html</c>: the package as a person reads it who has unpacked it. No script, nothing fetched from outside the folder, written card by
/// card however many recordings there are.
/// </summary>
static class PackagePage
{
    public static async Task WriteAsync(Stream target, PackageFacts facts, CancellationToken cancellation)
    {
        await using var page = new StreamWriter(target, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        await page.WriteAsync(Head(facts).AsMemory(), cancellation);
        await page.WriteAsync($"<h2 id=\"recordings\">Your recordings ({facts.Included.Count})</h2>\n".AsMemory(), cancellation);
        if (facts.Included.Count == 0)
        {
            await page.WriteAsync("<p>There is no recording in this package.</p>\n".AsMemory(), cancellation);
        }

        foreach (var recording in facts.Included)
        {
            await page.WriteAsync(PackageCard.Write(recording, facts).AsMemory(), cancellation);
        }

        string[] rest = [Omitted(facts), facts.IsAccess ? About(facts) : "", Files(facts), Rights(facts), "</main>\n</body>\n</html>\n"];
        foreach (var section in rest)
        {
            await page.WriteAsync(section.AsMemory(), cancellation);
        }
    }

    static string Head(PackageFacts facts)
    {
        var title = facts.IsAccess ? "Recordings of your calls" : "Your part of recorded calls";
        var lead = facts.IsAccess
            ? "You asked for access to the recordings we hold of you (Article 15 GDPR). This is your copy, and what the law says you are to know."
            : "You asked for the data you gave us in recorded calls, in a form you can take elsewhere (Article 20 GDPR). This is your own part: "
                + "where several people are on a recording, the others are silent.";
        var more = facts.Omitted.Count > 0 ? $", {facts.Omitted.Count} listed below as not included" : "";
        return Text($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex">
            <meta name="referrer" content="no-referrer">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; media-src 'self' file:">
            <title>{title}</title>
            <style>
            {PageStyle.Css}
            </style>
            </head>
            <body>
            <main>
            <header>
            <h1>{title}</h1>
            <p class="lead">{lead}</p>
            <dl>
            <dt>From</dt><dd>{PageWords.Encode(facts.Settings.ControllerName ?? "the controller you wrote to")}</dd>
            <dt>Request</dt><dd>{facts.RequestId}, received {PageWords.Day(facts.ReceivedAt, facts)}</dd>
            <dt>Put together</dt><dd>{PageWords.Moment(facts.BuiltAt, facts)}</dd>
            <dt>In it</dt><dd>{PageWords.Count(facts.Included.Count, "recording")}{more}</dd>
            </dl>
            <p class="soft">Times are those of {PageWords.Encode(facts.Zone.Id)}. If sound does not play, unpack the whole ZIP file first and
            open this page from the folder.</p>
            </header>

            """);
    }

    static string Omitted(PackageFacts facts)
    {
        if (facts.Omitted.Count == 0)
        {
            return "";
        }

        var text = new StringBuilder("<h2 id=\"not-included\">What is not included, and why</h2>\n<div class=\"card\"><table>\n")
            .Append("<tr><th>Call</th><th>Why</th></tr>\n");
        foreach (var one in facts.Omitted)
        {
            var article = one.Basis is { } basis && char.IsAsciiDigit(basis[0]) ? $" (Article {PageWords.Encode(basis)} GDPR)" : "";
            text.Append($"<tr><td>{PageWords.Moment(one.StartedAt, facts)}</td><td>{PageWords.Encode(one.Why)}{article}</td></tr>\n");
        }

        return text.Append("</table></div>\n").ToString();
    }

    static string About(PackageFacts facts)
    {
        var report = Report.Of(facts);
        return Text($"""
            <h2 id="about">What you are to know</h2>
            <div class="card"><table>
            <tr><th>Why we hold it</th><td>{List(report.Purposes)}</td></tr>
            <tr><th>What it is</th><td>{List(report.Categories)}</td></tr>
            <tr><th>Who else has it</th><td>{(report.Recipients.Count > 0 ? List(report.Recipients) : "No recipient is noted.")}</td></tr>
            <tr><th>For how long</th><td>{report.Storage}</td></tr>
            <tr><th>Where it is from</th><td>{report.Source}</td></tr>
            <tr><th>Machines deciding</th><td>{report.AutomatedDecisions}</td></tr>
            </table></div>

            """);
    }

    static string Files(PackageFacts facts) => Text($"""
        <h2 id="files">What each file is</h2>
        <div class="card"><table>
        <tr><th><a href="recordings.xlsx">recordings.xlsx</a></th><td>The list of recordings, for a spreadsheet program.</td></tr>
        <tr><th><a href="recordings.csv">recordings.csv</a></th><td>The same list as plain text.</td></tr>
        <tr><th><a href="data.json">data.json</a></th><td>Everything on this page, for machines.</td></tr>
        <tr><th>media/</th><td>Sound and video, a folder for each call{(facts.IsAccess ? "" : ", with your own part alone")}.</td></tr>
        <tr><th>transcripts/</th><td>What was said, to read (.txt) and for machines (.json).</td></tr>
        <tr><th>texts/</th><td>Notes and other texts of a call, where there are any.</td></tr>
        <tr><th>vcon/</th><td>Each call in an open format (vCon) that other providers can take over, signed by us.</td></tr>
        <tr><th><a href="package.json">package.json</a></th><td>The fingerprint of every file, signed by us: with it anybody can check that
        nothing was changed.</td></tr>
        </table></div>

        """);

    static string Rights(PackageFacts facts)
    {
        var contact = facts.Settings.ControllerContact is { } own ? $" Reach us at {PageWords.Encode(own)}." : "";
        var officer = facts.Settings.DpoContact is { } dpo ? $" Our data protection officer: {PageWords.Encode(dpo)}." : "";
        var authority = facts.Settings.SupervisoryAuthority is { } named
            ? $" The one for us is {PageWords.Encode(named.Name)}: "
                + $"<a href=\"{PageWords.Encode(named.Website)}\" rel=\"noreferrer\">{PageWords.Encode(named.Website)}</a>."
            : "";
        return Text($"""
            <h2 id="rights">Your rights</h2>
            <div class="card">
            <p>You may ask us to correct what is wrong (Article 16 GDPR), to erase recordings (Article 17), to only store them (Article 18), and
            you may object to their use (Article 21). If you gave consent, you may withdraw it at any time.{contact}{officer}</p>
            <p>If you think that we do not respect your rights, you may complain to a supervisory authority (Article 77) or go to court
            (Article 79).{authority}</p>
            <p class="soft">Keep this package where only you can reach it: it holds your voice. Our own copy of the package is destroyed after
            14 days.</p>
            </div>

            """);
    }

    static string List(IEnumerable<string> items) => $"<ul>{string.Concat(items.Select(x => $"<li>{PageWords.Encode(x)}</li>"))}</ul>";

    /// <summary>The same bytes whatever the sources' line ends.</summary>
    static string Text(string text) => text.ReplaceLineEndings("\n");
}
