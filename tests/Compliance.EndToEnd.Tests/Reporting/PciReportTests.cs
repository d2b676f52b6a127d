using System.Net;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Reporting;

public sealed class PciReportTests(SharedHost host)
{
    [Fact]
    public async Task The_report_adds_up_a_period()
    {
        var uploader = host.Api.As("globex", "Recordings.Upload");
        var ignored = await uploader.SealAsync(On("pause-ignored", "2025-07-01T09:00:00Z").Ticket, Sample.Call("pause-ignored").Files);
        await uploader.SealAsync(On("plain", "2025-07-02T23:59:59Z").Ticket, Sample.Call("plain").Files);
        (await uploader.AnnounceAsync(On("plain", "2025-07-02T12:00:00Z").Ticket)).Expect(HttpStatusCode.Created);
        await uploader.SealAsync(On("plain", "2025-07-03T00:00:00Z").Ticket, Sample.Call("plain").Files);

        var auditor = host.Api.As("globex", "Audit.Read");
        var report = (await auditor.SendAsync(HttpMethod.Get, "/pci/report?from=2025-07-01&to=2025-07-03")).Expect(HttpStatusCode.OK).Json;

        Assert.Equal(3, report["recordings"]!.GetValue<int>());
        Assert.Equal(2, report["scanned"]!.GetValue<int>());
        Assert.Equal(2, report["outcomes"]!.AsObject().Sum(x => x.Value!.GetValue<int>()));
        Assert.Equal(1, report["windows"]!["ignored"]!.GetValue<int>());
        Assert.All(report["coverage"]!.AsObject(), x => Assert.Equal(2, x.Value!.AsObject().Sum(level => level.Value!.GetValue<int>())));
        var masked = ignored.View["files"]!.AsArray().Where(x => x!["name"]!.GetValue<string>() == "media.wav")
            .SelectMany(x => x!["masked"]!.AsArray()).Select(
                x => (Start: x!["start"]!.GetValue<double>(), End: x["end"]!.GetValue<double>())).ToList();
        Assert.InRange(report["maskedSeconds"]!.GetValue<double>(), masked.Max(x => x.End - x.Start) - 0.001, masked.Sum(x => x.End - x.Start) + 0.001);
        var findings = report["findings"]!;
        Assert.Equal(
            ignored.View["pci"]!["findings"]!.AsArray().Count(x => x!["file"]!.GetValue<string>() == "media.wav"),
            findings["byRecorder"]!["audio"]!.GetValue<int>());
        Assert.Equal(findings["total"]!.GetValue<int>(), findings["byQueue"]!["billing"]!.GetValue<int>());
    }

    [Fact]
    public async Task The_report_comes_as_csv_too()
    {
        var auditor = host.Api.As("acme", "Audit.Read");
        var asked = (await auditor.SendAsync(HttpMethod.Get, "/pci/report?format=csv")).Expect(HttpStatusCode.OK);
        foreach (var wrong in (string[])
            ["/pci/report?format=pdf", "/pci/report?format=", "/pci/report?format=csv&format=json", "/audit/entries?format=CSV"])
        {
            Assert.Equal(["format"], (await auditor.SendAsync(HttpMethod.Get, wrong)).ExpectProblem(HttpStatusCode.BadRequest));
        }

        var json = await auditor.SendAsync(HttpMethod.Get, "/pci/report?format=json", null, ("Accept", "text/csv"));
        Assert.NotNull(json.Expect(HttpStatusCode.OK).Json["recordings"]);
        var preferred = (await auditor.SendAsync(
            HttpMethod.Get, "/pci/report", null, ("Accept", "application/json;q=0.5, text/csv"))).Expect(HttpStatusCode.OK);

        Assert.StartsWith("text/csv", asked.Header("Content-Type"), StringComparison.Ordinal);
        Assert.StartsWith("section,name,detail,value\r\n", asked.Text, StringComparison.Ordinal);
        Assert.Equal(asked.Header("Content-Type"), preferred.Header("Content-Type"));
    }

    [Fact]
    public async Task Only_auditors_read_it() =>
        (await host.Api.As("acme", "Tenant.Admin", "Privacy.Officer").SendAsync(HttpMethod.Get, "/pci/report")).ExpectProblem(HttpStatusCode.Forbidden);

    [Fact]
    public async Task A_faulty_period_is_400() => Assert.Equal(
        ["from"],
        (await host.Api.As("acme", "Audit.Read").SendAsync(HttpMethod.Get, "/pci/report?from=x")).ExpectProblem(HttpStatusCode.BadRequest));

    static Sample On(string name, string startedAt)
    {
        var sample = Sample.Call(name);
        sample.Ticket["startedAt"] = startedAt;
        return sample;
    }
}
