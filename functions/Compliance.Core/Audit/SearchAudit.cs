using System.Globalization;
using Compliance.Failures;
using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>
/// Records each search for people or recordings, page by page: who searched, by which kinds of identity or filter, and how much was found;
/// never a value. A refused search is an entry too (PCI DSS 10.2.1). The entry is written before the answer is given.
/// </summary>
public sealed class SearchAudit(IAuditLog log, TimeProvider clock)
{
    /// <summary>Event and resource of a search for people.</summary>
    public static (string Event, string Resource) Subjects { get; } = ("subject.searched", "subjects/search");

    /// <summary>Event and resource of a search for recordings.</summary>
    public static (string Event, string Resource) Recordings { get; } = ("recording.searched", "recordings/search");

    /// <param name="by">Kinds of identity, or names of filters.</param>
    /// <param name="hits">Counts what is in the answer.</param>
    public async Task<Outcome<T>> RecordAsync<T>(
        TenantScope scope,
        Actor actor,
        (string Event, string Resource) of,
        IEnumerable<string> by,
        Outcome<T> answer,
        Func<T, int> hits)
    {
        var details = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["by"] = string.Join(',', by.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)),
        };
        if (answer.IsSuccess(out var found, out _))
        {
            details["hits"] = hits(found).ToString(CultureInfo.InvariantCulture);
        }

        await AppendAsync(scope, actor, of, details, answer.Failure is null ? AuditEntry.Success : AuditEntry.Refused);
        return answer;
    }

    /// <summary>The given form, or an entry that a search without a valid one was refused.</summary>
    public async Task<Outcome<T>> FormAsync<T>(TenantScope scope, Actor actor, (string Event, string Resource) of, Task<Outcome<T>> form)
    {
        var read = await form;
        if (read.Failure is not null)
        {
            await AppendAsync(scope, actor, of, new Dictionary<string, string>(StringComparer.Ordinal), AuditEntry.Refused);
        }

        return read;
    }

    /// <summary>A caller who disconnects does not prevent the entry.</summary>
    Task AppendAsync(
        TenantScope scope, Actor actor, (string Event, string Resource) of, IReadOnlyDictionary<string, string> details, string outcome) =>
        log.AppendAsync(
            scope,
            new AuditEntry(
                of.Event,
                $"{actor.Pseudonym}/{Guid.CreateVersion7(clock.GetUtcNow())}",
                AuditPhase.Single,
                actor.Pseudonym,
                outcome,
                actor.Origin,
                of.Resource,
                details),
            CancellationToken.None);
}
