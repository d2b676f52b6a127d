using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.Functions.Assets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Compliance.EndToEnd.Tests.CardGuard;

/// <summary>
/// A shop's site on loopback, under a content security policy without inline or evaluated code: its pages, the script as it is served,
/// and the calls API as the contract has it, with recorders that are told what to answer.
/// </summary>
public sealed class GuardSite : IAsyncDisposable
{
    const string Policy = "default-src 'none'; script-src 'self' http://127.0.0.1:*; connect-src 'self' http://127.0.0.1:*; frame-src 'self'; base-uri 'none'";

    readonly ConcurrentQueue<CallEvent> received = new();
    readonly WebApplication app;
    bool automatic, manual;

    GuardSite(WebApplication app) => this.app = app;

    public string Address => app.Urls.Single();

    public Recorders Recorders { get; set; }

    public int HeartbeatSeconds { get; set; } = 15;

    /// <summary>As the calls API folds it: an automatic resume leaves a pause by hand standing.</summary>
    public bool Paused => automatic || manual;

    /// <summary>Answered instead, where set.</summary>
    public int? Status { get; set; }

    public IReadOnlyList<CallEvent> Received => [.. received];

    /// <summary>Pauses and resumes, in the order of their arrival.</summary>
    public IReadOnlyList<CallEvent> Turns => [.. received.Where(x => x.Verb is "pause" or "resume")];

    public string Order => string.Join(' ', Turns.Select(x => x.Verb));

    public static async Task<GuardSite> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(x => x.Listen(IPAddress.Loopback, 0));
        var site = new GuardSite(builder.Build());
        site.app.Run(site.AnswerAsync);
        await site.app.StartAsync(cancellationToken);
        return site;
    }

    public async Task WaitForAsync(string order) => await WaitForAsync(() => Order == order, $"{order}; came: {Order}");

    public static Task WaitForAsync(Func<bool> holds, string what) => Api.EventuallyAsync(() => Task.FromResult(holds()), what);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    async Task AnswerAsync(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        if (path == "/assets/card-guard.js")
        {
            http.Response.ContentType = "text/javascript";
            await http.Response.Body.WriteAsync(StaticAsset.CardGuard.Content, http.RequestAborted);
        }
        else if (
            path.Split('/') is ["", "api", "tenants", var tenant, "calls", var call, var verb] && HttpMethods.IsPost(http.Request.Method))
        {
            await CallAsync(http, tenant, call, verb);
        }
        else if (Path.Combine(AppContext.BaseDirectory, "CardGuard", "Pages", path[1..]) is var file && File.Exists(file))
        {
            http.Response.Headers.ContentSecurityPolicy = Policy + (path == "/checkout.html" ? "; require-trusted-types-for 'script'" : "");
            http.Response.ContentType = file.EndsWith(".js", StringComparison.Ordinal) ? "text/javascript" : "text/html";
            await http.Response.SendFileAsync(file, http.RequestAborted);
        }
        else
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }

    async Task CallAsync(HttpContext http, string tenant, string call, string verb)
    {
        var body = await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
        if (Status is { } status)
        {
            http.Response.StatusCode = status;
            return;
        }

        received.Enqueue(new CallEvent(
            verb, tenant, call, http.Request.Headers.Authorization, body!.AsObject(), TimeProvider.System.GetUtcNow()));
        var byHand = body["trigger"]?.GetValue<string>() == "manual";
        (automatic, manual) = verb switch
        {
            "pause" => (automatic || !byHand, manual || byHand),
            "resume" => (false, manual && !byHand),
            _ => (automatic, manual),
        };
        var paused = Paused;
        var state = paused ? Recorders switch { Recorders.Confirm => "confirmed", Recorders.Wait => "pending", _ => "refused" } : "none";
        await http.Response.WriteAsJsonAsync(
            new
            {
                callId = call,
                requested = true,
                paused = state == "confirmed",
                windows = Array.Empty<object>(),
                recorders = new[] { new { name = "voice", channel = "audio", state = paused ? "confirmed" : "none" }, new { name = "screens", channel = "screen", state } },
                heartbeatSeconds = HeartbeatSeconds,
            },
            http.RequestAborted);
    }
}
