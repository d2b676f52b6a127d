namespace Compliance.Failures;

/// <summary>An expected failure as reported to the caller; created by one method per kind. Details never contain personal or card
/// data.</summary>
public sealed record Failure
{
    Failure(FailureKind kind, string detail)
    {
        Kind = kind;
        Detail = detail;
    }

    public FailureKind Kind { get; }

    public string Detail { get; }

    /// <summary>By field path; only with <see cref="FailureKind.Invalid"/>.</summary>
    public FieldErrors? Errors { get; private init; }

    /// <summary>The address of the certificate of erasure, null until it is written; only with <see cref="FailureKind.Gone"/>.</summary>
    public string? Certificate { get; private init; }

    /// <summary>Length in bytes of the requested content; only with <see cref="FailureKind.RangeNotSatisfiable"/>.</summary>
    public long? ContentLength { get; private init; }

    /// <summary>Whether the caller sent a token at all; only with <see cref="FailureKind.Unauthenticated"/>.</summary>
    public bool TokenGiven { get; private init; }

    public static Failure Invalid(FieldErrors errors) =>
        new(FailureKind.Invalid, "The request has invalid fields; see errors.") { Errors = errors };

    public static Failure Invalid(string field, string message) => Invalid(FieldErrors.Of(field, message));

    public static Failure Unauthenticated(string detail, bool tokenGiven) =>
        new(FailureKind.Unauthenticated, detail) { TokenGiven = tokenGiven };

    public static Failure Forbidden(string detail) => new(FailureKind.Forbidden, detail);

    public static Failure NotFound(string detail) => new(FailureKind.NotFound, detail);

    public static Failure Conflict(string detail) => new(FailureKind.Conflict, detail);

    public static Failure Gone(string detail, string? certificate) => new(FailureKind.Gone, detail) { Certificate = certificate };

    public static Failure PreconditionFailed(string detail) => new(FailureKind.PreconditionFailed, detail);

    public static Failure TooLarge(long limitBytes) =>
        new(FailureKind.TooLarge, $"The body is larger than {limitBytes} bytes, the limit for this operation.");

    public static Failure UnsupportedMediaType(string detail) => new(FailureKind.UnsupportedMediaType, detail);

    public static Failure RangeNotSatisfiable(long contentLength) =>
        new(FailureKind.RangeNotSatisfiable, $"The content is {contentLength} bytes long.") { ContentLength = contentLength };

    public static Failure FailedVerification(string detail) => new(FailureKind.FailedVerification, detail);

    public static Failure PreconditionRequired(string detail) => new(FailureKind.PreconditionRequired, detail);

    public static Failure Misdirected(string detail) => new(FailureKind.Misdirected, detail);

    public static Failure TooManyRequests(string detail) => new(FailureKind.TooManyRequests, detail);

    public static Failure Unavailable(string detail) => new(FailureKind.Unavailable, detail);
}
