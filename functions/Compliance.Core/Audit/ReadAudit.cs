using System.Globalization;
using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>
/// Records reads of clear content and of the log itself: one entry per principal, resource, purpose and quarter of an hour, however many
/// ranges a player requests or tiles a verifier requests.
/// </summary>
public sealed class ReadAudit(IAuditLog log, TimeProvider clock)
{
    /// <summary>Event name of a read of a recording's file.</summary>
    public const string ContentRead = "recording.contentRead";

    /// <summary>Event name of a read of the audit log.</summary>
    public const string LogRead = "audit.read";

    /// <summary>The detail that says what content was read for; each purpose has an entry of its own.</summary>
    public const string Purpose = "purpose";

    const int Remembered = 20_000;

    static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    readonly RecentlySeen written = new(Remembered);

    /// <summary>Appends an entry before the first byte is sent, unless there is one for this quarter of an hour.</summary>
    /// <param name="resource">The file, opaque: <c>recordings/{id}/files/{ordinal}</c>.</param>
    /// <param name="details">Details of a new entry: the purpose, the generation.</param>
    /// <returns>Whether an entry was written, because this is the principal's first read of the file in this quarter.</returns>
    public Task<bool> RecordAsync(
        TenantScope scope,
        string principal,
        string origin,
        string resource,
        IReadOnlyDictionary<string, string>? details,
        CancellationToken cancellationToken) =>
        OnceAsync(scope, ContentRead, principal, origin, resource, details, cancellationToken);

    /// <summary>Appends an entry before the log is read, unless there is one for this quarter of an hour.</summary>
    /// <param name="resource">The part of the log: <c>audit/tile</c>.</param>
    public Task RecordLogReadAsync(
        TenantScope scope, string principal, string origin, string resource, CancellationToken cancellationToken) =>
        OnceAsync(scope, LogRead, principal, origin, resource, details: null, cancellationToken);

    async Task<bool> OnceAsync(
        TenantScope scope,
        string @event,
        string principal,
        string origin,
        string resource,
        IReadOnlyDictionary<string, string>? details,
        CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var quarter = new DateTime(now.Ticks - (now.Ticks % Window.Ticks), DateTimeKind.Utc);
        var operation = $"{principal}|{resource}|{quarter.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture)}"
            + (details?.GetValueOrDefault(Purpose) is { } purpose ? $"|{purpose}" : "");
        var entry = new AuditEntry(@event, operation, AuditPhase.Single, principal, AuditEntry.Success, origin, resource, details);
        var id = AuditEntryId.Of(scope.Resource, entry.Event, entry.Operation, entry.Phase);
        if (written.Contains(id))
        {
            return false;
        }

        await log.AppendAsync(scope, entry, cancellationToken);
        written.Add(id);
        return true;
    }
}
