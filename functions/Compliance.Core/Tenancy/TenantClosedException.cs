namespace Compliance.Tenancy;

/// <summary>Nothing of the tenant may be read or written now: a restore has not come to its end, or has to be made first.</summary>
public sealed class TenantClosedException : Exception
{
    public TenantClosedException()
        : this("A restore of this tenant is not finished.")
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
