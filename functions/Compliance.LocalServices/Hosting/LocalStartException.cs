namespace Compliance.Local.Hosting;

/// <summary>The host can't start; the message is one sentence that tells its user what to do.</summary>
public sealed class LocalStartException : Exception
{
    public LocalStartException(string message)
        : base(message)
    {
    }

    public LocalStartException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public LocalStartException()
    {
    }
}
