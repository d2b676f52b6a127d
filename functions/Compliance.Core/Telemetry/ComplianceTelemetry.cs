using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Compliance.Model;
using Compliance.Pci;
using Compliance.Tenancy;

namespace Compliance.Telemetry;

/// <summary>
/// All metrics and traces. Their names do not change, because alerts and dashboards depend on them. The tags are those of
/// <see cref="Tags"/>; they name a tenant and a kind, never a person, a call or a recording.
/// </summary>
public static class ComplianceTelemetry
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string Name = "ServerlessCompliance";

    const string Tenant = "compliance.tenant";
    const string State = "compliance.state";
    const string Kind = "compliance.kind";
    const string Reason = "compliance.reason";

    static readonly Meter Meter = new(Name);
    static readonly ActivitySource Source = new(Name);

    static readonly Counter<long> Sealed = Meter.CreateCounter<long>(
        "compliance.recordings.sealed", "{recording}", "Generations that took effect.");

    static readonly Counter<long> Quarantined = Meter.CreateCounter<long>(
        "compliance.recordings.quarantined", "{recording}", "Recordings quarantined for review, by class.");

    static readonly Counter<long> Erased = Meter.CreateCounter<long>(
        "compliance.recordings.erased", "{recording}", "Recordings erased (GDPR Art. 17).");

    static readonly Counter<long> ConsentRefusals = Meter.CreateCounter<long>(
        "compliance.consents.refused", "{recording}", "Recordings that a refused consent reached, destroyed or with the purpose stopped.");

    static readonly Counter<long> Findings = Meter.CreateCounter<long>(
        "compliance.pci.findings", "{finding}", "Card data findings, by kind.");

    static readonly Counter<long> Refused = Meter.CreateCounter<long>(
        "compliance.access.refused", "{attempt}", "Requests refused, by reason; \"tenant\" is an attempt to access another tenant.");

    static readonly Counter<long> Rejected = Meter.CreateCounter<long>(
        "compliance.documents.rejected", "{document}", "Reads of stored documents that failed authentication.");

    static readonly Gauge<long> Open = Meter.CreateGauge<long>(
        "compliance.requests.open", "{request}", "Open subject requests, by state.");

    static readonly Gauge<long> Overdue = Meter.CreateGauge<long>(
        "compliance.requests.overdue", "{request}", "Open subject requests past their due date (GDPR Art. 12(3)).");

    static readonly Gauge<double> CheckpointAge = Meter.CreateGauge<double>(
        "compliance.checkpoint.age", "s", "Time since this host last saw a checkpoint that covered the whole log.");

    /// <summary>Every tag that may be exported.</summary>
    public static IReadOnlyList<string> Tags { get; } = [Tenant, State, Kind, Reason];

    /// <summary>Starts a span; null if nothing listens.</summary>
    /// <param name="name">A dotted constant of the code, never data.</param>
    public static Activity? Trace(string name, TenantId tenant)
    {
        var span = Source.StartActivity(name);
        span?.SetTag(Tenant, tenant.ToString());
        return span;
    }

    public static void RecordingCommitted(
        TenantId tenant, RecordingState state, QuarantineClass? quarantined, IEnumerable<PciFindingKind> found)
    {
        if (state is RecordingState.Quarantined)
        {
            Quarantined.Add(1, Of(tenant), new(Kind, Word(quarantined ?? QuarantineClass.Integrity)));
        }
        else
        {
            Sealed.Add(1, Of(tenant));
        }

        foreach (var kind in found.CountBy(x => x))
        {
            Findings.Add(kind.Value, Of(tenant), new(Kind, Word(kind.Key)));
        }
    }

    /// <param name="destroyed">Nothing else remained; false where the purpose stopped.</param>
    public static void ConsentRefused(TenantId tenant, bool destroyed) =>
        ConsentRefusals.Add(1, Of(tenant), new(Kind, destroyed ? "destroyed" : "stopped"));

    public static void RecordingErased(TenantId tenant) => Erased.Add(1, Of(tenant));

    /// <param name="tenant">The caller's tenant; null if unknown.</param>
    /// <param name="reason">A constant of the code: <c>tenant</c>, <c>role</c>, <c>rule</c>, <c>token.expired</c>.</param>
    public static void AccessRefused(TenantId? tenant, string reason) =>
        Refused.Add(1, tenant is { } known ? [Of(known), new(Reason, reason)] : [new(Reason, reason)]);

    public static void DocumentRejected(TenantId tenant) => Rejected.Add(1, Of(tenant));

    /// <summary>Reports all states, including empty ones, because a gauge keeps its last value.</summary>
    public static void OpenRequests(TenantId tenant, IReadOnlyDictionary<SubjectRequestState, int> byState, int overdue)
    {
        foreach (var state in Enum.GetValues<SubjectRequestState>())
        {
            Open.Record(byState.GetValueOrDefault(state), Of(tenant), new(State, Word(state)));
        }

        Overdue.Record(overdue, Of(tenant));
    }

    public static void Checkpoint(TenantId tenant, TimeSpan age) => CheckpointAge.Record(age.TotalSeconds, Of(tenant));

    static KeyValuePair<string, object?> Of(TenantId tenant) => new(Tenant, tenant.ToString());

    static string Word<T>(T value)
        where T : struct, Enum =>
        JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
