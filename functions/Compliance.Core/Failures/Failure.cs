namespace Compliance.Failures;

/// <summary>
/// What a caller may expect to be told. The set is closed: one file maps it to <c>application/problem+json</c> (RFC 9457), and a missing
/// case does not compile. Details never carry personal or card data.
/// </summary>
public abstract record Failure
{
    private Failure()
    {
    }

    /// <summary>400: <paramref name="Errors"/> by field path.</summary>
    public sealed record Invalid(FieldErrors Errors) : Failure;

    /// <summary>403.</summary>
    public sealed record Forbidden(string Detail) : Failure;

    /// <summary>404.</summary>
    public sealed record NotFound(string Detail) : Failure;

    /// <summary>409: the state, or another call, stands against it.</summary>
    public sealed record Conflict(string Detail) : Failure;

    /// <summary>410: erased; <paramref name="Certificate"/> is where the proof is, null until it is written.</summary>
    public sealed record Gone(string Detail, string? Certificate) : Failure;

    /// <summary>412: <c>If-Match</c> names another version.</summary>
    public sealed record PreconditionFailed(string Detail) : Failure;

    /// <summary>422: stored content failed verification; nothing of it is sent.</summary>
    public sealed record FailedVerification(string Detail) : Failure;

    /// <summary>428: <c>If-Match</c> is required.</summary>
    public sealed record PreconditionRequired(string Detail) : Failure;
}
