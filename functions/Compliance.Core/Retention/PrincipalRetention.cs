using Compliance.Audit;
using Compliance.Json;
using Compliance.Keys;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Retention;

/// <summary>
/// Forgets who a pseudonym of the audit log stands for, <see cref="TenantSettings.PrincipalMonths"/> after its last entry (GDPR
/// Art. 5(1)(e)). The log itself stays as it is. Each night reads only what was appended since the one before; any step may run twice.
/// </summary>
public sealed class PrincipalRetention(
    AuditReader log,
    Pseudonyms pseudonyms,
    PrincipalSightingStore sightings,
    TenantSettingsStore settings,
    IAuditLog audit,
    TimeProvider clock)
{
    const string Event = "access.principalForgotten";
    const string Origin = "DeleteDue";

    /// <summary>Entries that one step reads.</summary>
    internal const int StepSize = 50_000;

    /// <summary>Does one step.</summary>
    /// <returns>Whether there is more to do.</returns>
    public async Task<bool> TurnAsync(TenantStore store, CancellationToken cancellationToken)
    {
        var stored = await sightings.FindAsync(store, cancellationToken);
        var (seen, read) = await ReadAsync(store, stored?.Value ?? new(), cancellationToken);
        if (read < StepSize)
        {
            await NoteOthersAsync(store, seen, cancellationToken);
            await EndAsync(store, seen, cancellationToken);
        }

        await sightings.TryWriteAsync(store, seen, stored?.ETag, cancellationToken);
        return read == StepSize;
    }

    async Task<(PrincipalSightings Seen, int Read)> ReadAsync(
        TenantStore store, PrincipalSightings before, CancellationToken cancellationToken)
    {
        var (seen, position, read) = (before.Last, before.Position, 0);
        await foreach (var part in log.ReadAsync(store.Scope, before.Position, cancellationToken))
        {
            position = part.End ?? position;
            if (part is LoggedEntry { Line: { Principal: not (AuditEntry.System or AuditEntry.Anonymous) } line }
                && (!seen.TryGetValue(line.Principal, out var last) || last < line.At))
            {
                seen[line.Principal] = line.At;
            }

            if (++read == StepSize)
            {
                break;
            }
        }

        return (before with { Position = position }, read);
    }

    /// <summary>Whoever has a name and no entry, or came back with a restored key ring, has a whole term from now on.</summary>
    async Task NoteOthersAsync(TenantStore store, PrincipalSightings seen, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await foreach (var pseudonym in pseudonyms.ListAsync(store.Scope, cancellationToken))
        {
            seen.Last.TryAdd(pseudonym, now);
        }
    }

    async Task EndAsync(TenantStore store, PrincipalSightings seen, CancellationToken cancellationToken)
    {
        var (months, now) = ((await settings.ReadAsync(store.Scope, cancellationToken)).Settings.PrincipalMonths, clock.GetUtcNow());
        foreach (var (pseudonym, last) in seen.Last.Where(x => x.Value.AddMonths(months) <= now).ToArray())
        {
            await pseudonyms.EndAsync(store.Scope, pseudonym, cancellationToken);
            await audit.AppendAsync(store.Scope, Entry(pseudonym, last), cancellationToken);
            seen.Last.Remove(pseudonym);
        }
    }

    static AuditEntry Entry(string pseudonym, DateTimeOffset last) => new(
        Event,
        $"{pseudonym}/{Rfc3339.Format(last)}",
        AuditPhase.Single,
        AuditEntry.System,
        AuditEntry.Success,
        Origin,
        $"principals/{pseudonym}");
}
