using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Compliance.Recordings.Tickets;
using Compliance.Rights.Export.Content;
using Compliance.Rights.Export.Packages.Tables;

namespace Compliance.Rights.Export.Packages;

/// <summary>
/// <c>index.html</c>: the package as a person reads it who has unpacked it. No script, nothing fetched from outside the folder, written card by
/// card however many recordings there are.
/// </summary>
static class PackagePage
{
    static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    public static async Task WriteAsync(Stream target, PackageFacts facts, CancellationToken cancellation)
    {
        await using var page = new StreamWriter(target, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        await page.WriteAsync(Head(facts).AsMemory(), cancellation);
        await page.WriteAsync($"<h2 id=\"recordings\">Your recordings ({facts.Included.Count})</h2>\n".AsMemory(), cancellation);
        if (facts.Included.Count == 0)
        {
            await page.WriteLineAsync("<p>There is no recording in this package.</p>".AsMemory(), cancellation);
        }

        foreach (var recording in facts.Included)
        {
            await page.WriteAsync(Card(recording, facts).AsMemory(), cancellation);
        }

        await page.WriteAsync(Omitted(facts).AsMemory(), cancellation);
        await page.WriteAsync((facts.IsAccess ? About(facts) : "").AsMemory(), cancellation);
        await page.WriteAsync(Files(facts).AsMemory(), cancellation);
        await page.WriteAsync(Rights(facts).AsMemory(), cancellation);
        await page.WriteLineAsync("</main>\n</body>\n</html>".AsMemory(), cancellation);
    }

    static string Head(PackageFacts facts)
    {
        var title = facts.IsAccess ? "Recordings of your calls" : "Your part of recorded calls";
        var lead = facts.IsAccess
            ? "You asked for access to the recordings we hold of you (Article 15 GDPR). This is your copy, and what the law says you are to know."
            : "You asked for the data you gave us in recorded calls, in a form you can take elsewhere (Article 20 GDPR). This is your own part: "
                + "where several people are on a recording, the others are silent.";
        return $"""
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
            <dt>From</dt><dd>{Encode(facts.Settings.ControllerName ?? "the controller you wrote to")}</dd>
            <dt>Request</dt><dd>{facts.RequestId}, received {Day(facts.ReceivedAt, facts)}</dd>
            <dt>Put together</dt><dd>{Moment(facts.BuiltAt, facts)}</dd>
            <dt>In it</dt><dd>{Count(facts.Included.Count, "recording")}{(facts.Omitted.Count > 0 ? $", {facts.Omitted.Count} listed below as not included" : "")}</dd>
            </dl>
            <p class="soft">Times are those of {Encode(facts.Zone.Id)}. If sound does not play, unpack the whole ZIP file first and open this page from the folder.</p>
            </header>

            """.ReplaceLineEndings("\n");
    }

    static string Card(PackageRecording recording, PackageFacts facts)
    {
        var card = new StringBuilder();
        card.Append(CultureInfo.InvariantCulture, $"<section class=\"card\" id=\"r-{recording.RecordingId}\">\n<div class=\"top\"><h3>{Moment(recording.StartedAt, facts)}</h3>");
        card.Append(CultureInfo.InvariantCulture, $"<span class=\"soft\">{Encode(Length(recording))}</span></div>\n<dl>\n");
        Row("Who", string.Join(", ", recording.Parties.Select(Who)));
        Row("Direction", recording.Direction switch { CallDirection.Inbound => "you called us", CallDirection.Outbound => "we called you", _ => null });
        Row("Team", recording.Queue);
        Row("Kept for", string.Join("; ", recording.Purposes.Select(x => $"{x.Name} ({BasisWords.Of(x.Basis)})")));
        Row("Deleted after", Day(recording.DeleteAfter, facts));
        foreach (var (key, value) in recording.Custom.OrderBy(x => x.Key, StringComparer.Ordinal))
        {
            Row(key, value);
        }

        card.Append("</dl>\n");
        foreach (var file in recording.Files.Where(x => x.Path is not null))
        {
            card.Append(Media(file, Moment(recording.StartedAt, facts)));
        }

        card.Append(CultureInfo.InvariantCulture, $"<p class=\"soft\">For other programs: <a href=\"{Encode(recording.Vcon)}\">this call as a vCon</a></p>\n");
        var leftOut = recording.Files.Where(x => x.LeftOut is not null).Select(x => $"<strong>{Encode(x.Name)}</strong> is left out. {Encode(LeftOutReason.Words(x.LeftOut!))}")
            .Concat(Silences(recording)).ToList();
        if (leftOut.Count > 0)
        {
            card.Append("<div class=\"out\">\n").Append(string.Concat(leftOut.Select(x => $"<p>{x}</p>\n"))).Append("</div>\n");
        }

        return card.Append("</section>\n").ToString();

        void Row(string label, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                card.Append(CultureInfo.InvariantCulture, $"<dt>{Encode(label)}</dt><dd>{Encode(value)}</dd>\n");
            }
        }
    }

