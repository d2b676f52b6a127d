using Compliance.Failures;
using Microsoft.AspNetCore.WebUtilities;

namespace Compliance.Functions.Http;

/// <summary>A problem (RFC 9457); <see cref="Headers"/> are sent with it.</summary>
/// <param name="Errors">By field path, for invalid input.</param>
/// <param name="Certificate">For 410: the address of the certificate of erasure.</param>
sealed record Problem(int Status, string Detail, IReadOnlyDictionary<string, string[]>? Errors = null, string? Certificate = null)
{
    /// <summary>With type <c>about:blank</c> the title is the status's own phrase (RFC 9457, 4.2.1).</summary>
    public string Title => ReasonPhrases.GetReasonPhrase(Status);

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The one place that maps a failure to a status.</summary>
    public static Problem Of(Failure failure) => failure.Kind switch
    {
        FailureKind.Invalid => new(400, failure.Detail, failure.Errors?.ByField),
        FailureKind.Unauthenticated => new(401, failure.Detail)
        {
            // RFC 6750, 3.1: a request without a token gets no error code.
            Headers = [new("WWW-Authenticate", failure.TokenGiven ? "Bearer error=\"invalid_token\"" : "Bearer")],
        },
        FailureKind.Forbidden => new(403, failure.Detail),
        FailureKind.NotFound => new(404, failure.Detail),
        FailureKind.Conflict => new(409, failure.Detail),
        FailureKind.Gone => new(410, failure.Detail, Certificate: failure.Certificate),
        FailureKind.PreconditionFailed => new(412, failure.Detail),
        FailureKind.TooLarge => new(413, failure.Detail),
        FailureKind.UnsupportedMediaType => new(415, failure.Detail),
        FailureKind.RangeNotSatisfiable => new(416, failure.Detail)
        {
            Headers = [new("Content-Range", $"bytes */{failure.ContentLength}")],
        },
        FailureKind.FailedVerification => new(422, failure.Detail),
        FailureKind.Misdirected => new(421, failure.Detail),
        FailureKind.PreconditionRequired => new(428, failure.Detail),
        FailureKind.TooManyRequests => new(429, failure.Detail) { Headers = [new("Retry-After", "5")] },
        FailureKind.Unavailable => new(503, failure.Detail) { Headers = [new("Retry-After", "60")] },
    };

    /// <summary>An unexpected error. It reveals nothing about the cause; the trace id finds it in the log.</summary>
    public static Problem Unexpected { get; } = new(500, "Something unexpected happened. Find it in the log by the trace id.");
}
