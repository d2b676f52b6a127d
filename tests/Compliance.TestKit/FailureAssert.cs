using Compliance.Failures;

namespace Compliance.TestKit;

static class FailureAssert
{
    public static Failure Is(FailureKind kind, Failure? failure)
    {
        Assert.Equal(kind, failure?.Kind);
        return failure!;
    }

    /// <summary>The faults by field of a failure that must be <see cref="FailureKind.Invalid"/>.</summary>
    public static IReadOnlyDictionary<string, string[]> Faults(Failure? failure) => Is(FailureKind.Invalid, failure).Errors!.ByField;
}
