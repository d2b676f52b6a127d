namespace Compliance.Audit;

/// <summary>
/// What is stored of a log is not what was written: nothing is added to it, nothing is proved from it, and a person has to look.
/// </summary>
public sealed class TransparencyLogException : Exception
{
    public TransparencyLogException()
    {
    }

    public TransparencyLogException(string message)
        : base(message)
    {
    }

    public TransparencyLogException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <param name="blob">Which blob; names in the log's containers are opaque.</param>
    /// <param name="what">What is wrong with it, without anything of its content.</param>
    public TransparencyLogException(string blob, string what, Exception? innerException = null)
        : base($"{blob}: {what}", innerException) => (Blob, What) = (blob, what);

    /// <summary>The blob that is wrong, as far as that is known.</summary>
    public string? Blob { get; }

    /// <summary>What is wrong with it.</summary>
    public string? What { get; }
}
