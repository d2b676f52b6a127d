using System.Globalization;
using Compliance.Audit;
using Compliance.Tenancy;

namespace Compliance.Matters;

/// <summary>A matter in the audit log: who ordered what, and what came of it. Each hold is there with its recording.</summary>
public sealed class HoldMatterAudit(IAuditLog log)
{
    /// <summary>Intent when it is ordered, done when all that it covers is held.</summary>
    public const string Placed = "matter.placed";

    /// <summary>Intent when it is ordered, done when no hold of it is left.</summary>
    public const string Released = "matter.released";

    /// <summary>The day of its review has come.</summary>
    public const string ReviewDue = "matter.reviewDue";

    internal Task AnnounceAsync(
        TenantScope scope, Actor actor, string @event, HoldMatterDocument matter, CancellationToken cancellationToken) =>
        AppendAsync(scope, actor, @event, AuditPhase.Intent, matter, AuditEntry.Success, [], cancellationToken);

    /// <summary>Somebody was before another: this order was not taken.</summary>
    internal Task OvertakenAsync(
        TenantScope scope, Actor actor, string @event, HoldMatterDocument matter, CancellationToken cancellationToken) =>
        AppendAsync(scope, actor, @event, AuditPhase.Done, matter, AuditEntry.Refused, [], cancellationToken);

    internal Task DoneAsync(TenantScope scope, Actor actor, string @event, HoldMatterDocument matter, CancellationToken cancellationToken) =>
        AppendAsync(
            scope, actor, @event, AuditPhase.Done, matter, AuditEntry.Success, [("held", matter.Held), ("notHeld", matter.NotHeldCount)],
            cancellationToken);

    internal Task NoteAsync(
        TenantScope scope, Actor actor, string @event, HoldMatterDocument matter, string occasion, CancellationToken cancellationToken) =>
        log.AppendAsync(
            scope,
            new AuditEntry(
                @event, $"{matter.Id}/{occasion}", AuditPhase.Single, actor.Pseudonym, AuditEntry.Success, actor.Origin, Resource(matter)),
            cancellationToken);

    Task AppendAsync(
        TenantScope scope,
        Actor actor,
        string @event,
        AuditPhase phase,
        HoldMatterDocument matter,
        string outcome,
        IEnumerable<(string Name, int Count)> counts,
        CancellationToken cancellationToken) =>
        log.AppendAsync(
            scope,
            new AuditEntry(
                @event,
                $"{matter.Id}/{matter.Revision}/{matter.By}",
                phase,
                matter.By,
                outcome,
                actor.Origin,
                Resource(matter),
                counts.Append(("revision", matter.Revision))
                    .ToDictionary(x => x.Item1, x => x.Item2.ToString(CultureInfo.InvariantCulture), StringComparer.Ordinal)),
            cancellationToken);

    internal static string Resource(HoldMatterDocument matter) => $"holds/{matter.Name.Digest}";
}
