using Compliance.Failures;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Compliance.Functions.Http;

/// <summary>Turns outcomes into HTTP answers: the last line of an endpoint.</summary>
public static class Answers
{
    /// <summary>200 with the value, or the failure's problem.</summary>
    public static IActionResult Ok<T>(this Outcome<T> outcome, Func<T, string>? etag = null) =>
        Answer(outcome, StatusCodes.Status200OK, etag, location: null);

    /// <summary>201 with the value and its location.</summary>
    public static IActionResult Created<T>(this Outcome<T> outcome, Func<T, string> location, Func<T, string>? etag = null) =>
        Answer(outcome, StatusCodes.Status201Created, etag, location);

    /// <summary>202 with the value and the location at which to follow its progress.</summary>
    public static IActionResult Accepted<T>(this Outcome<T> outcome, Func<T, string> location) =>
        Answer(outcome, StatusCodes.Status202Accepted, etag: null, location);

    /// <summary>204, or the failure's problem.</summary>
    public static IActionResult NoContent<T>(this Outcome<T> outcome) =>
        outcome.IsSuccess(out _, out var failure) ? new EmptyAnswer(StatusCodes.Status204NoContent, etag: null) : failure.ToAnswer();

    /// <inheritdoc cref="Ok{T}" />
    public static async Task<IActionResult> OkAsync<T>(this Task<Outcome<T>> outcome, Func<T, string>? etag = null) =>
        (await outcome).Ok(etag);

    /// <inheritdoc cref="NoContent{T}" />
    public static async Task<IActionResult> NoContentAsync<T>(this Task<Outcome<T>> outcome) => (await outcome).NoContent();

    /// <summary>The result of <paramref name="answer"/> for the value, or the failure's problem.</summary>
    public static async Task<IActionResult> AnswerAsync<T>(this Task<Outcome<T>> outcome, Func<T, IActionResult> answer) =>
        (await outcome).IsSuccess(out var value, out var failure) ? answer(value) : failure.ToAnswer();

    public static IActionResult ToAnswer(this Failure failure) => new ProblemAnswer(failure);

    /// <summary>Any status with a value, for endpoints whose status depends on the outcome.</summary>
    public static IActionResult Json<T>(T value, int status = StatusCodes.Status200OK, string? etag = null, string? location = null) =>
        new JsonAnswer<T>(value, status, etag, location);

    static IActionResult Answer<T>(Outcome<T> outcome, int status, Func<T, string>? etag, Func<T, string>? location) =>
        outcome.IsSuccess(out var value, out var failure)
            ? new JsonAnswer<T>(value, status, etag?.Invoke(value), location?.Invoke(value))
            : failure.ToAnswer();
}
