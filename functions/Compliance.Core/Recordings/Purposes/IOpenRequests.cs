using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>Says whom the open subject requests are about.</summary>
public interface IOpenRequests
{
    /// <param name="request">As the caller wrote it.</param>
    /// <param name="people">Blind tokens of the people on a recording, without names: a name alone identifies nobody.</param>
    /// <returns>Whether the request is open and any of the tokens is its data subject's, however weak that match is.</returns>
    Task<bool> ConcernsAsync(TenantStore store, string request, IReadOnlyCollection<string> people, CancellationToken cancellationToken);
}
