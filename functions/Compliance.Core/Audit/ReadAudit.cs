using System.Globalization;
using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>
/// Records reads of clear content: one entry per principal, file and quarter of an hour, however many ranges a player asks for.
/// </summary>
public sealed class ReadAudit(IAuditLog log, TimeProvider clock)
{
    /// <summary>Event name of a read of a recording's file.</summary>
    public const string ContentRead = "recording.contentRead";

    const int Remembered = 20_000;

    static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    readonly RecentlySeen written = new(Remembered);

    /// <summary>Appends before the first byte is sent, unless this quarter's entry is already there.</summary>
    /// <param name="resource">The file, opaque: <c>recordings/{id}/files/{ordinal}</c>.</param>
    /// <param name="details">For the entry that is written: the purpose, the generation.</param>
    public async Task RecordAsync(
        TenantScope scope,
        string principal,
        string origin,
        string resource,
        IReadOnlyDictionary<string, string>? details,
        CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var quarter = new DateTime(now.Ticks - (now.Ticks % Window.Ticks), DateTimeKind.Utc);
        var operation = $"{principal}|{resource}|{quarter.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture)}";
        var entry = new AuditEntry(ContentRead, operation, AuditPhase.Single, principal, AuditEntry.Success, origin, resource, details);
        var id = AuditEntryId.Of(scope.Resource, entry.Event, entry.Operation, entry.Phase);
        if (written.Contains(id))
        {
            return;
        }

        await log.AppendAsync(scope, entry, cancellation);
        written.Add(id);
    }
}
