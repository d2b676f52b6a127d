namespace Compliance.Failures;

/// <summary>
/// The closed set of expected failures. One switch in the HTTP layer maps each to its status; a missing kind breaks the build.
/// </summary>
public enum FailureKind
{
    /// <summary>400: the request has faults, listed by field.</summary>
    Invalid,

    /// <summary>401: no token, or one that is not valid here.</summary>
    Unauthenticated,

    /// <summary>403.</summary>
    Forbidden,

    /// <summary>404.</summary>
    NotFound,

    /// <summary>409: the current state, or a concurrent call, does not allow it.</summary>
    Conflict,

    /// <summary>410: erased.</summary>
    Gone,

    /// <summary>412: <c>If-Match</c> names another version.</summary>
    PreconditionFailed,

    /// <summary>413: the body is too large.</summary>
    TooLarge,

    /// <summary>415: the body has an unsupported media type.</summary>
    UnsupportedMediaType,

    /// <summary>416: the range lies outside the content.</summary>
    RangeNotSatisfiable,

    /// <summary>422: stored content failed verification; none of it is sent.</summary>
    FailedVerification,

    /// <summary>421: the request was meant for another host.</summary>
    Misdirected,

    /// <summary>428: <c>If-Match</c> is required.</summary>
    PreconditionRequired,

    /// <summary>429: too many at the same time; the caller is told when to try again.</summary>
    TooManyRequests,

    /// <summary>503: not now; the caller is told when to try again.</summary>
    Unavailable,
}
