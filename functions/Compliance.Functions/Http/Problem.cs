using Compliance.Failures;
using Microsoft.AspNetCore.WebUtilities;

namespace Compliance.Functions.Http;

/// <summary>A problem as RFC 9457 has it; <see cref="Headers"/> go with it.</summary>
/// <param name="Errors">By field path, for bad input.</param>
/// <param name="Certificate">For 410: where the proof of erasure is.</param>
sealed record Problem(int Status, string Detail, IReadOnlyDictionary<string, string[]>? Errors = null, string? Certificate = null)
{
    /// <summary>Beside <c>about:blank</c> the title is the status's own phrase (RFC 9457, 4.2.1).</summary>
    public string Title => ReasonPhrases.GetReasonPhrase(Status);

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public static Problem Of(Failure failure) => failure.Match(Cases.Instance);

    /// <summary>What nobody expected. It says nothing of what happened; the log has the trace id.</summary>
    public static Problem Unexpected { get; } = new(500, "Something unexpected happened. The trace id finds it in the log.");

    /// <summary>The one place where a failure becomes a status.</summary>
    sealed class Cases : Failure.ICases<Problem>
    {
        public static Cases Instance { get; } = new();

        public Problem On(Failure.Invalid failure) => new(400, "The request has faults; see errors.", failure.Errors.ByField);

        public Problem On(Failure.Unauthenticated failure) => new(401, failure.Detail)
        {
            // RFC 6750, 3.1: a request without a token is told no error.
            Headers = [new("WWW-Authenticate", failure.TokenGiven ? "Bearer error=\"invalid_token\"" : "Bearer")],
        };

        public Problem On(Failure.Forbidden failure) => new(403, failure.Detail);

        public Problem On(Failure.NotFound failure) => new(404, failure.Detail);

        public Problem On(Failure.Conflict failure) => new(409, failure.Detail);

        public Problem On(Failure.Gone failure) => new(410, failure.Detail, Certificate: failure.Certificate);

        public Problem On(Failure.PreconditionFailed failure) => new(412, failure.Detail);

        public Problem On(Failure.TooLarge failure) => new(413, $"A body may have {failure.LimitBytes} bytes here.");

        public Problem On(Failure.UnsupportedMediaType failure) => new(415, failure.Detail);

        public Problem On(Failure.RangeNotSatisfiable failure) =>
            new(416, $"The content has {failure.Length} bytes.") { Headers = [new("Content-Range", $"bytes */{failure.Length}")] };

        public Problem On(Failure.FailedVerification failure) => new(422, failure.Detail);

        public Problem On(Failure.PreconditionRequired failure) => new(428, failure.Detail);

        public Problem On(Failure.Unavailable failure) => new(503, failure.Detail) { Headers = [new("Retry-After", "60")] };
    }
}
