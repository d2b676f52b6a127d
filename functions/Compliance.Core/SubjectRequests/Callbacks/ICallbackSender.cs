namespace Compliance.SubjectRequests;

/// <summary>Posts to an address that a tenant gave.</summary>
public interface ICallbackSender
{
    /// <summary>
    /// One POST of JSON, without following redirects, in some seconds; only to public addresses by https, on one machine also to itself.
    /// </summary>
    /// <returns>Whether it was taken (2xx).</returns>
    Task<bool> TryPostAsync(string url, ReadOnlyMemory<byte> json, CancellationToken cancellationToken);
}
