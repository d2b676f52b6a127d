using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;
using Azure.Storage.Blobs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using FromBodyAttribute = Microsoft.Azure.Functions.Worker.Http.FromBodyAttribute;

namespace Compliance.Local.Tests.Hosting;

/// <summary>What the sample functions did, and what they are told to do.</summary>
public sealed class SampleLog
{
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>Calls of this text that fail before one succeeds.</summary>
    public ConcurrentDictionary<string, int> Failures { get; } = new();

    public void Record(string call)
    {
        Calls.Enqueue(call);
        if (Failures.AddOrUpdate(call, -1, (_, left) => left - 1) >= 0)
        {
            throw new InvalidOperationException("told to fail");
        }
    }

    public int Count(string call) => Calls.Count(x => x == call);

    public async Task<int> WaitForAsync(string call, int count, CancellationToken cancellationToken)
    {
        await WaitForAsync(() => Task.FromResult(Count(call) >= count), cancellationToken);
        return Count(call);
    }

    public static async Task WaitForAsync(Func<Task<bool>> holds, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(15));
        while (!await holds())
        {
            await Task.Delay(20, limit.Token);
        }
    }
}

public sealed record SampleBody(string Text, int Number);

public sealed class SampleOutputs
{
    [HttpResult]
    public IActionResult? Response { get; set; }
}

public sealed class SampleHttpFunctions(SampleLog log)
{
    [Function("Echo")]
    public IActionResult Echo(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/tenants/{tenant}/items/{id:guid}")] HttpRequest request,
        string tenant,
        Guid id,
        FunctionContext context,
        string? optional = "none") =>
        new OkObjectResult(new { tenant, id, optional, sameHttp = ReferenceEquals(request.HttpContext, context.GetHttpContext()) });

    [Function("Body")]
    public async Task<IActionResult> Body(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", "put", Route = "api/body")] HttpRequest request, [FromBody] SampleBody body)
    {
        await Task.Yield();
        return new OkObjectResult($"{request.Method} {body.Text} {body.Number}");
    }

    [Function("Plain")]
    public IResult Plain([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/plain")] HttpRequest request) =>
        Results.Text(request.Path, statusCode: 202);

    [Function("Outputs")]
    public SampleOutputs Outputs([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/outputs")] HttpRequest request) =>
        new() { Response = new StatusCodeResult(request.QueryString.HasValue ? 400 : 418) };

    [Function("Ignored")]
    public string Ignored([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/ignored")] HttpRequest request) => request.Path;

    [Function("Written")]
    public async Task Written([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/written")] HttpRequest request)
    {
        request.HttpContext.Response.StatusCode = 201;
        await request.HttpContext.Response.WriteAsync("by hand");
    }

    [Function("Denied")]
    public IActionResult Denied([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/denied")] HttpRequest request)
    {
        log.Record("denied function ran" + request.Path);
        return new OkResult();
    }

    [Function("Throws")]
    public static IActionResult Throws([HttpTrigger(AuthorizationLevel.Anonymous, Route = "api/throws")] HttpRequest request) =>
        throw new InvalidOperationException("secret " + request.Path);
}

public sealed class SampleTriggers(SampleLog log)
{
    [Function("Arrival")]
    public Task Arrival(
        [BlobTrigger("inbox/{tenant}/{recordingId}/{ordinal}", Connection = "Landing")] BlobClient blob,
        string tenant,
        string recordingId,
        int ordinal)
    {
        log.Record($"blob {tenant} {recordingId} {ordinal} {blob.Name == $"{tenant}/{recordingId}/{ordinal}"}");
        return Task.CompletedTask;
    }

    [Function("Yearly")]
    public void Yearly([TimerTrigger("0 0 0 1 1 *")] TimerInfo timer) => log.Record($"timer {timer.IsPastDue}");

    [Function("Started")]
    public void Started([TimerTrigger("%Sample:Schedule%")] TimerInfo timer, FunctionContext context) =>
        log.Record($"{context.FunctionDefinition.Name} {timer.ScheduleStatus is not null}");

    [Function("Acknowledged")]
    public Task Acknowledged([ServiceBusTrigger("privacy-acks")] SampleBody body, string messageId, ServiceBusReceivedMessage message)
    {
        log.Record($"bus {messageId} {body.Text} {message.Subject}");
        return Task.CompletedTask;
    }
}

public sealed class SampleDurableFunctions(SampleLog log)
{
    [Function("StartGreeting")]
    public static async Task<IActionResult> Start(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/greetings/{name}")] HttpRequest request,
        string name,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var id = await client.ScheduleNewOrchestrationInstanceAsync("Greeting", name, cancellationToken);
        var done = await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, cancellationToken);
        return new ContentResult { Content = $"{request.Method} {done.RuntimeStatus} {done.ReadOutputAs<string>()}" };
    }

    [Function("Greeting")]
    public static async Task<string> Greeting([OrchestrationTrigger] TaskOrchestrationContext context, string name)
    {
        var first = await context.CallActivityAsync<string>("Greet", new SampleBody(name, 1));
        var second = await context.CallActivityAsync<string>("Greet", new SampleBody(name, 2));
        return $"{first}, {second}";
    }

    [Function("Greet")]
    public string Greet([ActivityTrigger] SampleBody body, string instanceId, FunctionContext context)
    {
        log.Record($"greet {body.Number} {instanceId.Length > 0} {context.Items["order"]}");
        return $"hello {body.Text} {body.Number}";
    }
}
