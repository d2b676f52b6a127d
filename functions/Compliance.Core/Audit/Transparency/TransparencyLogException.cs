namespace Compliance.Audit;

/// <summary>
/// A stored log differs from what was written: nothing is added to it or proved from it, and a person has to investigate.
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

    /// <param name="blob">The faulty blob; names in the containers of the log are opaque.</param>
    /// <param name="what">The fault, without any of the content.</param>
    public TransparencyLogException(string blob, string what, Exception? innerException = null)
        : base($"{blob}: {what}", innerException) => (Blob, What) = (blob, what);

    /// <summary>The faulty blob, if known.</summary>
    public string? Blob { get; }

    /// <summary>The fault.</summary>
    public string? What { get; }
}
