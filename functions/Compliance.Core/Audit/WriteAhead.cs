using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>
/// Intent, change, done. A change that throws stays open in the log; the step's retry, or reconciliation, closes it under the same
/// operation.
/// </summary>
public static class WriteAhead
{
    /// <param name="intent">
    /// Phase <see cref="AuditPhase.Intent"/>, outcome <c>success</c>; the done entry differs in phase and details.
    /// </param>
    /// <param name="change">Idempotent, because it may have been made before.</param>
    /// <param name="facts">Opaque details of the result; the done entry has them in addition to the intent's.</param>
    public static async Task<T> ChangeAsync<T>(
        this IAuditLog log,
        TenantScope scope,
        AuditEntry intent,
        Func<CancellationToken, Task<T>> change,
        CancellationToken cancellationToken,
        Func<T, IReadOnlyDictionary<string, string>?>? facts = null)
    {
        if (intent.Phase != AuditPhase.Intent)
        {
            throw new ArgumentException("A change must be announced by an entry of phase intent.", nameof(intent));
        }

        await log.AppendAsync(scope, intent, cancellationToken);
        var result = await change(cancellationToken);

        // The change is made, so its entry must be written even if the caller cancels.
        var done = intent with { Phase = AuditPhase.Done, Details = Merge(intent.Details, facts?.Invoke(result)) };
        await log.AppendAsync(scope, done, CancellationToken.None);
        return result;
    }

    static IReadOnlyDictionary<string, string>? Merge(
        IReadOnlyDictionary<string, string>? announced, IReadOnlyDictionary<string, string>? facts)
    {
        if (announced is null || facts is null)
        {
            return announced ?? facts;
        }

        var merged = new Dictionary<string, string>(announced, StringComparer.Ordinal);
        foreach (var (name, value) in facts)
        {
            merged[name] = value;
        }

        return merged;
    }
}
