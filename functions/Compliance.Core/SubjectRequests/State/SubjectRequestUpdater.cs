using Compliance.Audit;
using Compliance.Failures;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>Makes one move of a request: announces it in the audit log, writes the register under <c>If-Match</c>, and settles
/// it.</summary>
public sealed class SubjectRequestUpdater(SubjectRequestRegister register, SubjectRequestAudit audit)
{
    /// <param name="mac">Distinguishes this move from a concurrent one of its kind, so that each gets its own audit entries.</param>
    internal async Task<Outcome<StoredSubjectRequest>> MoveAsync(
        TenantStore store,
        Actor actor,
        SubjectRequestId id,
        string @event,
        Func<SubjectRequestDocument, CancellationToken, Task<Outcome<Move>>> change,
        CancellationToken cancellationToken,
        string? mac = null)
    {
        var which = mac is null ? actor.Pseudonym : $"{actor.Pseudonym}/{SubjectRequestTexts.Short(mac)}";
        while (true)
        {
            if (await register.FindAsync(store, id, cancellationToken) is not { } stored)
            {
                return Failure.NotFound("The request does not exist.");
            }

            if (!(await change(stored.Document, cancellationToken)).IsSuccess(out var move, out var failure))
            {
                return failure;
            }

            if (move.To is not { } changed)
            {
                return stored;
            }

            var owed = await audit.BeginAsync(store, id, actor, @event, $"{stored.Version}/{which}", cancellationToken);
            if (await register.TryReplaceAsync(store, stored, changed.With(owed), cancellationToken) is { } written)
            {
                await audit.SettleAsync(store, id, cancellationToken);
                return written;
            }

            await audit.RefusedAsync(store, id, owed, cancellationToken);
        }
    }
}

/// <summary>The effect of a move on the register entry.</summary>
/// <param name="To">Null if nothing needs to change.</param>
sealed record Move(SubjectRequestDocument? To)
{
    public static Outcome<Move> Unchanged => new Move(To: null);

    public static Outcome<Move> Conflict(string detail) => Failure.Conflict(detail);

    public static Outcome<Move> Of(SubjectRequestDocument? changed, string otherwise) =>
        changed is null ? Conflict(otherwise) : new Move(changed);
}