    static string Media(ExportedFile file, string call)
    {
        var path = Encode(file.ReadAs ?? file.Path!);
        var link = $"<a href=\"{path}\">{Encode(file.Name)}</a>";
        return file.Kind switch
        {
            FileContent.Audio => $"<figure><figcaption>{link}, {Size(file.Size)}</figcaption><audio controls preload=\"none\" aria-label=\"Sound of the call of {call}\" src=\"{path}\"></audio></figure>\n",
            FileContent.Video => $"<figure><figcaption>{link}, {Size(file.Size)}</figcaption><video controls preload=\"none\" aria-label=\"Video of the call of {call}\" src=\"{path}\"></video></figure>\n",
            FileContent.Transcript => $"<p>What was said, as text: <a href=\"{path}\">transcript of {call}</a></p>\n",
            _ => $"<p>Text: {link}</p>\n",
        };
    }

    static IEnumerable<string> Silences(PackageRecording recording)
    {
        if (recording.Files.Any(x => x.Silenced is { Count: > 0 }))
        {
            yield return "Other people on this call are silent in the sound, to protect their rights.";
        }

        foreach (var group in recording.Masked.GroupBy(x => x.File, StringComparer.Ordinal))
        {
            yield return $"<strong>{Encode(group.Key)}</strong> is silent where recording was paused or payment details were given ({Count(group.Count(), "place")}); these were never kept.";
        }
    }

    static string Omitted(PackageFacts facts)
    {
        if (facts.Omitted.Count == 0)
        {
            return "";
        }

        var text = new StringBuilder("<h2 id=\"not-included\">What is not included, and why</h2>\n<div class=\"card\"><table>\n<tr><th>Call</th><th>Why</th></tr>\n");
        foreach (var one in facts.Omitted)
        {
            var article = one.Basis is { } basis && char.IsAsciiDigit(basis[0]) ? $" (Article {Encode(basis)} GDPR)" : "";
            text.Append(CultureInfo.InvariantCulture, $"<tr><td>{Moment(one.StartedAt, facts)}</td><td>{Encode(one.Why)}{article}</td></tr>\n");
        }

        return text.Append("</table></div>\n").ToString();
    }

    static string About(PackageFacts facts)
    {
        var report = Report.Of(facts);
        return $"""
            <h2 id="about">What you are to know</h2>
            <div class="card"><table>
            <tr><th>Why we hold it</th><td>{List(report.Purposes)}</td></tr>
            <tr><th>What it is</th><td>{List(report.Categories)}</td></tr>
            <tr><th>Who else has it</th><td>{(report.Recipients.Count > 0 ? List(report.Recipients) : "Nobody was given it.")}</td></tr>
            <tr><th>For how long</th><td>{report.Storage}</td></tr>
            <tr><th>Where it is from</th><td>{report.Source}</td></tr>
            <tr><th>Machines deciding</th><td>{report.AutomatedDecisions}</td></tr>
            </table></div>

            """.ReplaceLineEndings("\n");
    }

