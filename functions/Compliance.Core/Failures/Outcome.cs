using System.Diagnostics.CodeAnalysis;

namespace Compliance.Failures;

/// <summary>A value, or the <see cref="Compliance.Failures.Failure"/> to report to the caller.</summary>
public readonly struct Outcome<T>
{
    readonly T? value;

    Outcome(T? value, Failure? failure)
    {
        this.value = value;
        Failure = failure;
    }

    public Failure? Failure { get; }

    public bool IsSuccess([NotNullWhen(true)] out T? result, [NotNullWhen(false)] out Failure? failure)
    {
        result = value;
        failure = Failure;
        return Failure is null;
    }

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Failure failure) => new(default, failure);
}
