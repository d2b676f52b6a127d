namespace Compliance.Keys;

/// <summary>A backup that is not restored; nothing was changed by it. The message is a sentence that holds no secret.</summary>
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
