namespace Compliance.Local.Hosting;

/// <summary>The host can't start. The message tells the user briefly what to do.</summary>
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
