using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>
/// Intent, change, done, for a change that no document records. A change that throws stays open in the log; the step's retry closes it
/// under the same operation.
/// </summary>
public static class WriteAhead
{
    /// <param name="intent">
    /// Phase <see cref="AuditPhase.Intent"/>, outcome <c>success</c>; the done entry differs in phase and details.
    /// </param>
    /// <param name="change">Idempotent, because it may have been made before.</param>
    /// <param name="close">Completes the done entry, a copy of the intent, with the result: opaque details, or another outcome.</param>
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
            throw new ArgumentException("A change must be announced by an entry of phase intent.", nameof(intent));
        }

        await log.AppendAsync(scope, intent, cancellationToken);
        var result = await change(cancellationToken);

        // The change is made, so its entry must be written even if the caller cancels.
        await log.AppendAsync(scope, close(intent with { Phase = AuditPhase.Done }, result), CancellationToken.None);
        return result;
    }
}
