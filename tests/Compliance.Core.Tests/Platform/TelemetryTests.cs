using System.Collections.Concurrent;
using System.Diagnostics;
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

namespace Compliance.Core.Tests.Platform;

/// <summary>What the worker sends to Application Insights, read off the wire.</summary>
public sealed class TelemetryTests
{
    const string Capability = "WorkerOpenTelemetryEnabled";

    static readonly (string, string?)[] Destination =
    [
        ("APPLICATIONINSIGHTS_CONNECTION_STRING", "InstrumentationKey=00000000-0000-0000-0000-000000000001;IngestionEndpoint=https://ingestion.example/"),
        ("AZURE_CLIENT_ID", "app"),
    ];

    /// <summary>In the middle of a flood: each line is of another call, and hardly a call's span is kept.</summary>
    [Fact]
    public async Task Every_event_that_an_alert_reads_arrives_with_its_name_and_operation_whatever_is_sampled()
    {
        const int many = 1000;
        using var wire = new Wire();
        var builder = AzureRegistrationTests.Azure(_ => { }, Destination);
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

        Assert.True(services.GetRequiredService<LoggerProvider>().ForceFlush());

        var lines = wire.Sent.Where(x => x.GetProperty("data").GetProperty("baseType").GetString() == "MessageData").ToArray();
        Assert.Equal(many, lines.Length);
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
        await using var sends = AzureRegistrationTests.Azure(_ => { }, Destination).Services.BuildServiceProvider();
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
            .Select(x => x.ImplementationType)
            .Where(x => x?.Assembly.GetName().Name is { } name
                && (name.StartsWith("OpenTelemetry", StringComparison.Ordinal) || name.StartsWith("Azure.Monitor", StringComparison.Ordinal)))
            .ToArray();
        Assert.NotEmpty(telemetry);
        foreach (var type in telemetry)
        {
            await ((IHostedService)ActivatorUtilities.CreateInstance(services, type!)).StartAsync(TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Takes everything, as the ingestion endpoint does.</summary>
    sealed class Wire : HttpMessageHandler
    {
        public ConcurrentQueue<JsonElement> Sent { get; } = new();

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
