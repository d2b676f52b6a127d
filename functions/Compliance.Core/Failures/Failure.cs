namespace Compliance.Failures;

/// <summary>
/// What a caller may expect to be told. The set is closed: whoever translates it implements <see cref="ICases{TResult}"/>, so a missing
/// case does not compile. Details never carry personal or card data.
/// </summary>
public abstract record Failure
{
    private Failure()
    {
    }

    public abstract TResult Match<TResult>(ICases<TResult> cases);

    /// <summary>400: <paramref name="Errors"/> by field path.</summary>
    public sealed record Invalid(FieldErrors Errors) : Failure
    {
        public override TResult Match<TResult>(ICases<TResult> cases) => cases.On(this);
    }

    /// <summary>401: no token, or one that does not hold.</summary>
    public sealed record Unauthenticated(string Detail, bool TokenGiven) : Failure
    {
        public override TResult Match<TResult>(ICases<TResult> cases) => cases.On(this);
    }

    /// <summary>403.</summary>
    public sealed record Forbidden(string Detail) : Failure
    {
        public override TResult Match<TResult>(ICases<TResult> cases) => cases.On(this);
    }

    /// <summary>404.</summary>
    public sealed record NotFound(string Detail) : Failure
    {
        public override TResult Match<TResult>(ICases<TResult> cases) => cases.On(this);
    }

    /// <summary>409: the state, or another call, stands against it.</summary>
    public sealed record Conflict(string Detail) : Failure
    {
        public override TResult Match<TResult>(ICases<TResult> cases) => cases.On(this);
    }

    /// <summary>410: erased; <paramref name="Certificate"/> is where the proof is, null until it is written.</summary>
    public sealed record Gone(string Detail, string? Certificate) : Failure
    {
        public override TResult Match<TResult>(ICases<TResult> cases) => cases.On(this);
    }

    /// <summary>412: <c>If-Match</c> names another version.</summary>
    public sealed record PreconditionFailed(string Detail) : Failure
    {
        public override TResult Match<TResult>(ICases<TResult> cases) => cases.On(this);
    }

    /// <summary>413: the body is larger than <paramref name="LimitBytes"/>.</summary>
    public sealed record TooLarge(long LimitBytes) : Failure
    {
        public override TResult Match<TResult>(ICases<TResult> cases) => cases.On(this);
    }

    /// <summary>415: the body is not of the media type that is read here.</summary>
    public sealed record UnsupportedMediaType(string Detail) : Failure
    {
        public override TResult Match<TResult>(ICases<TResult> cases) => cases.On(this);
    }

    /// <summary>416: the range lies outside the content's <paramref name="Length"/> in bytes.</summary>
    public sealed record RangeNotSatisfiable(long Length) : Failure
    {
        public override TResult Match<TResult>(ICases<TResult> cases) => cases.On(this);
    }

    /// <summary>422: stored content failed verification; nothing of it is sent.</summary>
    public sealed record FailedVerification(string Detail) : Failure
    {
        public override TResult Match<TResult>(ICases<TResult> cases) => cases.On(this);
    }

    /// <summary>428: <c>If-Match</c> is required.</summary>
    public sealed record PreconditionRequired(string Detail) : Failure
    {
        public override TResult Match<TResult>(ICases<TResult> cases) => cases.On(this);
    }

    /// <summary>503: not now; it says until when.</summary>
    public sealed record Unavailable(string Detail) : Failure
    {
        public override TResult Match<TResult>(ICases<TResult> cases) => cases.On(this);
    }

    /// <summary>One method a case.</summary>
    public interface ICases<out TResult>
    {
        TResult On(Invalid failure);

        TResult On(Unauthenticated failure);

        TResult On(Forbidden failure);

        TResult On(NotFound failure);

        TResult On(Conflict failure);

        TResult On(Gone failure);

        TResult On(PreconditionFailed failure);

        TResult On(TooLarge failure);

        TResult On(UnsupportedMediaType failure);

        TResult On(RangeNotSatisfiable failure);

        TResult On(FailedVerification failure);

        TResult On(PreconditionRequired failure);

        TResult On(Unavailable failure);
    }
}