    static string Files(PackageFacts facts) => $"""
        <h2 id="files">What each file is</h2>
        <div class="card"><table>
        <tr><th><a href="recordings.xlsx">recordings.xlsx</a></th><td>The list of recordings, for a spreadsheet program.</td></tr>
        <tr><th><a href="recordings.csv">recordings.csv</a></th><td>The same list as plain text.</td></tr>
        <tr><th><a href="data.json">data.json</a></th><td>Everything on this page, for machines.</td></tr>
        <tr><th>media/</th><td>Sound and video, a folder for each call{(facts.IsAccess ? "" : ", with your own part alone")}.</td></tr>
        <tr><th>transcripts/</th><td>What was said, to read (.txt) and for machines (.json).</td></tr>
        <tr><th>texts/</th><td>Notes and other texts of a call, where there are any.</td></tr>
        <tr><th>vcon/</th><td>Each call in an open format (vCon) that other providers can take over, signed by us.</td></tr>
        <tr><th><a href="package.json">package.json</a></th><td>The fingerprint of every file, signed by us: with it anybody can check that nothing was changed.</td></tr>
        </table></div>

        """.ReplaceLineEndings("\n");

    static string Rights(PackageFacts facts)
    {
        var contact = facts.Settings.ControllerContact is { } own ? $" Reach us at {Encode(own)}." : "";
        var officer = facts.Settings.DpoContact is { } dpo ? $" Our data protection officer: {Encode(dpo)}." : "";
        var authority = facts.Settings.SupervisoryAuthority is { } named
            ? $" The one for us is {Encode(named.Name)}: <a href=\"{Encode(named.Website)}\" rel=\"noreferrer\">{Encode(named.Website)}</a>."
            : "";
        return $"""
            <h2 id="rights">Your rights</h2>
            <div class="card">
            <p>You may ask us to correct what is wrong (Article 16 GDPR), to erase recordings (Article 17), to only store them (Article 18), and you may object to their use (Article 21). If you gave consent, you may withdraw it at any time.{contact}{officer}</p>
            <p>If you think that we do not respect your rights, you may complain to a supervisory authority (Article 77) or go to court (Article 79).{authority}</p>
            <p class="soft">Keep this package where only you can reach it: it holds your voice. Our own copy of the package is destroyed after 14 days.</p>
            </div>

            """.ReplaceLineEndings("\n");
    }

    static string List(IEnumerable<string> items) => $"<ul>{string.Concat(items.Select(x => $"<li>{Encode(x)}</li>"))}</ul>";

    static string Who(PackageParty party) =>
        party.You && party.Name is { } name ? $"{party.Who} ({name})" : party.Who;

    static string Length(PackageRecording recording) =>
        recording.DurationSeconds is { } seconds
            ? TimeSpan.FromSeconds(Math.Clamp(Math.Round(seconds), 0, 1e8)) is var time && time.TotalHours >= 1
                ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes} min")
                : time.Minutes > 0 ? $"{time.Minutes} min {time.Seconds} s" : $"{time.Seconds} s"
            : "";

    static string Size(long bytes) => bytes >= 1024 * 1024
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0 / 1024:0.0} MB")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, bytes / 1024)} KB");

    static string Count(int number, string what) => number == 1 ? $"1 {what}" : $"{number} {what}s";

    static string Day(DateTimeOffset at, PackageFacts facts) =>
        TimeZoneInfo.ConvertTime(at, facts.Zone).ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    static string Moment(DateTimeOffset at, PackageFacts facts) =>
        TimeZoneInfo.ConvertTime(at, facts.Zone).ToString("dddd, d MMMM yyyy, HH:mm", CultureInfo.InvariantCulture);

    static string Encode(string text) => Encoder.Encode(text);
}
