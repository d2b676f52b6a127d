using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>
/// Intent, change, done, of what is no document's change. One that throws stays open in the log: the step's retry closes it under the same
/// operation.
/// </summary>
public static class WriteAhead
{
    /// <param name="intent">Phase <see cref="AuditPhase.Intent"/>, outcome <c>success</c>.</param>
    /// <param name="change">Idempotent: it may have happened before.</param>
    /// <param name="close">Adds to the done entry, which is as the intent's so far, what came of it: opaque facts, another outcome.</param>
    public static async Task<T> ChangeAsync<T>(
        this IAuditLog log,
        TenantScope scope,
        AuditEntry intent,
        Func<CancellationToken, Task<T>> change,
        Func<AuditEntry, T, AuditEntry> close,
        CancellationToken cancellationToken)
    {
        if (intent.Phase != AuditPhase.Intent)
        {
            throw new ArgumentException("A change is announced by an entry of phase intent.", nameof(intent));
        }

        await log.AppendAsync(scope, intent, cancellationToken);
        var result = await change(cancellationToken);

        // The change is made: its record does not end with the caller's patience.
        await log.AppendAsync(scope, close(intent with { Phase = AuditPhase.Done }, result), CancellationToken.None);
        return result;
    }
}
