using System.Globalization;
using System.Net;
using Compliance.Access;
using Compliance.EndToEnd.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.EndToEnd.Tests.Attacks;

/// <summary>A caller who is refused again and again would fill a log that nobody can shorten.</summary>
public sealed class LogFloodTests
{
    [Fact]
    public async Task Refusals_of_one_caller_are_logged_up_to_a_budget_and_then_counted()
    {
        var folder = Directory.CreateTempSubdirectory("compliance-flood-");
        try
        {
            await using (var app = await StartAsync(folder))
            {
                var nobody = app.Api.As("acme");
                for (var i = 0; i < 40; i++)
                {
                    (await nobody.SendAsync(HttpMethod.Get, "/settings")).ExpectProblem(HttpStatusCode.Forbidden);
                }
            }

            await using var after = await StartAsync(folder);
            var lines = (await AuditLines.ReadAsync(after, "acme")).Where(x => x.Text("event") == "access.refused").ToList();
            var counted = lines.Select(x => x["details"]!["unwritten"]?.GetValue<string>()).OfType<string>().ToList();

            // The minute may change in between, once or twice on a busy machine.
            Assert.InRange(lines.Count, 6, 18);
            Assert.Equal(40, lines.Count - counted.Count + counted.Sum(x => int.Parse(x, CultureInfo.InvariantCulture)));
            Assert.Single(lines.Select(x => x.Text("principal")).Distinct(StringComparer.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static Task<AppHost> StartAsync(DirectoryInfo folder) => AppHost.StartAsync(
        Api.Cancellation, folder: folder.FullName, services: x => x.PostConfigure<AccessOptions>(options => options.RefusalsPerMinute = 5));
}
