using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Compliance.Model;
using Compliance.Pci;
using Compliance.Telemetry;
using Compliance.Tenancy;

namespace Compliance.Core.Tests.Telemetry;

/// <summary>Alerts and dashboards are made of these names: one that changes is somebody's alert that never rings again.</summary>
public sealed class ComplianceTelemetryTests : IDisposable
{
    static readonly TenantId Tenant = TenantId.Parse("measured");

    readonly MeterListener listener = new();
    readonly ConcurrentDictionary<string, string> published = new(StringComparer.Ordinal);
    readonly ConcurrentQueue<(string Name, double Value, KeyValuePair<string, object?>[] Tags)> measured = new();

    public ComplianceTelemetryTests()
    {
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == ComplianceTelemetry.Name)
            {
                published[instrument.Name] = $"{instrument.GetType().Name[..^2]} {instrument.Unit}";
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
        listener.Start();
        MeasureAll();
    }

    public void Dispose() => listener.Dispose();

    [Fact]
    public void Instruments_keep_their_names_kinds_and_units() => Assert.Equal(
        [
            "compliance.access.refused: Counter {attempt}",
            "compliance.checkpoint.age: Gauge s",
            "compliance.consents.refused: Counter {recording}",
            "compliance.documents.rejected: Counter {document}",
            "compliance.pci.findings: Counter {finding}",
            "compliance.recordings.erased: Counter {recording}",
            "compliance.recordings.quarantined: Counter {recording}",
            "compliance.recordings.sealed: Counter {recording}",
            "compliance.requests.open: Gauge {request}",
            "compliance.requests.overdue: Gauge {request}",
        ],
        published.Select(x => $"{x.Key}: {x.Value}").Order(StringComparer.Ordinal));

    /// <summary>What other tests measure at the same time is held to it as well.</summary>
    [Fact]
    public void Tags_are_those_of_the_list_and_say_a_tenant_or_a_word()
    {
        Assert.Equal(
            ["compliance.kind", "compliance.reason", "compliance.state", "compliance.tenant"],
            ComplianceTelemetry.Tags.Order(StringComparer.Ordinal));
        Assert.All(measured.SelectMany(x => x.Tags), tag =>
        {
            Assert.Contains(tag.Key, ComplianceTelemetry.Tags);
            Assert.Matches("^[a-z][A-Za-z.]{1,30}[0-9]{0,3}$", Assert.IsType<string>(tag.Value));
        });
    }

    [Fact]
    public void A_recording_that_is_sealed_or_quarantined_is_counted_with_what_was_found()
    {
        Assert.Equal(1, Of("compliance.recordings.sealed"));
        Assert.Equal(1, Of("compliance.recordings.quarantined", "cardData"));
        Assert.Equal(2, Of("compliance.pci.findings", "pan"));
        Assert.Equal(1, Of("compliance.pci.findings", "dtmf"));
    }

    [Fact]
    public void A_refused_consent_is_counted_by_what_it_did()
    {
        Assert.Equal(1, Of("compliance.consents.refused", "destroyed"));
        Assert.Equal(1, Of("compliance.consents.refused", "stopped"));
    }

    [Fact]
    public void Every_state_of_a_request_is_told_also_when_none_is_in_it()
    {
        var states = measured.Where(x => x.Name == "compliance.requests.open" && IsOurs(x.Tags)).ToArray();

        Assert.Equal(Enum.GetValues<SubjectRequestState>().Length, states.Length);
        Assert.Equal(3, Of("compliance.requests.open", "running"));
        Assert.Equal(0, Of("compliance.requests.open", "failed"));
        Assert.Equal(2, Of("compliance.requests.overdue"));
        Assert.Equal(90, Of("compliance.checkpoint.age"));
    }

    [Fact]
    public void A_span_names_code_and_tenant()
    {
        using var spans = new ActivityListener
        {
            ShouldListenTo = x => x.Name == ComplianceTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(spans);

        using var span = ComplianceTelemetry.Trace("compliance.recording.commit", Tenant);

        Assert.Equal("compliance.recording.commit", span!.OperationName);
        Assert.Equal([new("compliance.tenant", "measured")], span.TagObjects);
    }

    static void MeasureAll()
    {
        ComplianceTelemetry.RecordingCommitted(
            Tenant, RecordingState.Sealed, quarantined: null, [PciFindingKind.Pan, PciFindingKind.Dtmf, PciFindingKind.Pan]);
        ComplianceTelemetry.RecordingCommitted(Tenant, RecordingState.Quarantined, QuarantineClass.CardData, []);
        ComplianceTelemetry.RecordingErased(Tenant);
        ComplianceTelemetry.ConsentRefused(Tenant, destroyed: true);
        ComplianceTelemetry.ConsentRefused(Tenant, destroyed: false);
        ComplianceTelemetry.DocumentRejected(Tenant);
        ComplianceTelemetry.AccessRefused(Tenant, "tenant");
        ComplianceTelemetry.AccessRefused(tenant: null, "token.missing");
        ComplianceTelemetry.OpenRequests(
            Tenant, new Dictionary<SubjectRequestState, int> { [SubjectRequestState.Running] = 3 }, overdue: 2);
        ComplianceTelemetry.Checkpoint(Tenant, TimeSpan.FromSeconds(90));
    }

    static bool IsOurs(KeyValuePair<string, object?>[] tags) => tags.Any(x => x.Value is "measured");

    void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        measured.Enqueue((instrument.Name, value, tags.ToArray()));

    double Of(string name, string? word = null) => measured
        .Where(x => x.Name == name && IsOurs(x.Tags) && (word is null || x.Tags.Any(t => t.Value is string value && value == word)))
        .Sum(x => x.Value);
}
