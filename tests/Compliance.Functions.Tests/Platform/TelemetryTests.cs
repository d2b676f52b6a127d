using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Tracing;
using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Azure.Core.Pipeline;
using Azure.Monitor.OpenTelemetry.Exporter;
using Compliance.Functions.Recordings;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry.Logs;

namespace Compliance.Functions.Tests.Platform;

/// <summary>What the worker sends to Application Insights, read off the wire.</summary>
public sealed class TelemetryTests
{
    const string Capability = "WorkerOpenTelemetryEnabled";

    /// <summary>The exporter keeps one line a connection string, for as long as the process lives: each test has its own.</summary>
    static (string, string?)[] Destination() =>
    [
        ("APPLICATIONINSIGHTS_CONNECTION_STRING", $"InstrumentationKey={Guid.NewGuid()};IngestionEndpoint=https://ingestion.example/"),
        ("AZURE_CLIENT_ID", "app"),
    ];

    /// <summary>In the middle of a flood: each line is of another call, and hardly a call's span is kept.</summary>
    [Fact]
    public async Task Every_event_that_an_alert_reads_arrives_with_its_name_and_operation_whatever_is_sampled()
    {
        const int many = 1000;
        using var wire = new Wire();
        using var said = new ExporterEvents();
        var builder = AzureRegistrationTests.Azure(_ => { }, Destination());
        builder.Services.PostConfigure<AzureMonitorExporterOptions>(x =>
        {
            x.Credential = null;
            x.Transport = new HttpClientTransport(wire);
        });
        await using var services = builder.Services.BuildServiceProvider();
        await StartAsync(builder.Services, services);

        var log = services.GetRequiredService<ILoggerFactory>().CreateLogger("Compliance");
        var operations = new List<string>();
        for (var i = 0; i < many; i++)
        {
            using var call = new Activity("call").SetParentId(
                ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.None).Start();
            operations.Add(call.TraceId.ToHexString());
            log.Quarantined($"recording-{i}");
        }

        // The end of a flush says that the exporter has taken the lines, not yet that it has sent them.
        Assert.True(services.GetRequiredService<LoggerProvider>().ForceFlush());
        for (var tries = 0; wire.Lines.Length < many && tries < 600; tries++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        var lines = wire.Lines;
        Assert.True(lines.Length == many, $"{lines.Length} of {many} lines in {wire.Sent.Count} items. {string.Join(' ', said.Written)}");
        Assert.All(lines, x => Assert.Equal(
            "Quarantined", x.GetProperty("data").GetProperty("baseData").GetProperty("properties").GetProperty("EventName").GetString()));
        Assert.Equal(
            operations.Order(StringComparer.Ordinal),
            lines.Select(x => x.GetProperty("tags").GetProperty("ai.operation.id").GetString()!).Order(StringComparer.Ordinal));
    }

    /// <summary>The capability tells the host to send nothing of the worker's: without a destination that would be silence.</summary>
    [Fact]
    public async Task The_host_is_told_that_the_worker_sends_by_itself_only_when_it_does()
    {
        await using var sends = AzureRegistrationTests.Azure(_ => { }, Destination()).Services.BuildServiceProvider();
        await using var silent = AzureRegistrationTests.Azure(_ => { }).Services.BuildServiceProvider();

        Assert.Equal(bool.TrueString, sends.GetRequiredService<IOptions<WorkerOptions>>().Value.Capabilities[Capability]);
        Assert.DoesNotContain(Capability, silent.GetRequiredService<IOptions<WorkerOptions>>().Value.Capabilities.Keys);
        Assert.Null(silent.GetService<LoggerProvider>());
    }

    /// <summary>The worker's own service, which needs a host to talk to, is left out.</summary>
    static async Task StartAsync(IServiceCollection collection, ServiceProvider services)
    {
        var telemetry = collection
            .Where(x => x.ServiceType == typeof(IHostedService))
            .Where(x => (x.ImplementationType ?? x.ImplementationFactory?.Method.DeclaringType)?.Assembly.GetName().Name is { } name
                && (name.StartsWith("OpenTelemetry", StringComparison.Ordinal) || name.StartsWith(
                    "Azure.Monitor", StringComparison.Ordinal)))
            .Select(x => x.ImplementationFactory?.Invoke(services) ?? ActivatorUtilities.CreateInstance(services, x.ImplementationType!))
            .Cast<IHostedService>()
            .ToArray();
        Assert.Equal(2, telemetry.Length);
        foreach (var service in telemetry)
        {
            await service.StartAsync(TestContext.Current.CancellationToken);
        }
    }

    /// <summary>What the exporter says of its own faults; it throws none.</summary>
    sealed class ExporterEvents : EventListener
    {
        public ConcurrentQueue<string> Written { get; } = new();

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name.StartsWith("OpenTelemetry", StringComparison.Ordinal))
            {
                EnableEvents(eventSource, EventLevel.Warning);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData) =>
            Written?.Enqueue($"{eventData.EventName}: {string.Join(", ", eventData.Payload ?? new([]))}");
    }

    /// <summary>Takes everything, as the ingestion endpoint does.</summary>
    sealed class Wire : HttpMessageHandler
    {
        public ConcurrentQueue<JsonElement> Sent { get; } = new();

        public JsonElement[] Lines =>
            [.. Sent.Where(x => x.GetProperty("data").GetProperty("baseType").GetString() == "MessageData")];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Answer(await request.Content!.ReadAsByteArrayAsync(cancellationToken));

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            using var body = new MemoryStream();
            request.Content!.CopyTo(body, context: null, cancellationToken);
            return Answer(body.ToArray());
        }

        HttpResponseMessage Answer(byte[] body)
        {
            using Stream content = body is [0x1f, 0x8b, ..]
                ? new GZipStream(new MemoryStream(body), CompressionMode.Decompress)
                : new MemoryStream(body);
            using var reader = new StreamReader(content);
            var items = 0;
            while (reader.ReadLine() is { } line)
            {
                if (line.Length > 0)
                {
                    Sent.Enqueue(JsonDocument.Parse(line).RootElement);
                    items++;
                }
            }

            return new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new StringContent($"{{\"itemsReceived\":{items},\"itemsAccepted\":{items},\"errors\":[]}}"),
            };
        }
    }
}
