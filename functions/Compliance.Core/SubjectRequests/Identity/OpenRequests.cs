using Compliance.Identities;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <inheritdoc/>
public sealed class OpenRequests(
    SubjectRequestRegister register, SubjectRequestTexts texts, IndexSecretReader secrets, TenantSettingsStore settings) : IOpenRequests
{
    public async Task<bool> ConcernsAsync(
        TenantStore store, string request, IReadOnlyCollection<string> people, CancellationToken cancellationToken) =>
        SubjectRequestId.TryParse(request, out var id)
        && await register.FindAsync(store, id, cancellationToken).OrLeftOutAsync() is { Document: var document }
        && !SubjectRequestTransitions.IsClosed(document.State)
        && (document.SubjectTokens.Any(people.Contains) || await NamesAsync(store, id, people, cancellationToken));

    /// <summary>By today's spelling: the request may have been filed, and the recording indexed, under different ones.</summary>
    async Task<bool> NamesAsync(
        TenantStore store, SubjectRequestId id, IReadOnlyCollection<string> people, CancellationToken cancellationToken)
    {
        if (await texts.FindAsync<SubjectRequestPerson>(store, id, SubjectRequestPerson.Name, cancellationToken) is not { } person)
        {
            return false;
        }

        var current = (await settings.ReadAsync(store.Scope, cancellationToken)).Settings;
        using var secret = await secrets.OpenAsync(store, cancellationToken);
        return SubjectRequestIdentityNormalizer.Of(person.Identities, current)
            .Where(x => x.Type is not IdentityType.Name)
            .SelectMany(secret.Tokens.Tokens)
            .Select(x => x.Value)
            .Any(people.Contains);
    }
}
