namespace Compliance.SubjectRequests;

/// <summary>An erasure left something behind. The register's pages tell which recording it is.</summary>
public sealed class LeftBehindException : Exception
{
    public LeftBehindException()
        : base("A part of an erased recording was found again.")
    {
    }

    public LeftBehindException(string message)
        : base(message)
    {
    }

    public LeftBehindException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
