namespace Compliance.Failures;

/// <summary>
/// Query syntax for outcomes: each <c>from</c> is a step that depends on the previous ones, and the first failure is the result.
/// </summary>
public static class OutcomeQuery
{
    public static Outcome<TResult> Select<T, TResult>(this Outcome<T> outcome, Func<T, TResult> select) =>
        outcome.IsSuccess(out var value, out var failure) ? select(value) : failure;

    public static async Task<Outcome<TResult>> Select<T, TResult>(this Task<Outcome<T>> outcome, Func<T, TResult> select) =>
        (await outcome).Select(select);

    public static Outcome<TResult> SelectMany<T, TNext, TResult>(
        this Outcome<T> outcome, Func<T, Outcome<TNext>> next, Func<T, TNext, TResult> select) =>
        outcome.IsSuccess(out var value, out var failure) ? next(value).Select(x => select(value, x)) : failure;

    public static async Task<Outcome<TResult>> SelectMany<T, TNext, TResult>(
        this Outcome<T> outcome, Func<T, Task<Outcome<TNext>>> next, Func<T, TNext, TResult> select) =>
        outcome.IsSuccess(out var value, out var failure) ? (await next(value)).Select(x => select(value, x)) : failure;

    public static async Task<Outcome<TResult>> SelectMany<T, TNext, TResult>(
        this Task<Outcome<T>> outcome, Func<T, Outcome<TNext>> next, Func<T, TNext, TResult> select) =>
        (await outcome).SelectMany(next, select);

    public static async Task<Outcome<TResult>> SelectMany<T, TNext, TResult>(
        this Task<Outcome<T>> outcome, Func<T, Task<Outcome<TNext>>> next, Func<T, TNext, TResult> select) =>
        await (await outcome).SelectMany(next, select);
}
