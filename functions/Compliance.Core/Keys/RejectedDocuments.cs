using System.Collections.Concurrent;
using Compliance.Telemetry;
using Compliance.Tenancy;
using Microsoft.Extensions.Logging;

namespace Compliance.Keys;

/// <param name="At">When this host last read it.</param>
public sealed record RejectedDocument(TenantId Tenant, string Document, DateTimeOffset At);

/// <summary>
/// Stored documents that failed authentication on this host within the last day: logged, counted, and listed by the health report,
/// under names that may be shown (<see cref="ShownName"/>).
/// </summary>
public sealed partial class RejectedDocuments(TimeProvider clock, ILogger<RejectedDocuments> log)
{
    /// <summary>The most documents remembered. Further ones are still logged and counted.</summary>
    const int Most = 1000;

    readonly ConcurrentDictionary<(TenantId Tenant, string Document), DateTimeOffset> seen = new();

    /// <summary>How long a document is reported after it was last read.</summary>
    public static TimeSpan Remembered { get; } = TimeSpan.FromDays(1);

    public IReadOnlyList<RejectedDocument> Recent =>
        [.. seen.Where(x => clock.GetUtcNow() - x.Value < Remembered).Select(x => new RejectedDocument(x.Key.Tenant, x.Key.Document, x.Value))];

    internal void Add(TenantId tenant, string document)
    {
        var now = clock.GetUtcNow();
        foreach (var (old, at) in seen)
        {
            if (now - at >= Remembered)
            {
                seen.TryRemove(new(old, at));
            }
        }

        var isNew = !seen.ContainsKey((tenant, document));
        if (!isNew || seen.Count < Most)
        {
            seen[(tenant, document)] = now;
        }

        ComplianceTelemetry.DocumentRejected(tenant);
        if (isNew)
        {
            DocumentRejected(log, tenant, document);
        }
    }

    [LoggerMessage(2520, LogLevel.Error, "The stored document {Document} of {Tenant} failed authentication and was not used")]
    static partial void DocumentRejected(ILogger log, TenantId tenant, string document);
}
