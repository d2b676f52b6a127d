using Compliance.Failures;
using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>
/// Intent, change, done. A change that throws stays open in the log: the step's retry, or reconcile, closes it under the same operation.
/// </summary>
public static class WriteAhead
{
    /// <param name="intent">
    /// Phase <see cref="AuditPhase.Intent"/>, outcome <c>success</c>; the done entry differs in phase, outcome and facts.
    /// </param>
    /// <param name="change">Idempotent: it may have happened before.</param>
    /// <param name="facts">Opaque facts of the result that the done entry adds to the intent's.</param>
    public static async Task<T> ChangeAsync<T>(
        this IAuditLog log,
        TenantScope scope,
        AuditEntry intent,
        Func<CancellationToken, Task<T>> change,
        CancellationToken cancellation,
        Func<T, IReadOnlyDictionary<string, string>?>? facts = null)
    {
        ThrowIfNotIntent(intent);
        await log.AppendAsync(scope, intent, cancellation);
        var result = await change(cancellation);
        await CloseAsync(log, scope, intent, AuditEntry.Success, facts?.Invoke(result));
        return result;
    }

    /// <summary>As <see cref="ChangeAsync{T}"/>; an expected failure closes the operation with outcome <c>refused</c>.</summary>
    public static async Task<Outcome<T>> TryChangeAsync<T>(
        this IAuditLog log,
        TenantScope scope,
        AuditEntry intent,
        Func<CancellationToken, Task<Outcome<T>>> change,
        CancellationToken cancellation,
        Func<T, IReadOnlyDictionary<string, string>?>? facts = null)
    {
        ThrowIfNotIntent(intent);
        await log.AppendAsync(scope, intent, cancellation);
        var outcome = await change(cancellation);
        if (outcome.IsSuccess(out var result, out _))
        {
            await CloseAsync(log, scope, intent, AuditEntry.Success, facts?.Invoke(result));
        }
        else
        {
            await CloseAsync(log, scope, intent, AuditEntry.Refused, facts: null);
        }

        return outcome;
    }

    // The change is made: its record does not end with the caller's patience.
    static Task CloseAsync(
        IAuditLog log, TenantScope scope, AuditEntry intent, string outcome, IReadOnlyDictionary<string, string>? facts) =>
        log.AppendAsync(
            scope,
            intent with { Phase = AuditPhase.Done, Outcome = outcome, Details = Merge(intent.Details, facts) },
            CancellationToken.None);

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

    static void ThrowIfNotIntent(AuditEntry intent)
    {
        if (intent.Phase != AuditPhase.Intent)
        {
            throw new ArgumentException("A change is announced by an entry of phase intent.", nameof(intent));
        }
    }
}
