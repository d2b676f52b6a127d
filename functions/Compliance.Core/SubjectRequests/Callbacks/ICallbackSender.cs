namespace Compliance.SubjectRequests;

/// <summary>Posts to addresses supplied by tenants.</summary>
public interface ICallbackSender
{
    /// <summary>
    /// Sends one POST of JSON without following redirects, within a few seconds. Only to public addresses over https; on one machine, also
    /// to the machine itself.
    /// </summary>
    /// <returns>Whether it was accepted (2xx).</returns>
    Task<bool> TryPostAsync(string url, ReadOnlyMemory<byte> json, CancellationToken cancellationToken);
}
