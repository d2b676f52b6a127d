namespace Compliance.Tenancy;

/// <summary>The tenant's data can't be read or written now: a restore is unfinished or has yet to be made.</summary>
public sealed class TenantClosedException : Exception
{
    public TenantClosedException()
        : this("A restore of this tenant has not finished.")
    {
    }

    public TenantClosedException(string message)
        : base(message)
    {
    }

    public TenantClosedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
