namespace Compliance.Keys;

/// <summary>A backup cannot be restored; nothing was changed. The message is a sentence without any secret.</summary>
public sealed class KeyBackupException : Exception
{
    public KeyBackupException()
    {
    }

    public KeyBackupException(string message)
        : base(message)
    {
    }

    public KeyBackupException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
