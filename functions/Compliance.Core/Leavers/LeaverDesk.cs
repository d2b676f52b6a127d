using System.Globalization;
using Compliance.Audit;
using Compliance.Failures;
using Compliance.Keys;
using Compliance.Tenancy;

namespace Compliance.Leavers;

/// <summary>What became of what was said of a leaver.</summary>
public enum LeaverChange
{
    Created,
    Changed,
    Unchanged,

    /// <summary>In bulk: the line has faults.</summary>
    Refused,
}

/// <summary>Takes what a tenant says of employees who left, and what it takes back.</summary>
public sealed class LeaverDesk(LeaverStore leavers, IndexSecretReader secrets, IAuditLog audit)
{
    const string Stated = "agent.left";
    const string Back = "agent.takenBack";

    static readonly Failure Unknown = Failure.NotFound("Nothing is stated of this employee.");

    /// <summary>The same again changes nothing.</summary>
    public async Task<(LeaverDocument Document, LeaverChange Change)> PutAsync(
        TenantStore store, Actor actor, Leaver leaver, CancellationToken cancellationToken)
    {
        using var secret = await secrets.OpenAsync(store, cancellationToken);
        string[] tokens = [.. secret.Tokens.Tokens(leaver.Agent).Select(x => x.Value)];
        while (true)
        {
            var stored = await leavers.FindAsync(store, leaver.Employee.Request, cancellationToken);
            var known = stored?.Value;
            var isNew = known is null or { TakenBack: true };
            if (!isNew && known!.LeftAt == leaver.LeftAt && known.Tokens.SequenceEqual(tokens, StringComparer.Ordinal))
            {
                return (known, LeaverChange.Unchanged);
            }

            var document = (known ?? new LeaverDocument { Employee = leaver.Employee.ToString(), Tokens = [], LeftAt = default, Revision = 0 })
                with { Tokens = tokens, LeftAt = leaver.LeftAt, TakenBack = false, LookAt = null, LookedAt = null, Fault = null };
            document = document with { Revision = document.Revision + 1 };
            await NoteAsync(store, actor, Stated, document, cancellationToken);
            if (await leavers.TryWriteAsync(store, document, stored?.ETag, cancellationToken) is not null)
            {
                return (document, isNew ? LeaverChange.Created : LeaverChange.Changed);
            }
        }
    }

    /// <summary>Nothing more is done. What was pseudonymised stays so, and its certificates stay.</summary>
    public async Task<Outcome<Unit>> TakeBackAsync(
        TenantStore store, Actor actor, EmployeeId employee, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await leavers.FindAsync(store, employee.Request, cancellationToken) is not { Value: { TakenBack: false } known } stored)
            {
                return Unknown;
            }

            var gone = known with { TakenBack = true, LookAt = null, Fault = null, Revision = known.Revision + 1 };
            await NoteAsync(store, actor, Back, gone, cancellationToken);
            var written = known is { Run: null, Certificates: 0 }
                ? await leavers.RemoveAsync(store, known.Id, stored.ETag, cancellationToken)
                : await leavers.TryWriteAsync(
                    store, known.Run is null ? gone with { Tokens = [] } : gone, stored.ETag, cancellationToken) is not null;
            if (written)
            {
                return default(Unit);
            }
        }
    }

    /// <summary>Written before the change: an order that another overtakes is given again.</summary>
    Task NoteAsync(TenantStore store, Actor actor, string @event, LeaverDocument leaver, CancellationToken cancellationToken) =>
        audit.AppendAsync(
            store.Scope,
            new AuditEntry(
                @event,
                string.Create(CultureInfo.InvariantCulture, $"{leaver.Id}/{leaver.Revision}/{Guid.NewGuid():D}"),
                AuditPhase.Single,
                actor.Pseudonym,
                AuditEntry.Success,
                actor.Origin,
                $"agents/{leaver.Id}"),
            cancellationToken);
}
