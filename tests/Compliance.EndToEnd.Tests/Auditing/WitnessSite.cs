using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Compliance.EndToEnd.Tests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Compliance.EndToEnd.Tests.Auditing;

/// <summary>A witness and a place for copies, over HTTP on this machine.</summary>
sealed class WitnessSite : IAsyncDisposable
{
    readonly ConcurrentQueue<string> copies = new();
    readonly WebApplication app;
    readonly TestWitness witness;

    WitnessSite(WebApplication app, TestWitness witness) => (this.app, this.witness) = (app, witness);

    public string Url => $"{app.Urls.Single()}/witness";

    public string CopyUrl => $"{app.Urls.Single()}/copies";

    public IReadOnlyCollection<string> Copies => copies;

    public static async Task<WitnessSite> StartAsync(TestWitness witness)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(x => x.Listen(IPAddress.Loopback, 0));
        var site = new WitnessSite(builder.Build(), witness);
        site.app.Run(site.AnswerAsync);
        await site.app.StartAsync(Api.Cancellation);
        return site;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    async Task AnswerAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        if (http.Request.Path == "/copies")
        {
            copies.Enqueue(Encoding.UTF8.GetString(body.ToArray()));
            return;
        }

        var (status, text) = http.Request.Path == "/witness/add-checkpoint" ? await witness.AnswerAsync(body.ToArray()) : (404, "");
        http.Response.StatusCode = status;
        http.Response.ContentType = status == StatusCodes.Status409Conflict ? "text/x.tlog.size" : "text/plain";
        await http.Response.WriteAsync(text, http.RequestAborted);
    }
}
