using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <inheritdoc/>
public sealed class OpenRequests(SubjectRequestRegister register) : IOpenRequests
{
    public async Task<bool> ConcernsAsync(
        TenantStore store, string request, IReadOnlyCollection<string> people, CancellationToken cancellationToken) =>
        SubjectRequestId.TryParse(request, out var id)
        && await register.FindAsync(store, id, cancellationToken).OrLeftOutAsync() is { Document: var document }
        && !SubjectRequestTransitions.IsClosed(document.State)
        && document.SubjectTokens.Any(people.Contains);
}
